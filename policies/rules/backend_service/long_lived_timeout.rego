# METADATA
# title: Very long response timeout
# description: >-
#   The response timeout bounds how long the load balancer waits for the backend. A long one holds on to requests that a
#   backend will never answer, and the longer a connection lives, the likelier maintenance cuts it off. The usual reason
#   for one is WebSocket: on a classic Application Load Balancer the timeout bounds every WebSocket connection, in use
#   or not; with the scheme EXTERNAL_MANAGED it bounds idle ones only. Over HTTP/2 to the backends WebSocket is not
#   supported at all. With serverless NEGs the timeout is LB510's matter. What a URL map sets for its routes instead is
#   not judged here.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/https#timeouts_and_retries
# - ref: https://cloud.google.com/load-balancing/docs/https#websocket_support
# custom:
#   id: LB424
#   name: LongLivedTimeout
#   severity: info
#   precision: medium
#   source: [overview#websocket-proxy-support, overview#timeouts-and-retries]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   parameters:
#     max_timeout_seconds:
#       default: 600
#       description: The longest response timeout that is accepted, in seconds.
#       schema: {type: integer, minimum: 1}
#   exceptions: Backends that hold long downloads, long polling or WebSocket connections open on purpose.
#   remediation:
#     summary: >-
#       Set the timeout to what the slowest request needs. Put WebSocket and other long-lived connections on a backend
#       service of their own.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --timeout=30s
#     terraform: timeout_sec = 30
package lbpolicy.rules.backend_service.long_lived_timeout

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.balancing
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.groups
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	_counts
	not _unresolved[0]
}

findings := [finding |
	applies
	_excessive
	finding := {
		"path": "/timeoutSec",
		"message": concat("", [
			"The response timeout is ",
			sprintf("%d", [_timeout]),
			" seconds, above ",
			sprintf("%d", [data.lbpolicy.parameters.LB424.max_timeout_seconds]),
			_websocket,
		]),
		"evidence": {"timeoutSec": _timeout, "protocol": object.get(input.resource, "protocol", "HTTP")},
	}
]

review := [item |
	_may_be_excessive
	_may_count
	backends.may_be_external
	some item in array.concat(doubts.of_attributes(["/timeoutSec"]), _unresolved)
]

default _timeout := 30

_timeout := input.resource.timeoutSec

_excessive if {
	_timeout > data.lbpolicy.parameters.LB424.max_timeout_seconds
	not unknown.is_unknown("/timeoutSec")
}

_may_be_excessive if _excessive

_may_be_excessive if unknown.is_unknown("/timeoutSec")

# The timeout does not count on serverless NEGs, and may not where each may be one: no other kind shares their service.
default _counts := false

_counts if {
	not backends.has_serverless
	not _untold
}

_may_count if _counts

_may_count if _unresolved[0]

_untold if {
	groups.all[0]
	not _settled
}

_unresolved := [item |
	not _settled
	some item in backends.undecided_reviews
]

default _settled := false

_settled if {
	some group in groups.all
	not group.kind == ""
}

default _websocket := "; it also bounds idle WebSocket connections, not those in use."

_websocket := concat("", ["; WebSocket is not supported over ", backends.protocol, " to the backends."]) if {
	backends.protocol in {"HTTP2", "H2C"}
} else := "; it also bounds every WebSocket connection, in use or not." if {
	balancing.classic
}
