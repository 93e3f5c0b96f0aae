# METADATA
# title: Health check on serverless NEGs
# description: >-
#   A serverless platform starts and stops instances itself; there is nothing to probe. A backend service that has both
#   a serverless NEG and a health check is refused by the API, or reports "no healthy upstream" when the health check
#   came first. Cloud Run's own startup and liveness probes watch the container instead.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts#limitations
# - ref: https://cloud.google.com/run/docs/configuring/healthchecks
# custom:
#   id: LB502
#   name: ServerlessHealthCheck
#   severity: high
#   precision: very-high
#   source: [serverless#why-https-backend-causes-problems]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   remediation:
#     summary: >-
#       Remove the health check from the backend service. If that is refused while backends are attached, take the NEG
#       out of the backend service first and add it again afterwards.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --no-health-checks
#     terraform: health_checks = null
package lbpolicy.rules.backend_service.serverless_health_check

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	backends.has_serverless
}

findings := [finding |
	applies
	backends.has_health_check
	names := sort({check.name | some check in input.links.health_checks})
	finding := {
		"path": "/healthChecks",
		"message": "The backend service has a serverless NEG and a health check.",
		"evidence": {"healthChecks": names, "networkEndpointType": "SERVERLESS"},
		"related": sort({group.name | some group in backends.serverless}),
	}
]

review := [item |
	_may_have_health_check
	some item in backends.serverless_reviews(["/healthChecks"])
]

_may_have_health_check if backends.has_health_check

_may_have_health_check if unknown.is_unknown("/healthChecks")
