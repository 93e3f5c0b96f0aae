# METADATA
# title: Health check with another protocol than the backend service
# description: >-
#   A probe says most when it asks the way the load balancer asks. A TCP probe calls an instance healthy as soon as
#   the port is open, even when every request to it ends in an error, and an HTTP probe misses a broken certificate or
#   HTTP/2 stack. Fails when the health check's protocol is not the backend service's. gRPC health checks, with or
#   without TLS, are right for gRPC backends behind HTTP2. No health check speaks HTTP/2 without TLS: HTTP and gRPC
#   pass on H2C.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/health-check-concepts#category_and_protocol
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#protocol_to_backends
# custom:
#   id: LB410
#   name: HealthCheckProtocol
#   severity: low
#   precision: high
#   source: [overview#protocol-to-the-backends]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/HealthCheck]
#   exceptions: >-
#     The application serves a health endpoint of its own on another port and protocol, which covers what requests
#     need.
#   remediation:
#     summary: >-
#       Create a health check with the protocol of the backend service, and name it in the backend service. For a
#       regional backend service add --health-checks-region.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --health-checks=HEALTH_CHECK
#     terraform: |
#       https_health_check {
#         port_specification = "USE_SERVING_PORT"
#         request_path       = "/healthz"
#       }
package lbpolicy.rules.backend_service.health_check_protocol

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.probes
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	probes.checks[0]
}

findings := [finding |
	applies
	some finding in _faults
]

review := doubts.of_faults(_faults, _open)

_open := [item |
	some items in [_known_later, probes.reviews(_untold)]
	some item in items
]

_known_later := [item |
	probes.checks[0]
	some item in unknown.reviews(["/protocol"])
]

_untold := [check | some check in probes.checks; _is_untold(check)]

_is_untold(check) if check.protocol == ""

_faults := [fault |
	protocol := backends.protocol
	some check in probes.checks
	not _is_untold(check)
	not _asks_like(check, protocol)
	fault := {
		"path": check.path,
		"key": check.name,
		"message": concat("", ["The health check probes with ", check.protocol, ", but requests go over ", protocol, "."]),
		"evidence": {"protocol": protocol, "healthCheckProtocol": check.protocol},
		"related": [check.name],
	}
]

_asks_like(check, protocol) if check.protocol == protocol

_asks_like(check, protocol) if _as_good[protocol][check.protocol]

_as_good := {
	"GRPC": {"GRPC_WITH_TLS"},
	"H2C": {"HTTP", "GRPC"},
	"HTTP2": {"GRPC", "GRPC_WITH_TLS"},
}
