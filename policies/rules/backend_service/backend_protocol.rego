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
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	count(backends.serverless) == 0
}

findings := [finding |
	applies
	some message in _faults
	finding := {
		"path": "/protocol",
		"message": message,
		"evidence": {
			"protocol": _protocol,
			"loadBalancingScheme": object.get(input.resource, "loadBalancingScheme", ""),
		},
	}
]

# A group of unknown kind needs no review: what fails here is wrong with a serverless NEG too.
review := [item |
	backends.may_be_external
	count(backends.serverless) == 0
	count(_faults) + count(_open) > 0
	some item in array.concat(exposure.undecided, _open)
]

_protocol := object.get(input.resource, "protocol", "HTTP")

_faults := array.concat(
	[message |
		not _protocol in {"HTTP", "HTTPS", "HTTP2", "H2C"}
		message := concat("", ["The protocol to the backends is ", _protocol, ", not HTTP, HTTPS or HTTP2."])
	],
	[message |
		_protocol == "H2C"
		balancing.classic
		message := concat(" ", [
			"The protocol to the backends is H2C,",
			"which a classic Application Load Balancer does not support.",
		])
	],
)

_open := array.concat(unknown.reviews(["/protocol"]), [item |
	_protocol == "H2C"
	some item in unknown.reviews(["/loadBalancingScheme"])
])
