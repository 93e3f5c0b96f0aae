# METADATA
# title: URL map that no target proxy uses
# description: >-
#   A URL map takes effect through a target HTTP or HTTPS proxy. One that no target proxy uses routes nothing: it is
#   left over from a load balancer that is gone, or the proxy was never made. It keeps its backend services in use, so
#   that they cannot be deleted, and misleads whoever reads it. URL maps of internal load balancers and of a service
#   mesh (target gRPC proxies) are not applicable: the backends that they name tell.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/url-map-concepts
# - ref: https://cloud.google.com/load-balancing/docs/target-proxies
# custom:
#   id: LB305
#   name: UnattachedUrlMap
#   severity: low
#   precision: high
#   source: [overview#architecture-and-resources]
#   requires:
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/BackendBucket
#   remediation:
#     summary: Delete the URL map, or let a target proxy use it.
#     gcloud: gcloud compute url-maps delete {name} {scope} --project={project}
#     terraform: url_map = google_compute_url_map.web.id # of a google_compute_target_https_proxy
#   exceptions: A URL map that is kept ready to take over from the one in use.
package lbpolicy.rules.url_map.unattached_url_map

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.reach

applies if reach.map_judged

findings := [finding |
	applies
	count(input.links.target_proxies) == 0
	count(exposure.undecided) == 0
	finding := {
		"path": "",
		"key": "target_proxies",
		"message": "No target HTTP or HTTPS proxy uses the URL map.",
		"evidence": {"target_proxies": 0},
	}
]

review := array.concat(
	[item | applies; count(input.links.target_proxies) == 0; some item in exposure.undecided],
	[item |
		applies
		count(links.resolved(input.links.target_proxies)) == 0
		some item in links.reviews(input.links.target_proxies)
	],
)
