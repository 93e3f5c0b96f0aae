# METADATA
# title: Backend bucket without an edge security policy
# description: >-
#   Cloud Armor backend security policies do not apply to backend buckets: what filters requests for a backend service
#   lets everybody through to the bucket beside it. Only an edge security policy covers a backend bucket, and it does so
#   before the cache answers. Judged where a URL map leads to the backend bucket. A regional backend bucket takes no
#   edge security policy and is not applicable.
# related_resources:
# - ref: https://cloud.google.com/armor/docs/security-policy-overview
# - ref: https://cloud.google.com/load-balancing/docs/backend-bucket
# custom:
#   id: LB417
#   name: BackendBucketProtection
#   severity: info
#   precision: high
#   source: [overview#use-cases]
#   requires:
#   - compute.googleapis.com/BackendBucket
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   frameworks:
#     NIST SP 800-53: ["SC-7"]
#   exceptions: A bucket of public files that anybody may read from anywhere.
#   remediation:
#     summary: Attach a Cloud Armor edge security policy (type CLOUD_ARMOR_EDGE) to the backend bucket.
#     gcloud: gcloud compute backend-buckets update {name} --project={project} --edge-security-policy=POLICY
#     terraform: edge_security_policy = google_compute_security_policy.edge.id
package lbpolicy.rules.backend_bucket.backend_bucket_protection

import data.lbpolicy.lib.links
import data.lbpolicy.lib.reach

applies if {
	_judged
	reach.has_url_map
}

findings := [finding |
	applies
	count(reach.bucket_doubts) == 0
	message := _messages[input.links.edge_security_policy.state]
	finding := {
		"path": "/edgeSecurityPolicy",
		"message": message,
		"evidence": {"edgeSecurityPolicy": object.get(input.resource, "edgeSecurityPolicy", "")},
	}
]

# A policy that is attached but not in the inventory passes: the question is whether one is attached.
review := [item |
	_judged
	not input.links.edge_security_policy.state in {"resolved", "unexported"}
	count(input.links.url_maps) > 0
	some item in array.concat(
		links.reviews([input.links.edge_security_policy]),
		array.concat(reach.url_map_reviews, [doubt | reach.has_url_map; some doubt in reach.bucket_doubts]),
	)
]

_judged if {
	reach.bucket_judged
	input.asset.scope == "global"
}

_messages := {
	"absent": "No edge security policy is attached to the backend bucket; backend security policies do not cover it.",
	"missing": "The edge security policy that the backend bucket names does not exist.",
}
