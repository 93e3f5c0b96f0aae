# METADATA
# title: Backends open to the internet past the load balancer
# description: >-
#   Cloud Armor, IAP and TLS settings hold for what comes through the load balancer. If the firewall lets the whole
#   internet reach the serving port of the instances, whoever finds their addresses goes past all of it. Only the load
#   balancer needs to get in: 130.211.0.0/22 and 35.191.0.0/16, for a regional one its proxy-only subnet. It fails where
#   VPC rules and firewall policies, in their order, let at least half of the public IPv4 or IPv6 addresses reach a
#   serving port. A port that only health checks use may be open. Instances without external address fail too: connected
#   networks and other load balancers still lead to them, and an address is quickly added. Firewall policies count as
#   far as the inventory holds them. Hybrid, internet, serverless and Private Service Connect NEGs are not applicable.
# related_resources:
# - ref: https://cloud.google.com/armor/docs/integrating-cloud-armor
# - ref: https://cloud.google.com/iap/docs/concepts-best-practices
# - ref: https://cloud.google.com/load-balancing/docs/firewall-rules
# custom:
#   id: LB602
#   name: BackendOpenToInternet
#   severity: high
#   precision: high
#   source: [beyond]
#   requires:
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/Firewall
#   - compute.googleapis.com/InstanceGroup
#   - compute.googleapis.com/InstanceGroupManager
#   - compute.googleapis.com/InstanceTemplate
#   - compute.googleapis.com/NetworkEndpointGroup
#   remediation:
#     summary: >-
#       Narrow the firewall rules that the finding names to Google's ranges, or delete them where another rule lets the
#       load balancer in. They belong to the project of the network, which for a Shared VPC is the host project; a rule
#       of a firewall policy is changed there. For a regional load balancer allow the range of its proxy-only subnet
#       too. Take away external addresses that the instances do not need.
#     gcloud: >-
#       gcloud compute firewall-rules update RULE --project={project} --source-ranges=130.211.0.0/22,35.191.0.0/16
#     terraform: source_ranges = ["130.211.0.0/22", "35.191.0.0/16"]
#   frameworks:
#     CIS Google Cloud: ["3.10"]
#     PCI DSS 4.0.1: ["1.3.1", "1.4.2"]
#     NIST SP 800-53: [SC-7]
#     ISO/IEC 27001:2022: [A.8.20]
#   exceptions: Instances that serve clients directly too, by design, and check each request themselves.
package lbpolicy.rules.backend_service.backend_open_to_internet

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.firewall

applies if {
	exposure.external
	firewall.groups[0]
}

findings := [finding |
	applies
	some answer in _answers
	answer.open[0]
	entry := answer.entry
	finding := {
		"path": entry.path,
		"key": entry.group,
		"message": concat("", [
			"The internet can reach ",
			firewall.spoken(answer.open),
			" of ",
			firewall.named(entry),
			_by(entry.open_rules),
			".",
			_addresses(entry),
		]),
		"evidence": {
			"network": entry.network,
			"ports": answer.open,
			"open_rules": entry.open_rules,
			"external_addresses": object.get(entry, "external_addresses", "unknown"),
		},
		"related": [entry.group],
	}
]

review := [item |
	backends.may_be_external
	undecided := [doubt |
		some answer in _answers
		not answer.open[0]
		doubt := firewall.doubt(answer.entry, concat(" ", [firewall.reason(answer.entry), _what(answer)]))
	]
	_in_doubt
	some item in array.concat(exposure.undecided, array.concat(firewall.reviews, undecided))
]

# The groups with serving ports that are open to the internet, or may be.
_in_doubt if _answers[0]

_in_doubt if firewall.reviews[0]

_answers := [answer |
	some entry in firewall.entries
	ports := firewall.spelled(entry.serving_ports)
	exposed := [port | some port in ports; object.get(entry.open_to_internet, port, "undecided") != false]
	_exposes(entry, exposed)
	answer := {
		"entry": entry,
		"exposed": exposed,
		"open": [port | some port in exposed; entry.open_to_internet[port] == true],
	}
]

# A serving port that is not known is closed for certain only if every port is.
_exposes(_, ports) if ports[0]

_exposes(entry, _) if _may_be_open(entry)

_may_be_open(entry) if {
	firewall.lacks(entry, "serving_ports")
	object.get(entry, ["every_port", "open_to_internet"], "undecided") != false
}

_what(answer) := concat("", ["The internet may reach ", firewall.spoken(answer.exposed), "."]) if {
	answer.exposed[0]
} else := concat("", [
	"The internet may reach some ports",
	_by(object.get(answer.entry, ["every_port", "open_rules"], [])),
	".",
])

_by(rules) := "" if {
	count(rules) == 0
} else := concat("", [", by ", concat(", ", rules)])

_addresses(entry) := " The instances have external addresses." if {
	entry.external_addresses == true
} else := " The instances have no external address of their own." if {
	entry.external_addresses == false
} else := ""
