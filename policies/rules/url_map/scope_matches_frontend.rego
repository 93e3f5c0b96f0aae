# METADATA
# title: URL map that is global or regional when its frontend needs the other
# description: >-
#   The parts of a load balancer lie in one place. A global forwarding rule needs a global target proxy, URL map and
#   backend services. So does a classic one (scheme EXTERNAL) that is regional because it is in Standard Tier. A
#   regional forwarding rule of scheme EXTERNAL_MANAGED needs all of them in its own region. Google Cloud refuses any
#   other combination, so a plan that holds one fails when it is applied.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/https
# - ref: https://cloud.google.com/load-balancing/docs/backend-service
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps
# custom:
#   id: LB306
#   name: ScopeMatchesFrontend
#   severity: medium
#   precision: high
#   source: [overview#architecture-and-resources]
#   requires:
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       A URL map cannot be moved. Create another one where the frontend needs it (--global or --region), with backend
#       services of the same place, and let the target proxy use it.
#     gcloud: >-
#       gcloud compute url-maps create URL_MAP --region=REGION --project={project} --default-service=SERVICE
#     terraform: |-
#       resource "google_compute_region_url_map" "web" {
#         name            = "web"
#         region          = "europe-west1" # of the google_compute_forwarding_rule
#         default_service = google_compute_region_backend_service.web.id
#       }
package lbpolicy.rules.url_map.scope_matches_frontend

import data.lbpolicy.lib.reach

applies if {
	input.facts.exposure in {"external", "unknown"}
	reach.has_external_frontend
}

findings := [fault |
	applies
	some fault in reach.misplaced
]

review := reach.place_reviews
