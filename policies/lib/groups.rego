# METADATA
# title: Groups
# description: >-
#   What each group of a backend service is, read from `input.links.groups`. Its kind is "instance group",
#   "zonal NEG", "hybrid NEG", "internet NEG", "serverless NEG", "Private Service Connect NEG", or the endpoint type
#   followed by "NEG" for a type that no external HTTP(S) load balancer uses. Where the endpoint type is not at hand
#   the place may tell the kind: a global NEG is an internet NEG, and a zonal one is reached over a VPC network (whether
#   it is hybrid stays open).
package lbpolicy.lib.groups

import data.lbpolicy.lib.locations

# METADATA
# description: >-
#   The groups in short: {"path", "name", "state", "kind", "place", "reason"}. The kind is empty where it cannot be
#   told, the reason where the group is at hand. Rules share this one list: the default engine copies what they yield.
all := [group |
	some link in input.links.groups
	group := {
		"path": link.path,
		"name": link.name,
		"state": link.state,
		"kind": _kind(link),
		"place": locations.of(link),
		"reason": _reason(link),
	}
]

_kind(link) := "instance group" if {
	link.asset.type == "compute.googleapis.com/InstanceGroup"
} else := kind if {
	kind := _kinds[link.resource.networkEndpointType]
} else := concat(" ", [type, "NEG"]) if {
	type := link.resource.networkEndpointType
} else := "instance group" if {
	contains(link.name, "/instanceGroups/")
} else := kind if {
	_is_neg(link)
	kind := {"zonal": "zonal NEG", "global": "internet NEG"}[locations.of(link).scope]
} else := ""

_is_neg(link) if link.asset.type == "compute.googleapis.com/NetworkEndpointGroup"

_is_neg(link) if contains(link.name, "/networkEndpointGroups/")

_reason(link) := reason if {
	reason := link.reason
} else := ""

_kinds := {
	"GCE_VM_IP_PORT": "zonal NEG",
	"INTERNET_FQDN_PORT": "internet NEG",
	"INTERNET_IP_PORT": "internet NEG",
	"NON_GCP_PRIVATE_IP_PORT": "hybrid NEG",
	"PRIVATE_SERVICE_CONNECT": "Private Service Connect NEG",
	"SERVERLESS": "serverless NEG",
}
