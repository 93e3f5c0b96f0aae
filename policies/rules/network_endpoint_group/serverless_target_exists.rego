# METADATA
# title: Serverless NEG names a Cloud Run service that does not exist
# description: >-
#   A serverless NEG finds its Cloud Run service by name, in its own project and region. Nothing checks the name when
#   the NEG is created, and nothing tells when the service is deleted or deployed to another region. The load balancer
#   then answers every request for that backend with an error. NEGs with a URL mask find the service request by request
#   and are not applicable.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts
# - ref: https://cloud.google.com/load-balancing/docs/https/setup-global-ext-https-serverless
# custom:
#   id: LB509
#   name: ServerlessTargetExists
#   severity: high
#   precision: high
#   source: [serverless#correct-architecture]
#   requires:
#   - compute.googleapis.com/NetworkEndpointGroup
#   - run.googleapis.com/Service
#   remediation:
#     summary: >-
#       Deploy the service under that name in the region of the NEG. A NEG cannot be changed: to route to another
#       service create a new NEG, add it to the backend service and remove this one.
#     gcloud: >-
#       gcloud compute network-endpoint-groups create {name}-new --region={location} --project={project}
#       --network-endpoint-type=serverless --cloud-run-service=SERVICE
#     terraform: |-
#       resource "google_compute_region_network_endpoint_group" "NEG" {
#         name                  = "NEG"
#         region                = google_cloud_run_v2_service.SERVICE.location
#         network_endpoint_type = "SERVERLESS"
#         cloud_run {
#           service = google_cloud_run_v2_service.SERVICE.name
#         }
#       }
#   exceptions: A NEG of a disaster recovery region whose service is deployed only when it is needed.
package lbpolicy.rules.network_endpoint_group.serverless_target_exists

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.unknown

# A NEG that nothing uses yet (exposure none) is judged too: its target is wrong all the same.
applies if {
	input.links.run_service.state != "absent"
	input.facts.exposure in {"external", "none"}
}

# Right whatever uses it: with an undecided exposure this is a pass, not an open question.
applies if {
	input.links.run_service.state == "resolved"
	input.facts.exposure == "unknown"
}

findings := [finding |
	applies
	input.links.run_service.state == "missing"
	finding := {
		"path": "/cloudRun/service",
		"key": input.links.run_service.name,
		"message": concat("", [
			"The Cloud Run service ",
			input.resource.cloudRun.service,
			" does not exist in project ",
			input.asset.project,
			", region ",
			input.asset.location,
			".",
		]),
		"evidence": {"cloudRun.service": input.resource.cloudRun.service},
	}
]

review := [item |
	input.facts.exposure != "internal"
	some item in array.concat(array.concat(_undecided_target, _undecided_use), _unknown_target)
]

_undecided_target := links.reviews([input.links.run_service])

_undecided_use := [item |
	input.links.run_service.state == "missing"
	some item in exposure.undecided
]

_unknown_target := [item |
	input.links.run_service.state == "absent"
	some item in unknown.reviews(["/cloudRun/service"])
]
