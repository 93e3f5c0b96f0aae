# METADATA
# title: Backend service that no URL map refers to
# description: >-
#   A backend of an external HTTP(S) load balancer gets its requests through a URL map. One that no URL map refers to
#   serves nobody: it is left over, and its settings (IAP, Cloud Armor, logging) protect nothing although they look as
#   if they did. A backend service that its usedBy list or its scheme and protocol show in other hands is left alone:
#   passthrough, TCP and SSL proxy load balancers, internal ones and a service mesh need no URL map. Nor does the
#   backend service of a Service Extensions callout, which speaks gRPC; extensions are not in the inventory, so a
#   backend service of scheme EXTERNAL_MANAGED with protocol HTTP2, H2C or GRPC is a matter for review.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service
# - ref: https://cloud.google.com/load-balancing/docs/backend-bucket
# - ref: https://cloud.google.com/service-extensions/docs/callouts-overview
# custom:
#   id: LB422
#   name: UnreferencedBackend
#   severity: low
#   precision: medium
#   source: [overview#backend-services, overview#backend-buckets]
#   requires:
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/BackendBucket
#   - compute.googleapis.com/UrlMap
#   remediation:
#     summary: Delete the backend service, or let a URL map refer to it.
#     gcloud: gcloud compute backend-services delete {name} {scope} --project={project}
#     terraform: default_service = google_compute_backend_service.web.id # of a google_compute_url_map
#   exceptions: >-
#     A backend that is kept for a release to come, or one that a URL map of another project refers to and whose
#     usedBy list the export does not hold.
package lbpolicy.rules.backend_service.unreferenced_backend

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.reach

applies if {
	backends.may_be_external
	not reach.placeholder
}

findings := [finding |
	applies
	not reach.is_used
	not _doubts[0]
	finding := {
		"path": "",
		"key": "url_maps",
		"message": "No URL map refers to the backend service.",
		"evidence": {
			"loadBalancingScheme": object.get(input.resource, "loadBalancingScheme", "EXTERNAL"),
			"protocol": object.get(input.resource, "protocol", "HTTP"),
		},
	}
]

review := [item |
	not reach.is_used
	applies
	some item in _doubts
]

# URL maps that are not at hand say it all; the other questions are for a backend that none of them may use.
_doubts := [item |
	some items in [reach.url_map_reviews, _other_doubts]
	some item in items
]

_other_doubts := [item |
	not input.links.url_maps[0]
	some item in array.concat(exposure.undecided, _callout_reviews)
]

_callout_reviews := [{
	"path": "/protocol",
	"key": "callout",
	"message": concat(" ", [
		"No URL map refers to the backend service. Whether a Service Extensions callout uses it cannot be told:",
		"extensions are not in the inventory.",
	]),
} |
	input.resource.loadBalancingScheme == "EXTERNAL_MANAGED"
	input.resource.protocol in {"HTTP2", "H2C", "GRPC"}
]
