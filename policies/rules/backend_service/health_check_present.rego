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
#     summary: Create a health check that asks for what the application serves, and name it in the backend service.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --health-checks=HEALTH_CHECK
#     terraform: health_checks = [google_compute_health_check.app.id]
package lbpolicy.rules.backend_service.health_check_present

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	count(backends.probed) > 0
}

findings := [finding |
	applies
	not backends.has_health_check
	not unknown.is_unknown("/healthChecks")
	kinds := {kind | some group in backends.probed; kind := backends.kind(group)}
	finding := {
		"path": "/healthChecks",
		"message": "No health check probes the backends.",
		"evidence": {"healthChecks": [], "kinds": sort(kinds)},
		"related": sort({group.name | some group in backends.probed}),
	}
]

review := [item |
	backends.may_be_external
	not backends.has_health_check
	unresolved := [doubt |
		count(backends.probed) == 0
		some doubt in backends.reviews(backends.may_be_probed)
	]
	count(backends.probed) + count(unresolved) > 0
	known_later := array.concat(exposure.undecided, unknown.reviews(["/healthChecks"]))
	some item in array.concat(known_later, unresolved)
]
