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
#       Define the named port on the instance group (the command replaces all of its named ports, so list every one;
#       give --region for a regional group), or let the backend service name a port that all of its groups define.
#     gcloud: >-
#       gcloud compute instance-groups set-named-ports GROUP --project={project} --zone=ZONE --named-ports=NAME:PORT
#     terraform: |
#       named_port {
#         name = "http"
#         port = 8080
#       }
package lbpolicy.rules.backend_service.named_port_defined

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.groups
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	_groups[0]
}

findings := [finding |
	applies
	some finding in _faults
]

review := doubts.of_faults(_faults, _open)

_open := [item |
	some items in [_known_later, _unseen, _unsettled, backends.may_be_probed_reviews]
	some item in items
]

# The instance groups, but for those that do not exist.
_groups := [group |
	some group in groups.all
	_is_instance_group(group)
]

_is_instance_group(group) if {
	group.kind == "instance group"
	not group.state == "missing"
}

# The API fills in this default, as the Terraform provider documents.
_port_name := name if {
	name := input.resource.portName
} else := "http" if {
	not unknown.is_unknown("/portName")
}

_known_later := [item | _groups[0]; some item in unknown.reviews(["/portName"])]

_faults := [fault |
	some group in _lacking
	not group.open
	fault := {
		"path": "/portName",
		"key": group.name,
		"message": concat("", ["The instance group ", group.name, " does not define the named port ", _port_name, "."]),
		"evidence": {"portName": _port_name, "namedPorts": group.ports},
		"related": [group.name],
	}
]

_unseen := [item |
	some group in _groups
	not _is_at_hand(group)
	item := {"path": group.path, "key": group.name, "message": group.reason}
]

_is_at_hand(group) if group.state == "resolved"

_unsettled := [item |
	some group in _lacking
	group.open
	item := {
		"path": group.path,
		"key": group.name,
		"message": "The plan does not know the named ports of the instance group yet.",
	}
]

# The instance groups at hand without the port: {"path", "name", "ports"}; "open": a plan may yet define it.
_lacking := [group |
	wanted := _port_name
	some link in input.links.groups
	_may_lack(link, wanted)
	group := {
		"path": link.path,
		"name": link.name,
		"ports": [port.name | some port in object.get(link.resource, "namedPorts", [])],
		"open": _may_define_more(link),
	}
]

_may_lack(link, name) if {
	link.asset.type == "compute.googleapis.com/InstanceGroup"
	not _defines(link, name)
}

_defines(link, name) if {
	some port in link.resource.namedPorts
	port.name == name
}

default _may_define_more(_) := false

_may_define_more(link) if {
	some pointer in link.unknown
	regex.match(`^/namedPorts(/[0-9]+(/name)?)?$`, pointer)
}
