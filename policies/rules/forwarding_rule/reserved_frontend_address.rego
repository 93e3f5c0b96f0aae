# METADATA
# title: Frontend address that is not reserved
# description: >-
#   The address of a frontend stands in DNS, and in the allow lists of partners. One that is not reserved belongs to
#   the forwarding rule alone: with it the address goes back to Google, and the next forwarding rule gets another. The
#   IPAddress of the forwarding rule, IPv4 or IPv6, must be a reserved address of its project; a forwarding rule that
#   names no address gets one that is not. A forwarding rule whose address comes from a prefix of your own
#   (ipCollection) is not judged.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts
# - ref: https://cloud.google.com/vpc/docs/reserve-static-external-ip-address
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/globalForwardingRules
# custom:
#   id: LB107
#   name: ReservedFrontendAddress
#   severity: low
#   precision: high
#   source: [overview#forwarding-rules-and-addresses]
#   requires: [compute.googleapis.com/ForwardingRule, compute.googleapis.com/Address]
#   remediation:
#     summary: >-
#       Reserve the address that the forwarding rule has; the forwarding rule stays as it is. In Standard Tier the
#       command also needs --network-tier=STANDARD. Where an address cannot be reserved as it is, reserve another one
#       and create the forwarding rule anew with it. In Terraform refer to the reserved address.
#     gcloud: gcloud compute addresses create ADDRESS {scope} --project={project} --addresses=IP_ADDRESS
#     terraform: ip_address = google_compute_global_address.web.address
#   exceptions: >-
#     An address out of a range that you brought to Google (BYOIP) and named by number; a load balancer for trials.
package lbpolicy.rules.forwarding_rule.reserved_frontend_address

import data.lbpolicy.lib.links
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	routing.may_be_frontend({"HTTP proxy", "HTTPS proxy"})
	not input.resource.ipCollection
}

findings := [fault |
	applies
	count(_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in _doubts],
	[item | applies; some item in links.reviews([input.links.address])],
)

_doubts := array.concat(routing.frontend_doubts, unknown.reviews(["/ipCollection"]))

_faults := [{
	"path": "/IPAddress",
	"message": _lack,
	"evidence": {"IPAddress": object.get(input.resource, "IPAddress", "none"), "scope": input.asset.scope},
} |
	_lack
]

_lack := "The forwarding rule names no address: the one that Google Cloud gives it is lost when it is deleted." if {
	input.links.address.state == "absent"
} else := concat("", ["The forwarding rule names ", input.resource.IPAddress, ", which does not exist."]) if {
	input.links.address.state == "missing"
	contains(input.resource.IPAddress, "/addresses/")
} else := concat("", [input.resource.IPAddress, _not_reserved]) if {
	input.links.address.state == "missing"
}

_not_reserved := " is not reserved: it is lost when the forwarding rule is deleted."
