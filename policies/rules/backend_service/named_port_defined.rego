# METADATA
# title: Named port that an instance group does not define
# description: >-
#   A backend service names a port, and each of its instance groups says which number that is. Where the group does
#   not define the name, the load balancer has no port to send requests and probes to, and its instances get no
#   traffic. A backend service without portName uses "http". Fails once for each such group. NEGs have ports of their
#   own: without an instance group the rule is not applicable.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#named_ports
# - ref: https://cloud.google.com/compute/docs/instance-groups/adding-an-instance-group-to-a-load-balancer
# custom:
#   id: LB421
#   name: NamedPortDefined
#   severity: high
#   precision: high
#   source: [beyond]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/InstanceGroup]
#   remediation:
#     summary: >-
#       Define the named port on the instance group (the command replaces all of its named ports, so list every one),
#       or let the backend service name a port that all of its groups define.
#     gcloud: >-
#       gcloud compute instance-groups set-named-ports GROUP --project={project} --zone=ZONE --named-ports=NAME:PORT
#     terraform: |
#       named_port {
#         name = "http"
#         port = 8080
#       }
package lbpolicy.rules.backend_service.named_port_defined

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	count(_groups) > 0
}

findings := [finding |
	applies
	some finding in _faults
]

review := [item |
	backends.may_be_external
	known_later := [doubt | count(_groups) > 0; some doubt in unknown.reviews(["/portName"])]
	open := array.concat(array.concat(known_later, _undecided), backends.reviews(backends.may_be_probed))
	count(_faults) + count(open) > 0
	some item in array.concat(exposure.undecided, open)
]

_groups := backends.of_kinds(["instance group"])

# The API's default is documented by the Terraform provider.
_port_name := object.get(input.resource, "portName", "http") if not unknown.is_unknown("/portName")

_faults := [fault |
	some group in _lacking
	not _may_define_more(group)
	fault := {
		"path": "/portName",
		"key": group.name,
		"message": concat("", ["The instance group ", group.name, " does not define the named port ", _port_name, "."]),
		"evidence": {"portName": _port_name, "namedPorts": _port_names(group)},
		"related": [group.name],
	}
]

_undecided := array.concat(
	[item |
		some group in _groups
		group.state != "resolved"
		item := {"path": group.path, "key": group.name, "message": group.reason}
	],
	[item |
		some group in _lacking
		_may_define_more(group)
		item := {
			"path": group.path,
			"key": group.name,
			"message": "The plan does not know the named ports of the instance group yet.",
		}
	],
)

_lacking := [group |
	wanted := _port_name
	some group in links.resolved(_groups)
	not wanted in _port_names(group)
]

_port_names(group) := [port.name | some port in object.get(group.resource, "namedPorts", [])]

_may_define_more(group) if {
	some pointer in object.get(group, "unknown", [])
	regex.match(`^/namedPorts(/[0-9]+(/name)?)?$`, pointer)
}
