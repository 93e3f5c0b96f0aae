# METADATA
# title: Balancing mode RATE without a target rate
# description: >-
#   With the balancing mode RATE the load balancer sends requests to a backend until its target rate is reached and the
#   rest to another zone or region. The target is maxRate for the group, or maxRatePerInstance or maxRatePerEndpoint;
#   one of them is required. Without any the load balancer cannot tell when a backend is full.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#balancing-mode
# custom:
#   id: LB420
#   name: RateTarget
#   severity: medium
#   precision: high
#   source: [overview#load-distribution-algorithm]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   remediation:
#     summary: >-
#       Set a target rate that an instance or endpoint has been measured to sustain. The command is for a zonal or
#       hybrid NEG; for an instance group give --instance-group, its zone or region and --max-rate-per-instance.
#     gcloud: >-
#       gcloud compute backend-services update-backend {name} {scope} --project={project} --network-endpoint-group=NEG
#       --network-endpoint-group-zone=ZONE --balancing-mode=RATE --max-rate-per-endpoint=RATE
#     terraform: |
#       backend {
#         group                 = google_compute_network_endpoint_group.app.id
#         balancing_mode        = "RATE"
#         max_rate_per_endpoint = 100
#       }
package lbpolicy.rules.backend_service.rate_target

import data.lbpolicy.lib.balancing
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	some backend in balancing.certain
	_on_rate(backend)
}

findings := [finding |
	applies
	some backend in _without_target
	_on_rate(backend)
	not _may_have_target(backend)
	finding := {
		"path": concat("/", [backend.pointer, _target[backend.kind]]),
		"key": backend.group,
		"message": concat("", [
			"The ",
			concat(" ", [backend.kind, routing.short_name(backend.group)]),
			" is on the balancing mode RATE, but has no target rate.",
		]),
		"evidence": {"balancingMode": "RATE", "kind": backend.kind},
		"related": [backend.group],
	}
]

review := doubts.of_faults(_without_target, _open)

_open := [item |
	some items in [_known_later, _undecided]
	some item in items
]

_known_later := [item |
	some attribute in ["balancingMode", "maxRate", "maxRatePerInstance", "maxRatePerEndpoint"]
	some item in balancing.setting_reviews(_without_target, attribute)
]

# What the finding points at: the target that fits the backend whatever its size.
_target := {
	"instance group": "maxRatePerInstance",
	"zonal NEG": "maxRatePerEndpoint",
	"hybrid NEG": "maxRatePerEndpoint",
}

_without_target := [backend | some backend in balancing.certain; _lacks_target(backend)]

_undecided := [backend.review | some backend in balancing.possible; _lacks_target(backend)]

_on_rate(backend) if backend.mode == "RATE"

# On RATE, or on a mode that a plan does not know, without a target rate that is known.
_lacks_target(backend) if {
	{"RATE", ""}[backend.mode]
	not _has_target(backend.settings)
}

_has_target(settings) if {
	some attribute in ["maxRate", "maxRatePerInstance", "maxRatePerEndpoint"]
	settings[attribute] > 0
}

_may_have_target(backend) if {
	some attribute in ["maxRate", "maxRatePerInstance", "maxRatePerEndpoint"]
	unknown.is_unknown(concat("/", [backend.pointer, attribute]))
}
