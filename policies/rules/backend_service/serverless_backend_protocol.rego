# METADATA
# title: Serverless NEG behind a protocol other than HTTP
# description: >-
#   TLS ends at the load balancer; from there to a serverless NEG the request stays inside Google's network. The
#   architecture sets HTTP on such a backend service. HTTPS, which the console proposes, adds nothing to that hop, and
#   health checks and the redirects of IAP then break on the mismatch. HTTP/2, H2C and gRPC are not for serverless NEGs.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#protocol_to_backends
# custom:
#   id: LB501
#   name: ServerlessBackendProtocol
#   severity: high
#   precision: very-high
#   source: [serverless#correct-architecture]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   remediation:
#     summary: Set the protocol of the backend service to HTTP.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --protocol=HTTP
#     terraform: protocol = "HTTP"
package lbpolicy.rules.backend_service.serverless_backend_protocol

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure

applies if {
	exposure.external
	backends.has_serverless
}

findings := [finding |
	applies
	protocol := input.resource.protocol
	protocol != "HTTP"
	finding := {
		"path": "/protocol",
		"message": concat("", ["The protocol to the serverless NEG is ", protocol, ", not HTTP."]),
		"evidence": {"protocol": protocol, "networkEndpointType": "SERVERLESS"},
		"related": sort({group.name | some group in backends.serverless}),
	}
]

review := [item |
	not input.resource.protocol == "HTTP"
	some item in backends.serverless_reviews(["/protocol"])
]
