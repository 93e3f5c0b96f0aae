# METADATA
# title: All backends in one zone
# description: >-
#   The load balancer spreads requests over the zones that its backends are in. With every instance group and zonal
#   NEG of a backend service in one zone, an outage of that zone takes the service down, however many instances it
#   has. Regional instance groups spread their instances over zones and pass; so does a hybrid NEG, whose endpoints
#   are outside Google Cloud and whose zone is only where traffic leaves. Serverless, internet and Private Service
#   Connect NEGs have no zone and are not applicable.
# related_resources:
# - ref: https://cloud.google.com/compute/docs/instance-groups/regional-migs
# - ref: https://cloud.google.com/load-balancing/docs/https/request-distribution
# custom:
#   id: LB418
#   name: SingleZoneBackends
#   severity: low
#   precision: high
#   source: [overview#regions-and-zones]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   exceptions: A service that may be down as long as its zone is.
#   remediation:
#     summary: Add a group in another zone to the backend service, or use a regional managed instance group.
#     gcloud: >-
#       gcloud compute backend-services add-backend {name} {scope} --project={project}
#       --instance-group=GROUP --instance-group-zone=OTHER_ZONE
#     terraform: group = google_compute_region_instance_group_manager.app.instance_group
package lbpolicy.rules.backend_service.single_zone_backends

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.groups

applies if {
	exposure.external
	_in_vpc[0]
}

findings := [finding |
	applies
	some finding in _faults
]

review := doubts.of_faults(_faults, _doubts)

_faults := [fault |
	group := _in_vpc[0]
	not _spread
	not _doubts[0]
	fault := {
		"path": group.path,
		"key": "zone",
		"message": concat("", ["Every backend is in zone ", group.place.location, "."]),
		"evidence": {"zone": group.place.location, "groups": count(groups.all)},
		"related": backends.names(groups.all),
	}
]

# The groups whose backends are VMs or endpoints in zones of Google Cloud.
_in_vpc := [group |
	some group in groups.all
	_is_in_vpc(group)
]

_is_in_vpc(group) if {
	{"instance group", "zonal NEG"}[group.kind]
	not _may_be_hybrid(group)
}

# Something keeps serving when a zone is down, whatever else there is.
default _spread := false

_spread if {
	some group in groups.all
	zone := _zone(group)
	not zone == _zones[0]
}

_spread if _zones[0] == "elsewhere"

_zones := [zone | some group in groups.all; zone := _zone(group)]

_doubts := [item |
	not _spread
	open := [group | some group in groups.all; _is_open(group)]
	some item in backends.reviews(open)
]

_is_open(group) if {
	not group.state == "missing"
	not _is_told(group)
}

_is_told(group) if {
	_zone(group)
	not group.kind == ""
	not _may_be_hybrid(group)
}

# The name of a zonal NEG outside the inventory does not tell whether it is a hybrid one.
_may_be_hybrid(group) if {
	group.kind == "zonal NEG"
	not _of_known_type(group)
}

_of_known_type(group) if {
	some link in input.links.groups
	link.path == group.path
	link.resource.networkEndpointType
}

# "elsewhere" is what no single zone can take down.
_zone(group) := "elsewhere" if {
	group.kind == "hybrid NEG"
} else := "elsewhere" if {
	{"global", "regional"}[group.place.scope]
} else := group.place.location if {
	not group.place.location == ""
}
