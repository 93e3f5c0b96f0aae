# METADATA
# title: Backend service that names what does not exist
# description: >-
#   A backend service sends requests to the instance groups and NEGs that it names, as far as its health check calls
#   them healthy. A group that does not exist in an exported project serves nobody, and without the health check no
#   instance is called healthy. Fails once for each name that leads nowhere; what lies outside the export is for
#   review.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#backends
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/backendServices
# custom:
#   id: LB423
#   name: DanglingBackendGroup
#   severity: high
#   precision: high
#   source: [overview#architecture-and-resources]
#   requires:
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/InstanceGroup
#   - compute.googleapis.com/NetworkEndpointGroup
#   - compute.googleapis.com/HealthCheck
#   remediation:
#     summary: Create what the backend service names, or take the name out of it.
#     gcloud: >-
#       gcloud compute backend-services remove-backend {name} {scope} --project={project}
#       --instance-group=GROUP --instance-group-zone=ZONE
#     terraform: |
#       backend {
#         group = google_compute_instance_group_manager.app.instance_group
#       }
package lbpolicy.rules.backend_service.dangling_backend_group

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.groups
import data.lbpolicy.lib.links
import data.lbpolicy.lib.probes

applies if {
	exposure.external
	groups.all[0]
}

applies if {
	exposure.external
	input.links.health_checks[0]
}

findings := [finding |
	applies
	some finding in _faults
]

review := doubts.of_faults(_faults, _open)

# One for each name, however often it stands there.
_faults := [fault |
	missing := array.concat(links.missing(input.links.groups), links.missing(input.links.health_checks))
	some name in sort({link.name | some link in missing})
	paths := [link.path | some link in missing; link.name == name]
	fault := {
		"path": paths[0],
		"key": name,
		"message": concat("", ["The backend service names the ", _role(paths[0]), " ", name, ", which does not exist."]),
		"evidence": {"references": paths, "name": name},
		"related": [name],
	}
]

_open := [item |
	some items in [
		links.reviews(input.links.groups),
		links.reviews(input.links.health_checks),
		backends.unlinked,
		probes.unlinked,
	]
	some item in items
]

_role(path) := "health check" if startswith(path, "/healthChecks")

_role(path) := "backend" if startswith(path, "/backends")
