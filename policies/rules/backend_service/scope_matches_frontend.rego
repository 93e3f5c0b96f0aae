# METADATA
# title: Backend service that is global or regional when its frontend needs the other
# custom:
#   twin_of: LB306
#   remediation:
#     summary: >-
#       A backend service cannot be moved. Create another one where the frontend needs it (--global or --region), with
#       health checks of the same place, and let the URL map name it.
#     gcloud: >-
#       gcloud compute backend-services create SERVICE --region=REGION --project={project}
#       --load-balancing-scheme=EXTERNAL_MANAGED --protocol=PROTOCOL
#     terraform: |-
#       resource "google_compute_region_backend_service" "web" {
#         name                  = "web"
#         region                = "europe-west1" # of the google_compute_forwarding_rule
#         load_balancing_scheme = "EXTERNAL_MANAGED"
#       }
package lbpolicy.rules.backend_service.scope_matches_frontend

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
