# METADATA
# title: Health checks
# description: >-
#   What the health checks of a backend service are, read from `input.links.health_checks`, and where the asset at the
#   other end of a link is.
package lbpolicy.lib.probes

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.unknown

# METADATA
# description: >-
#   Where the asset at the other end of a link is: {"scope": "global", "regional" or "zonal", "location"}. A full name
#   tells it even where the asset is not at hand; otherwise it is undefined.
place(link) := {"scope": link.asset.scope, "location": link.asset.location} if {
	link.asset
} else := {"scope": "global", "location": "global"} if {
	split(link.name, "/")[5] == "global"
} else := {"scope": scope, "location": parts[6]} if {
	parts := split(link.name, "/")
	scope := {"regions": "regional", "zones": "zonal"}[parts[5]]
}

# METADATA
# description: >-
#   The protocol of the health check at the other end of a link: HTTP, HTTPS, HTTP2, TCP, SSL, GRPC or GRPC_WITH_TLS.
#   A plan may not know the type, but the health check then has the settings of one protocol. Undefined where it
#   cannot be told.
protocol(link) := type if {
	type := _legacy[_collection(link)]
} else := type if {
	type := link.resource.type
} else := types[0] if {
	types := [type | some name in object.keys(link.resource); type := _settings[name]]
	count(types) == 1
}

# METADATA
# description: >-
#   Links to the health checks whose settings matter. A serverless NEG must have no health check at all, so that on
#   one it does not matter which.
checks := [link |
	count(backends.serverless) == 0
	some link in input.links.health_checks
]

# METADATA
# description: Review items for health checks that a plan does not know and that no link stands for.
unlinked := unknown.reviews([pointer |
	count(input.links.health_checks) == 0
	some pointer in input.unknown
	regex.match(`^/healthChecks(/[0-9]+)?$`, pointer)
])

# METADATA
# description: Review items for health checks of which something is not told, and for those that are not known at all.
reviews(open) := array.concat(_unlinked_that_matter, [item |
	some link in open
	names := [link.name | link.name != ""]
	item := {
		"path": link.path,
		"key": array.concat(names, [link.path])[0],
		"message": object.get(link, "reason", "The plan does not know the type of the health check yet."),
	}
])

_unlinked_that_matter := [item | count(backends.serverless) == 0; some item in unlinked]

_collection(link) := type if {
	type := link.asset.type
} else := parts[count(parts) - 2] if {
	parts := split(link.name, "/")
}

_legacy := {
	"compute.googleapis.com/HttpHealthCheck": "HTTP",
	"compute.googleapis.com/HttpsHealthCheck": "HTTPS",
	"httpHealthChecks": "HTTP",
	"httpsHealthChecks": "HTTPS",
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
