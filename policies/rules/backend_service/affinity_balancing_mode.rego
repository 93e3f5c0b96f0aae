# METADATA
# title: Session affinity with the balancing mode UTILIZATION
# description: >-
#   Session affinity keeps a client on one backend as long as that has capacity. UTILIZATION estimates capacity from the
#   load of the VMs, which goes up and down: clients are moved, and sessions kept on a VM are lost. Google advises
#   UTILIZATION only without session affinity, and RATE with it. Judged are instance groups; what other backends report
#   as UTILIZATION is no balancing mode, or is LB404's matter.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#session_affinity
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#balancing-mode
# custom:
#   id: LB405
#   name: AffinityBalancingMode
#   severity: low
#   precision: high
#   source: [overview#session-affinity]
#   requires: [compute.googleapis.com/BackendService]
#   exceptions: Sessions that are kept outside the VMs, so that a change of VM costs no more than a cold cache.
#   remediation:
#     summary: >-
#       Set the balancing mode of the instance groups to RATE with a target rate, or do without session affinity. Give
#       --instance-group-region instead for a regional group.
#     gcloud: >-
#       gcloud compute backend-services update-backend {name} {scope} --project={project} --instance-group=GROUP
#       --instance-group-zone=ZONE --balancing-mode=RATE --max-rate-per-instance=RATE
#     terraform: |
#       backend {
#         group                 = google_compute_instance_group_manager.app.instance_group
#         balancing_mode        = "RATE"
#         max_rate_per_instance = 100
#       }
package lbpolicy.rules.backend_service.affinity_balancing_mode

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.balancing
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	_has_affinity
	_groups[0]
}

findings := [finding |
	applies
	_moving[0]
	finding := {
		"path": "/sessionAffinity",
		"message": concat("", [
			"Session affinity ",
			input.resource.sessionAffinity,
			" works best with the balancing mode RATE, but an instance group is on UTILIZATION.",
		]),
		"evidence": {"sessionAffinity": input.resource.sessionAffinity, "balancingMode": "UTILIZATION"},
		"related": _moving,
	}
]

review := [item |
	_may_have_affinity
	backends.may_be_external
	array.concat(_moving, _open)[0]
	some items in [doubts.of_attributes(["/sessionAffinity"]), _open]
	some item in items
]

_has_affinity if {
	affinity := input.resource.sessionAffinity
	not affinity == "NONE"
}

_may_have_affinity if _has_affinity

_may_have_affinity if unknown.is_unknown("/sessionAffinity")

_groups := [backend | some backend in balancing.certain; _is_instance_group(backend)]

_is_instance_group(backend) if backend.kind == "instance group"

_moving := sort([backend.group | some backend in _groups; _moves(backend)])

# One group on UTILIZATION settles it.
_open := [item |
	not _moving[0]
	some items in [balancing.setting_reviews(_groups, "balancingMode"), _doubts]
	some item in items
]

_doubts := [backend.review | some backend in balancing.possible; _may_move(backend)]

_moves(backend) if backend.mode == "UTILIZATION"

_may_move(backend) if _moves(backend)

_may_move(backend) if backend.mode == ""
