# METADATA
# title: All backends drained
# description: >-
#   A capacity scaler of 0 takes a backend out of service. When every backend of a service has it, no capacity is left
#   and requests are answered with errors. It has a meaning for instance groups, zonal NEGs and hybrid NEGs; a NEG of
#   another kind serves whatever the API reports as its capacity scaler.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#capacity_scaler
# custom:
#   id: LB419
#   name: BackendsDrained
#   severity: high
#   precision: high
#   source: [overview#load-distribution-algorithm]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   exceptions: A service that is being taken down, or that stands by for a failover made by hand.
#   remediation:
#     summary: >-
#       Give at least one backend a capacity scaler from 0.1 to 1. The command is for a zonal instance group.
#     gcloud: >-
#       gcloud compute backend-services update-backend {name} {scope} --project={project} --instance-group=GROUP
#       --instance-group-zone=ZONE --capacity-scaler=1
#     terraform: |
#       backend {
#         group           = google_compute_instance_group_manager.app.instance_group
#         capacity_scaler = 1
#       }
package lbpolicy.rules.backend_service.backends_drained

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.balancing
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.groups

applies if {
	exposure.external
	balancing.certain[0]
}

findings := [finding |
	applies
	not _serves
	not _open[0]
	finding := {
		"path": concat("/", [balancing.certain[0].pointer, "capacityScaler"]),
		"key": "backends",
		"message": "Every backend has a capacity scaler of 0: no backend takes requests.",
		"evidence": {"capacityScaler": 0, "backends": count(balancing.certain)},
		"related": backends.names(backends.probed),
	}
]

review := [item |
	not _serves
	some item in doubts.of_faults(balancing.certain, _open)
]

default _serves := false

_serves if {
	some backend in balancing.certain
	_has_capacity(backend)
}

_serves if {
	some backend in balancing.possible
	_has_capacity(backend)
}

# A group of a kind that has no capacity scaler.
_serves if {
	some group in groups.all
	not group.state == "missing"
	not _scaled(group)
}

_has_capacity(backend) if {
	capacity := balancing.capacity(backend)
	not capacity == 0
}

_scaled(group) if {
	{"instance group", "zonal NEG", "hybrid NEG"}[group.kind]
} else if {
	group.kind == ""
	not group.place.scope == "regional"
}

_open := [item |
	some items in [balancing.setting_reviews(balancing.certain, "capacityScaler"), _doubts]
	some item in items
]

_doubts := [backend.review | some backend in balancing.possible]
