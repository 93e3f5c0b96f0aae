# METADATA
# title: Backend bucket whose Cloud Storage bucket does not exist
# description: >-
#   A backend bucket serves the Cloud Storage bucket that it names. Nothing ties the two together: when the bucket is
#   deleted the load balancer keeps asking for it, and its name is free. Names are global, so that anybody may register
#   a free one, and from then on their files are served under your domain and certificate. A name that Cloud Storage
#   does not allow (a URL, capital letters) fails, because no bucket can have it. A name that no bucket of the inventory
#   has is a matter for review: the bucket may well exist in a project, or an organization, that was not exported. With
#   the parameter own_buckets_only it fails. The rule also judges backend buckets that no URL map refers to yet.
# related_resources:
# - ref: https://cloud.google.com/storage/docs/buckets
# - ref: https://cloud.google.com/load-balancing/docs/backend-bucket
# custom:
#   id: LB425
#   name: BackendBucketTarget
#   severity: high
#   precision: high
#   source: [overview#backend-buckets, beyond]
#   requires:
#   - compute.googleapis.com/BackendBucket
#   - storage.googleapis.com/Bucket
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   parameters:
#     own_buckets_only:
#       default: false
#       description: >-
#         Every bucket that a load balancer serves is in the inventory. Set it where all projects that own such buckets
#         are exported with storage.googleapis.com/Bucket; a bucket that is not found then does not exist, or belongs to
#         somebody else, and the rule fails.
#       schema: {type: boolean}
#   remediation:
#     summary: >-
#       Create the bucket before somebody else does, let the backend bucket name one that you own, or delete the backend
#       bucket and take it out of the URL map. For a regional backend bucket use gcloud beta with --region.
#     gcloud: gcloud compute backend-buckets update {name} --project={project} --gcs-bucket-name=BUCKET
#     terraform: bucket_name = google_storage_bucket.images.name
package lbpolicy.rules.backend_bucket.backend_bucket_target

import data.lbpolicy.lib.reach
import data.lbpolicy.lib.unknown

applies if {
	reach.bucket_judged
	input.links.bucket.state != "absent"
}

findings := [fault |
	applies
	count(reach.bucket_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in reach.bucket_doubts],
	array.concat(
		[item | reach.bucket_judged; count(_faults) == 0; some item in _not_found],
		[item |
			reach.bucket_judged
			input.links.bucket.state == "absent"
			some item in unknown.reviews(["/bucketName"])
		],
	),
)

_faults := [{
	"path": "/bucketName",
	"key": input.resource.bucketName,
	"message": message,
	"evidence": {"bucketName": input.resource.bucketName},
} |
	not input.links.bucket.state in {"resolved", "absent"}
	input.resource.bucketName
	message := _message
]

_message := concat(" ", [input.resource.bucketName, "is no name that a Cloud Storage bucket can have."]) if {
	not _allowed(input.resource.bucketName)
} else := concat("", [
	"The Cloud Storage bucket ", input.resource.bucketName,
	" is not in the inventory: it does not exist, or somebody else owns it.",
]) if {
	input.links.bucket.state == "unknown"
	data.lbpolicy.parameters.LB425.own_buckets_only
}

# The reason of the link says what is not known; who may profit from a free name is told where there is a name.
_not_found := [item |
	not input.links.bucket.state in {"resolved", "absent"}
	warnings := [text |
		input.links.bucket.state != "unexported"
		input.resource.bucketName
		text := "Make sure that it exists: anybody may register a free name, and then serve files under your domain."
	]
	item := {
		"path": "/bucketName",
		"key": object.get(input.resource, "bucketName", "/bucketName"),
		"message": concat(" ", array.concat([input.links.bucket.reason], warnings)),
	}
]

# The naming requirements of Cloud Storage. Those about "goog" and "google" are left out: Google has such buckets.
_allowed(name) if {
	regex.match(`^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$`, name)
	not regex.match(`^[0-9]{1,3}(\.[0-9]{1,3}){3}$`, name)
	not regex.match(`[^.]{64}`, name)
}
