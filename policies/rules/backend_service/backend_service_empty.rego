# METADATA
# title: Backend service without backends
# description: >-
#   A backend service hands requests to its backends, instance groups or NEGs. One that has none cannot answer: the load
#   balancer turns every request that a URL map sends to it into an error. Judged where a URL map leads to the backend
#   service. Not applicable to the backend services that GKE Gateway keeps, without backends, to answer requests that no
#   route takes (gw-serve404 and gw-serve500 in their names), and to those with dynamic forwarding, which find the
#   destination of each request themselves.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#backends
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/backendServices
# custom:
#   id: LB402
#   name: BackendServiceEmpty
#   severity: medium
#   precision: high
#   source: [overview#architecture-and-resources]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/UrlMap]
#   remediation:
#     summary: Add a backend, or take the backend service out of the URL map.
#     gcloud: >-
#       gcloud compute backend-services add-backend {name} {scope} --project={project}
#       --network-endpoint-group=NEG --network-endpoint-group-region=NEG_REGION
#     terraform: |-
#       backend {
#         group = google_compute_region_network_endpoint_group.app.id
#       }
#   exceptions: >-
#     A backend service to which a controller outside the configuration, such as one in a GKE cluster, adds NEGs.
package lbpolicy.rules.backend_service.backend_service_empty

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.reach
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	reach.has_url_map
	_judged
}

findings := [finding |
	applies
	_empty
	not _dynamic_reviews[0]
	finding := {
		"path": "/backends",
		"message": "The backend service has no backends: requests that a URL map sends to it go nowhere.",
		"evidence": {"backends": 0},
		"related": sort([link.name | some link in input.links.url_maps; link.name != ""]),
	}
]

review := [item |
	not _has_backends
	backends.may_be_external
	input.links.url_maps[0]
	_judged
	some item in array.concat(unknown.reviews(["/backends"]), _empty_reviews)
]

_judged if {
	not reach.placeholder
	not input.resource.dynamicForwarding.forwardProxy.enabled
	not input.resource.dynamicForwarding.ipPortSelection.enabled
}

# An element that is not known is a backend all the same.
default _has_backends := false

_has_backends if some _ in input.resource.backends

_has_backends if {
	some pointer in input.unknown
	startswith(pointer, "/backends/")
}

_empty if {
	not _has_backends
	not unknown.is_unknown("/backends")
}

# Where no URL map is at hand, that says it all.
_empty_reviews := [item |
	_empty
	exposures := [doubt | reach.has_url_map; some doubt in exposure.undecided]
	some item in array.concat(_dynamic_reviews, array.concat(reach.url_map_reviews, exposures))
]

_dynamic_reviews := unknown.reviews([
	"/dynamicForwarding/forwardProxy/enabled",
	"/dynamicForwarding/ipPortSelection/enabled",
])
