# METADATA
# title: Firewall keeps the load balancer or its health checks from the backends
# description: >-
#   Health check probes reach instances from 130.211.0.0/22 and 35.191.0.0/16 and, where ipAddressSelectionPolicy has
#   IPv6, from 2600:2d00:1:b029::/64. So do the requests, on IPv6 from 2600:2d00:1:1::/64. The ingress firewall of the
#   VPC network (VPC rules and firewall policies in their order, with denials and targets) must let all of these ranges
#   reach the serving port and each health check port. Where it refuses them the backends count as unhealthy and serve
#   nothing; where it refuses a part, some probes fail. For a regional load balancer only the health check port matters
#   here: its requests come from the proxy-only subnet, which is not looked at. A health check or a named port that does
#   not exist (LB423, LB421) is not asked about. Firewall policies count as far as the inventory holds them. Hybrid NEGs
#   lie outside the VPC firewall; they, internet, serverless and Private Service Connect NEGs are not applicable.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/firewall-rules
# - ref: https://cloud.google.com/load-balancing/docs/health-check-concepts#ip-ranges
# - ref: https://cloud.google.com/firewall/docs/firewall-policies-rule-details
# - ref: https://cloud.google.com/firewall/docs/firewall-policies-rule-eval-order
# custom:
#   id: LB601
#   name: ProbeRangesAllowed
#   severity: high
#   precision: high
#   source: [overview#firewall-rules, overview#health-checks]
#   requires:
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/Firewall
#   - compute.googleapis.com/HealthCheck
#   - compute.googleapis.com/InstanceGroup
#   - compute.googleapis.com/InstanceGroupManager
#   - compute.googleapis.com/InstanceTemplate
#   - compute.googleapis.com/NetworkEndpointGroup
#   remediation:
#     summary: >-
#       Allow TCP from Google's ranges to the serving port and the health check port, for the tag or service account of
#       the instances, with a priority before any rule that denies it. The rule belongs to the project of the network,
#       which for a Shared VPC is the host project. If the finding is about a firewall policy, change it there.
#     gcloud: >-
#       gcloud compute firewall-rules create allow-load-balancer --project={project} --network=NETWORK
#       --direction=INGRESS --action=allow --rules=tcp:PORT --source-ranges=130.211.0.0/22,35.191.0.0/16
#       --target-tags=TAG
#     terraform: |
#       resource "google_compute_firewall" "allow_load_balancer" {
#         name          = "allow-load-balancer"
#         network       = google_compute_network.app.id
#         source_ranges = ["130.211.0.0/22", "35.191.0.0/16"]
#         target_tags   = ["app"]
#         allow {
#           protocol = "tcp"
#           ports    = ["8443"]
#         }
#       }
package lbpolicy.rules.backend_service.probe_ranges_allowed

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.firewall
import data.lbpolicy.lib.routing

applies if {
	exposure.external
	firewall.groups[0]
}

findings := [finding |
	applies
	some answer in _answers
	answer.refusals[0]
	entry := answer.entry
	finding := {
		"path": entry.path,
		"key": entry.group,
		"message": concat(" ", answer.refusals),
		"evidence": {
			"network": entry.network,
			"serving_ports": entry.serving_ports,
			"probed_ports": entry.probed_ports,
			"sources": object.get(entry, "sources", []),
			"rules": entry.rules,
		},
		"related": [entry.group],
	}
]

review := [item |
	backends.may_be_external
	undecided := [doubt |
		some answer in _answers
		not answer.refusals[0]
		doubt := firewall.doubt(answer.entry, firewall.reason(answer.entry))
	]
	_in_doubt
	some item in array.concat(exposure.undecided, array.concat(firewall.reviews, undecided))
]

# The groups that the ranges do not reach, and those where that is undecided; sentences on what is refused.
_in_doubt if _answers[0]

_in_doubt if firewall.reviews[0]

_answers := [answer |
	some entry in firewall.entries
	entry.state != "allowed"
	ports := firewall.spelled(_needed(entry))
	unreached := array.concat(
		[port | some port in ports; object.get(entry.ports, port, "undecided") != "allowed"],
		[state | _lacks_port(entry); state := _state_of_every_port(entry); state != "allowed"],
	)
	unreached[0]
	answer := {
		"entry": entry,
		"refusals": [sentence |
			some state in ["denied", "partial"]
			some refused in _refused(entry, ports, state)
			sentence := _sentence(entry, state, refused)
		],
	}
]

# Requests of a regional load balancer come from the proxy-only subnet, only its probes from Google's ranges.
_regional if input.asset.scope == "regional"

_needed(entry) := entry.probed_ports if {
	_regional
} else := sort(array.concat(entry.serving_ports, [port |
	some port in entry.probed_ports
	not port in entry.serving_ports
]))

_lacks_port(entry) if {
	not _regional
	firewall.lacks(entry, "serving_ports")
}

_lacks_port(entry) if firewall.lacks(entry, "probed_ports")

# A port that is not known is refused or reached for certain only if every port is.
_state_of_every_port(entry) := state if {
	state := entry.every_port.state
	state in {"allowed", "denied"}
} else := "undecided"

# The ports in that state, in words; at most one text.
_refused(entry, ports, state) := [firewall.spoken(refused) |
	refused := [port | some port in ports; entry.ports[port] == state]
	refused[0]
] if {
	count(ports) > 0
} else := ["any port" |
	state == "denied"
	_lacks_port(entry)
	_state_of_every_port(entry) == "denied"
]

_sentence(entry, state, ports) := concat("", [
	"The firewall of network ",
	routing.short_name(entry.network),
	" lets ",
	object.get(_shares, state, ""),
	" of Google's probe ranges reach ",
	ports,
	" of ",
	firewall.named(entry),
	".",
])

_shares := {"denied": "none", "partial": "only a part"}
