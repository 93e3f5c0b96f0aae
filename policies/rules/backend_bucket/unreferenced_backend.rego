# METADATA
# title: Backend bucket that no URL map refers to
# custom:
#   twin_of: LB422
#   remediation:
#     summary: >-
#       Delete the backend bucket (the Cloud Storage bucket stays), or let a URL map refer to it. For a regional backend
#       bucket use gcloud beta with --region.
#     gcloud: gcloud compute backend-buckets delete {name} --project={project}
#     terraform: default_service = google_compute_backend_bucket.images.id # of a google_compute_url_map
package lbpolicy.rules.backend_bucket.unreferenced_backend

import data.lbpolicy.lib.reach

applies if reach.bucket_judged

findings := [finding |
	applies
	not reach.is_used
	count(_doubts) == 0
	finding := {
		"path": "",
		"key": "url_maps",
		"message": "No URL map refers to the backend bucket.",
		"evidence": {"bucketName": object.get(input.resource, "bucketName", "")},
	}
]

review := [item |
	applies
	not reach.is_used
	some item in _doubts
]

# URL maps that are not at hand say it all.
_doubts := array.concat(reach.url_map_reviews, [item |
	count(input.links.url_maps) == 0
	some item in reach.bucket_doubts
])
