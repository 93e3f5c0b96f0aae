# METADATA
# title: Response timeout on serverless NEGs
# description: >-
#   The response timeout of a backend service does not apply to serverless NEGs: the load balancer waits for up to 60
#   minutes and the timeout of the Cloud Run service decides. The API refuses a value other than the default of 30
#   seconds, so a plan that sets one fails when it is applied.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts#limitations
# - ref: https://cloud.google.com/run/docs/configuring/request-timeout
# custom:
#   id: LB510
#   name: ServerlessTimeout
#   severity: medium
#   precision: very-high
#   source: [beyond]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   remediation:
#     summary: >-
#       Leave the timeout of the backend service at its default, and set the request timeout of the Cloud Run service.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --timeout=30s
#     terraform: timeout_sec = 30
package lbpolicy.rules.backend_service.serverless_timeout

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure

applies if {
	exposure.external
	backends.has_serverless
}

findings := [finding |
	applies
	timeout := input.resource.timeoutSec
	timeout != 30
	finding := {
		"path": "/timeoutSec",
		"message": concat("", [
			"The response timeout is ",
			sprintf("%d", [timeout]),
			" seconds; with a serverless NEG only the default of 30 is accepted.",
		]),
		"evidence": {"timeoutSec": timeout, "networkEndpointType": "SERVERLESS"},
		"related": sort({group.name | some group in backends.serverless}),
	}
]

review := [item |
	not input.resource.timeoutSec == 30
	some item in backends.serverless_reviews(["/timeoutSec"])
]
