# METADATA
# title: IPv6 frontend outside Premium Tier
# description: >-
#   Clients on IPv6 reach an external HTTP(S) load balancer through a forwarding rule with an IPv6 address, and Google
#   Cloud has external IPv6 addresses in Premium Tier only. With a classic load balancer the forwarding rule must be
#   global besides; one of scheme EXTERNAL_MANAGED may also be regional, with a range of 96 bits for its address. The
#   IPAddress of the forwarding rule tells its IP version, be it a number or the name of a reserved address, or its
#   ipVersion does. Forwarding rules with IPv4 are not judged.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ipv6
# - ref: https://cloud.google.com/network-tiers/docs/overview
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/forwardingRules
# custom:
#   id: LB104
#   name: Ipv6FrontendPremium
#   severity: medium
#   precision: high
#   source: [overview#use-cases, overview#network-service-tiers]
#   requires: [compute.googleapis.com/ForwardingRule]
#   remediation:
#     summary: >-
#       Give the load balancer a global IPv6 forwarding rule in Premium Tier, with an address reserved for it, and
#       delete this one. A regional load balancer of scheme EXTERNAL_MANAGED keeps a regional one, in Premium Tier and
#       with an address out of a subnet's external IPv6 range.
#     gcloud: >-
#       gcloud compute forwarding-rules create IPV6_RULE --global --project={project}
#       --load-balancing-scheme=SCHEME --network-tier=PREMIUM --ip-version=IPV6 --address=IPV6_ADDRESS
#       --target-https-proxy=HTTPS_PROXY --ports=443
#     terraform: |-
#       resource "google_compute_global_address" "web6" {
#         name       = "web6"
#         ip_version = "IPV6" # named as ip_address of a google_compute_global_forwarding_rule
#       }
package lbpolicy.rules.forwarding_rule.ipv6_frontend_premium

import data.lbpolicy.lib.ip_version
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	ip_version.version in {"IPV6", "undecided"}
	routing.may_be_frontend({"HTTP proxy", "HTTPS proxy"})
}

findings := [fault |
	applies
	count(routing.frontend_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in routing.frontend_doubts],
	[item | applies; some item in array.concat(_version_reviews, _tier_reviews)],
)

_faults := [{
	"path": concat("", ["/", ip_version.told_by]),
	"message": concat("", ["An IPv6 frontend ", _wanted, "."]),
	"evidence": {ip_version.told_by: input.resource[ip_version.told_by], "scope": input.asset.scope},
} |
	ip_version.version == "IPV6"
	_wanted
]

# Unless IPv6 would be right.
_version_reviews := [{
	"path": "/IPAddress",
	"key": "/IPAddress",
	"message": "Whether the address of the forwarding rule is an IPv6 address cannot be told.",
} |
	ip_version.version == "undecided"
	not _right
]

_tier_reviews := [item |
	ip_version.version == "IPV6"
	not _wanted
	some item in unknown.reviews(["/networkTier"])
]

# What an IPv6 frontend must be, and this one is not.
_wanted := concat(" ", ["must be in tier PREMIUM; this one is in tier", _tier]) if {
	_tier != "PREMIUM"
} else := "of a classic load balancer must be global; this one is regional" if {
	input.asset.scope != "global"
	routing.scheme == "EXTERNAL"
}

_right if {
	_tier
	not _wanted
}

_tier := object.get(input.resource, "networkTier", "PREMIUM") if not unknown.is_unknown("/networkTier")
