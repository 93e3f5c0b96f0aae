# METADATA
# title: Health check of another scope than the backend service
# description: >-
#   Global external load balancers, the classic one among them, take global health checks, whatever regions their
#   backends are in; regional external load balancers take regional health checks of their own region. The combination
#   of scopes is refused, or leaves backends unprobed. Legacy HTTP and HTTPS health checks are global. Fails on a
#   global backend service with a regional health check, the reverse, and two different regions. A health check on a
#   serverless NEG is rule LB502's question, and whether the health check exists is LB423's.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/health-check-concepts#lb_guide
# - ref: https://cloud.google.com/load-balancing/docs/https
# custom:
#   id: LB409
#   name: HealthCheckScope
#   severity: medium
#   precision: high
#   source: [overview#architecture-and-resources]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/HealthCheck]
#   remediation:
#     summary: >-
#       Create a health check in the scope of the backend service, with its protocol, and name it in the backend
#       service in place of this one. In Terraform a regional one is a google_compute_region_health_check.
#     gcloud: gcloud compute health-checks create https HEALTH_CHECK {scope} --project={project}
#     terraform: health_checks = [google_compute_health_check.app.id]
package lbpolicy.rules.backend_service.health_check_scope

import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.probes

applies if {
	exposure.external
	probes.checks[0]
}

findings := [finding |
	applies
	some finding in _faults
]

review := doubts.of_faults(_faults, probes.reviews(_unplaced))

_unplaced := [check | some check in probes.checks; _is_unplaced(check)]

_is_unplaced(check) if check.place.scope == ""

_faults := [fault |
	some check in probes.checks
	words := _mismatch(check.place)
	fault := {
		"path": check.path,
		"key": check.name,
		"message": concat("", ["The ", words, ", ", check.name, "."]),
		"evidence": {
			"scope": input.asset.scope,
			"location": input.asset.location,
			"healthCheckScope": check.place.scope,
			"healthCheckLocation": check.place.location,
		},
		"related": [check.name],
	}
]

_mismatch(place) := "global backend service uses a regional health check" if {
	input.asset.scope == "global"
	place.scope == "regional"
}

_mismatch(place) := "regional backend service uses a global health check" if {
	input.asset.scope == "regional"
	place.scope == "global"
}

# Two regions; a plan may not know one of them yet, and "global" is none.
_mismatch(place) := words if {
	not place.location == input.asset.location
	contains(input.asset.location, "-")
	contains(place.location, "-")
	words := concat("", [
		"backend service in ", input.asset.location,
		" uses a health check in ", place.location,
	])
}
