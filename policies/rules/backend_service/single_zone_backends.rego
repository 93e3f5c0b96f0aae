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
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.probes

applies if {
	exposure.external
	some group in _groups
	group.kind in {"instance group", "zonal NEG"}
}

findings := [finding |
	applies
	some finding in _faults
]

review := [item |
	backends.may_be_external
	count(_faults) + count(_doubts) > 0
	some item in array.concat(exposure.undecided, _doubts)
]

_faults := [fault |
	in_vpc := [group | some group in _groups; group.kind in {"instance group", "zonal NEG"}]
	group := in_vpc[0]
	not _spread
	count(_doubts) == 0
	fault := {
		"path": group.path,
		"key": "zone",
		"message": concat("", ["Every backend is in zone ", group.zone, "."]),
		"evidence": {"zone": group.zone, "groups": count(_groups)},
		"related": sort({link.name | some link in input.links.groups}),
	}
]

_groups := [group |
	some link in input.links.groups
	kind := _kind(link)
	group := {"path": link.path, "kind": kind, "zone": _zone(link, kind)}
]

# Something keeps serving when a zone is down, whatever else there is.
_spread if "elsewhere" in _zones

_spread if count(_zones) > 1

_zones := {group.zone | some group in _groups; group.zone != "undecided"}

_doubts := [item |
	not _spread
	paths := [group.path | some group in _groups; "undecided" in {group.kind, group.zone}]
	some item in backends.reviews([link | some link in input.links.groups; link.path in paths])
]

# The name of a zonal NEG outside the inventory does not tell whether it is a hybrid one.
_kind(link) := kind if {
	kind := backends.kind(link)
	kind != "zonal NEG"
} else := "zonal NEG" if {
	link.resource.networkEndpointType
} else := "undecided"

_zone(link, kind) := "elsewhere" if {
	kind == "hybrid NEG"
} else := "elsewhere" if {
	probes.place(link).scope != "zonal"
} else := zone if {
	zone := probes.place(link).location
	zone != ""
} else := "undecided"
