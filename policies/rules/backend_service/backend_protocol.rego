# METADATA
# title: Backend protocol that the load balancer does not speak
# description: >-
#   An external Application Load Balancer speaks HTTP, HTTPS or HTTP/2 over TLS (HTTP2) to its backends. HTTP/2 without
#   TLS (H2C) passes with the scheme EXTERNAL_MANAGED; a classic Application Load Balancer does not support it. TCP, SSL
#   and UDP are for network load balancers and GRPC is for a service mesh; gRPC through this load balancer takes HTTP2.
#   With serverless NEGs the protocol is LB501's matter.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#protocol_to_backends
# - ref: https://cloud.google.com/load-balancing/docs/features
# custom:
#   id: LB407
#   name: BackendProtocol
#   severity: medium
#   precision: very-high
#   source: [overview#protocol-to-the-backends]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   remediation:
#     summary: >-
#       Set the protocol of the backend service to HTTPS or HTTP2 where the backends serve TLS, otherwise to HTTP.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --protocol=HTTPS
#     terraform: protocol = "HTTPS"
package lbpolicy.rules.backend_service.backend_protocol

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.balancing
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	not backends.has_serverless
}

findings := [finding |
	applies
	message := _fault
	finding := {
		"path": "/protocol",
		"message": message,
		"evidence": {
			"protocol": backends.protocol,
			"loadBalancingScheme": object.get(input.resource, "loadBalancingScheme", ""),
		},
	}
]

# A group of unknown kind needs no review: what fails here is wrong with a serverless NEG too.
review := [item |
	not backends.has_serverless
	some item in doubts.of_faults([message | message := _fault], _open)
]

_fault := concat("", ["The protocol to the backends is ", protocol, ", not HTTP, HTTPS or HTTP2."]) if {
	protocol := backends.protocol
	not {"HTTP", "HTTPS", "HTTP2", "H2C"}[protocol]
} else := "The protocol to the backends is H2C, which a classic Application Load Balancer does not support." if {
	_is_h2c
	balancing.classic
}

_open := [item |
	some items in [unknown.reviews(["/protocol"]), _scheme_reviews]
	some item in items
]

_scheme_reviews := [item | _is_h2c; some item in unknown.reviews(["/loadBalancingScheme"])]

_is_h2c if backends.protocol == "H2C"
