# METADATA
# title: Balancing mode that the load balancer cannot use
# description: >-
#   The balancing mode says how the load balancer measures whether a backend can take more requests. For instance
#   groups that is RATE (requests per second) or UTILIZATION (load of the VMs), for zonal and hybrid NEGs RATE alone:
#   of their endpoints no utilization is known. CUSTOM_METRICS and IN_FLIGHT pass with the scheme EXTERNAL_MANAGED; a
#   classic Application Load Balancer has neither. CONNECTION counts connections and is for network load balancers.
#   Serverless, internet and Private Service Connect NEGs have no balancing mode: the API reports UTILIZATION there,
#   which means nothing.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#balancing-mode
# - ref: https://cloud.google.com/load-balancing/docs/features#load_balancing_methods
# custom:
#   id: LB404
#   name: BalancingMode
#   severity: medium
#   precision: high
#   source: [overview#load-distribution-algorithm]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   remediation:
#     summary: >-
#       Set the balancing mode of the backend to RATE, with a target rate per endpoint or per instance. The command is
#       for a zonal or hybrid NEG; for an instance group give --instance-group, its zone or region and
#       --max-rate-per-instance.
#     gcloud: >-
#       gcloud compute backend-services update-backend {name} {scope} --project={project} --network-endpoint-group=NEG
#       --network-endpoint-group-zone=ZONE --balancing-mode=RATE --max-rate-per-endpoint=RATE
#     terraform: |
#       backend {
#         group                 = google_compute_network_endpoint_group.app.id
#         balancing_mode        = "RATE"
#         max_rate_per_endpoint = 100
#       }
package lbpolicy.rules.backend_service.balancing_mode

import data.lbpolicy.lib.balancing
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	balancing.certain[0]
}

findings := [finding |
	applies
	some backend in _wrong
	finding := {
		"path": concat("/", [backend.pointer, "balancingMode"]),
		"key": backend.group,
		"message": concat("", [
			"The balancing mode of the ",
			concat(" ", [backend.kind, routing.short_name(backend.group)]),
			concat(" ", [" is", backend.mode]),
			", not ",
			concat(" or ", sort(_modes[backend.kind])),
			".",
		]),
		"evidence": {"balancingMode": backend.mode, "kind": backend.kind},
		"related": [backend.group],
	}
]

review := doubts.of_faults(_wrong, _open)

_modes := {
	"instance group": {"RATE", "UTILIZATION"},
	"zonal NEG": {"RATE"},
	"hybrid NEG": {"RATE"},
}

# Also where a plan does not know the scheme yet: `_open` says so.
_new_modes := {"CUSTOM_METRICS", "IN_FLIGHT"} if not balancing.classic

_wrong := [backend |
	some backend in balancing.certain
	not _modes[backend.kind][backend.mode]
	not _new_modes[backend.mode]
	not _unknown(backend)
]

_unknown(backend) if backend.mode == ""

_open := [item |
	some items in [_scheme, balancing.setting_reviews(balancing.certain, "balancingMode"), _doubts]
	some item in items
]

# RATE is good for any kind of backend.
_doubts := [backend.review |
	some backend in balancing.possible
	not _modes["zonal NEG"][backend.mode]
	not _new_modes[backend.mode]
]

_scheme := [item |
	modes := [backend.mode | some backend in balancing.certain; _new_modes[backend.mode]]
	modes[0]
	some item in unknown.reviews(["/loadBalancingScheme"])
]
