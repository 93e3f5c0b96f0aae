# METADATA
# title: Network Service Tier and scope of a frontend
# description: >-
#   In Premium Tier an external HTTP(S) load balancer has a global forwarding rule, in Standard Tier a regional one.
#   A classic forwarding rule (scheme EXTERNAL) must match: global with PREMIUM, regional with STANDARD. A global
#   forwarding rule of scheme EXTERNAL_MANAGED must be PREMIUM; a regional one may use either tier and passes.
# related_resources:
# - ref: https://cloud.google.com/network-tiers/docs/overview
# - ref: https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts
# custom:
#   id: LB103
#   name: NetworkTierScope
#   severity: medium
#   precision: high
#   source: [overview#forwarding-rules-and-addresses, overview#network-service-tiers]
#   requires: [compute.googleapis.com/ForwardingRule]
#   remediation:
#     summary: >-
#       Neither tier nor scope of a forwarding rule can be changed. Create another one, global in Premium Tier or
#       regional in Standard Tier, with an address of the same tier and scope, and delete this one.
#     gcloud: >-
#       gcloud compute forwarding-rules create RULE --global --project={project}
#       --load-balancing-scheme=SCHEME --network-tier=PREMIUM --address=ADDRESS
#       --target-https-proxy=HTTPS_PROXY --ports=443
#     terraform: network_tier = "PREMIUM" # of a google_compute_global_forwarding_rule
package lbpolicy.rules.forwarding_rule.network_tier_scope

import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if routing.may_be_frontend({"HTTP proxy", "HTTPS proxy"})

findings := [fault |
	applies
	count(routing.frontend_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in routing.frontend_doubts],
	[item | applies; _wanted; some item in unknown.reviews(["/networkTier"])],
)

_faults := [fault |
	tier := object.get(input.resource, "networkTier", "PREMIUM")
	not unknown.is_unknown("/networkTier")
	tier != _wanted
	frontend := concat(" ", ["A", input.asset.scope, routing.scheme, "frontend"])
	fault := {
		"path": "/networkTier",
		"message": concat("", [frontend, " is in tier ", tier, ", not ", _wanted, "."]),
		"evidence": {"loadBalancingScheme": routing.scheme, "networkTier": tier, "scope": input.asset.scope},
	}
]

# Undefined where every tier will do.
_wanted := "PREMIUM" if input.asset.scope == "global"

_wanted := "STANDARD" if {
	input.asset.scope != "global"
	routing.scheme == "EXTERNAL"
}
