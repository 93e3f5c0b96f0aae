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
import data.lbpolicy.lib.exposure

applies if {
	exposure.external
	count(balancing.certain) > 0
}

findings := [finding |
	applies
	not _serves
	count(_open) == 0
	first := balancing.certain[0]
	finding := {
		"path": concat("/", [first.pointer, "capacityScaler"]),
		"key": "backends",
		"message": "Every backend has a capacity scaler of 0: no backend takes requests.",
		"evidence": {"capacityScaler": 0, "backends": count(balancing.certain)},
		"related": sort({backend.group | some backend in balancing.certain}),
	}
]

review := [item |
	backends.may_be_external
	not _serves
	count(balancing.certain) + count(balancing.possible) > 0
	some item in array.concat(exposure.undecided, _open)
]

_serves if {
	some backend in array.concat(balancing.certain, balancing.possible)
	balancing.capacity(backend) > 0
}

# A group of a kind that has no capacity scaler.
_serves if count(input.links.groups) > count(backends.probed) + count(backends.may_be_probed)

_open := array.concat(
	balancing.setting_reviews(balancing.certain, "capacityScaler"),
	[backend.review | some backend in balancing.possible],
)
