# METADATA
# title: IPv6 frontend outside global Premium Tier
# description: >-
#   Clients on IPv6 reach an external HTTP(S) load balancer through a global forwarding rule in Premium Tier; Google
#   Cloud has no IPv6 frontends for these load balancers in a region or in Standard Tier. The IPAddress of the
#   forwarding rule tells its IP version, or its ipVersion does; a reference to a reserved address alone does not.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ipv6
# - ref: https://cloud.google.com/network-tiers/docs/overview
# custom:
#   id: LB104
#   name: Ipv6FrontendPremium
#   severity: medium
#   precision: high
#   source: [overview#use-cases, overview#network-service-tiers]
#   requires: [compute.googleapis.com/ForwardingRule]
#   remediation:
#     summary: Give the load balancer a global IPv6 forwarding rule in Premium Tier, and delete this one.
#     gcloud: >-
#       gcloud compute forwarding-rules create IPV6_RULE --global --project={project}
#       --load-balancing-scheme=SCHEME --network-tier=PREMIUM --ip-version=IPV6
#       --target-https-proxy=HTTPS_PROXY --ports=443
#     terraform: ip_version = "IPV6" # of a google_compute_global_forwarding_rule
package lbpolicy.rules.forwarding_rule.ipv6_frontend_premium

import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	routing.may_be_frontend({"HTTP proxy", "HTTPS proxy"})
	_version != "IPV4"
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
	"path": concat("", ["/", _told_by]),
	"message": concat("", ["An IPv6 frontend must be global in Premium Tier; this one is ", _misplaced, "."]),
	"evidence": {_told_by: input.resource[_told_by], "scope": input.asset.scope},
} |
	_version == "IPV6"
	_misplaced
]

_version_reviews := [{
	"path": "/IPAddress",
	"key": "/IPAddress",
	"message": "Whether the address of the forwarding rule is an IPv6 address cannot be told.",
} |
	_version == "undecided"
	not _global_premium
]

_tier_reviews := [item |
	_version == "IPV6"
	not _misplaced
	some item in unknown.reviews(["/networkTier"])
]

default _version := "undecided"

_version := "IPV6" if {
	_told_by
} else := "IPV4" if {
	contains(_number, ".")
} else := "IPV4" if {
	input.resource.ipVersion == "IPV4"
} else := "IPV4" if {
	# Without an address the API assigns one, of version 4 where nothing is said.
	not input.resource.IPAddress
	not input.resource.ipVersion
	not unknown.is_unknown("/IPAddress")
	not unknown.is_unknown("/ipVersion")
}

# The attribute that tells of an IPv6 address.
_told_by := "IPAddress" if {
	contains(_number, ":")
} else := "ipVersion" if {
	not contains(_number, ".")
	input.resource.ipVersion == "IPV6"
}

# The address; empty for the name of an Address, which a plan may have and which may hold dots and a colon
# (//compute.googleapis.com/projects/example.com:shop/...). The API itself always reads a number.
_number := "" if {
	contains(input.resource.IPAddress, "/addresses/")
} else := object.get(input.resource, "IPAddress", "")

_misplaced := input.asset.scope if {
	input.asset.scope != "global"
} else := concat(" ", ["in tier", _tier]) if {
	_tier != "PREMIUM"
}

_global_premium if {
	input.asset.scope == "global"
	_tier == "PREMIUM"
}

_tier := object.get(input.resource, "networkTier", "PREMIUM") if not unknown.is_unknown("/networkTier")
