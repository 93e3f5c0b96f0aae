# METADATA
# title: Backends without a health check
# description: >-
#   The load balancer sends requests to instance groups, zonal NEGs and hybrid NEGs only as far as a health check
#   says that they answer. Without one it keeps sending to instances that are gone, and the API refuses the backend
#   service. Serverless, internet and Private Service Connect NEGs are not probed and are not applicable. Whether
#   the health check exists is another rule's question.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/health-check-concepts
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#health_checks
# custom:
#   id: LB408
#   name: HealthCheckPresent
#   severity: high
#   precision: high
#   source: [overview#health-checks]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   remediation:
#     summary: >-
#       Create a health check that asks for what the application serves, and name it in the backend service. For a
#       regional backend service add --health-checks-region.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --health-checks=HEALTH_CHECK
#     terraform: health_checks = [google_compute_health_check.app.id]
package lbpolicy.rules.backend_service.health_check_present

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	backends.has_probed
}

findings := [finding |
	applies
	not backends.has_health_check
	not unknown.is_unknown("/healthChecks")
	finding := {
		"path": "/healthChecks",
		"message": "No health check probes the backends.",
		"evidence": {"healthChecks": [], "kinds": backends.kinds(backends.probed)},
		"related": backends.names(backends.probed),
	}
]

review := [item |
	not backends.has_health_check
	some item in backends.probed_reviews(["/healthChecks"])
]
