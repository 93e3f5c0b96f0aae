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

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.balancing
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	some backend in balancing.certain
	balancing.mode(backend) == "RATE"
}

findings := [finding |
	applies
	some backend in _without_target
	balancing.mode(backend) == "RATE"
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

review := [item |
	backends.may_be_external
	count(_without_target) + count(_doubts) > 0
	some item in array.concat(array.concat(exposure.undecided, _known_later), _doubts)
]

_targets := ["maxRate", "maxRatePerInstance", "maxRatePerEndpoint"]

_known_later := [item |
	some attribute in array.concat(["balancingMode"], _targets)
	some item in balancing.setting_reviews(_without_target, attribute)
]

# What the finding points at: the target that fits the backend whatever its size.
_target := {
	"instance group": "maxRatePerInstance",
	"zonal NEG": "maxRatePerEndpoint",
	"hybrid NEG": "maxRatePerEndpoint",
}

_without_target := [backend | some backend in balancing.certain; _lacks_target(backend)]

_doubts := [backend.review | some backend in balancing.possible; _lacks_target(backend)]

# On RATE, or on a mode that a plan does not know, without a target rate that is known.
_lacks_target(backend) if {
	not _on_another_mode(backend)
	not _has_target(backend.settings)
}

_on_another_mode(backend) if balancing.mode(backend) != "RATE"

_has_target(settings) if {
	some attribute in _targets
	settings[attribute] > 0
}

_may_have_target(backend) if {
	some attribute in _targets
	unknown.is_unknown(concat("/", [backend.pointer, attribute]))
}
