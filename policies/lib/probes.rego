# METADATA
# title: Health checks
# description: >-
#   What the health checks of a backend service are, read from `input.links.health_checks`. A health check that does not
#   exist is LB423's matter: what its name does not tell is no question for other rules.
package lbpolicy.lib.probes

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.locations
import data.lbpolicy.lib.unknown

# METADATA
# description: >-
#   The health checks whose settings matter, in short: {"path", "name", "state", "protocol", "place", "reason"}. A
#   serverless NEG must have no health check at all, so that on one it does not matter which. The protocol is HTTP,
#   HTTPS, HTTP2, TCP, SSL, GRPC or GRPC_WITH_TLS, and empty where it cannot be told; the reason then says why.
checks := [check |
	not backends.has_serverless
	some link in input.links.health_checks
	check := {
		"path": link.path,
		"name": link.name,
		"state": link.state,
		"protocol": _protocol(link),
		"place": locations.of(link),
		"reason": _reason(link),
	}
]

# METADATA
# description: Review items for health checks that a plan does not know and that no link stands for.
unlinked := unknown.reviews([pointer |
	some pointer in input.unknown
	regex.match(`^/healthChecks(/[0-9]+)?$`, pointer)
	count(input.links.health_checks) == 0
])

# METADATA
# description: Review items for health checks of which something is not told, and for those that are not known at all.
reviews(open) := array.concat(_unlinked_that_matter, [item |
	some check in open
	not check.state == "missing"
	item := {"path": check.path, "key": _key(check), "message": check.reason}
])

_unlinked_that_matter := [item | not backends.has_serverless; some item in unlinked]

# A plan may not know the type, but the health check then has the settings of one protocol.
_protocol(link) := protocol if {
	protocol := _legacy_types[link.asset.type]
} else := type if {
	type := link.resource.type
} else := protocols[0] if {
	protocols := [protocol | some name in object.keys(link.resource); protocol := _settings[name]]
	count(protocols) == 1
} else := "HTTP" if {
	contains(link.name, "/httpHealthChecks/")
} else := "HTTPS" if {
	contains(link.name, "/httpsHealthChecks/")
} else := ""

_reason(link) := reason if {
	reason := link.reason
} else := "The plan does not know the type of the health check yet."

_key(check) := check.path if {
	check.name == ""
} else := check.name

_legacy_types := {
	"compute.googleapis.com/HttpHealthCheck": "HTTP",
	"compute.googleapis.com/HttpsHealthCheck": "HTTPS",
}

_settings := {
	"grpcHealthCheck": "GRPC",
	"grpcTlsHealthCheck": "GRPC_WITH_TLS",
	"http2HealthCheck": "HTTP2",
	"httpHealthCheck": "HTTP",
	"httpsHealthCheck": "HTTPS",
	"sslHealthCheck": "SSL",
	"tcpHealthCheck": "TCP",
}
