# METADATA
# title: No connection draining
# description: >-
#   When a VM or an endpoint is taken out, by autoscaling, by an update or by hand, connection draining gives the
#   requests that it is working on time to finish. With a timeout of 0, which is also what a backend service without
#   one has, they are cut off: users see errors with every deployment. Instance groups, zonal NEGs and hybrid NEGs are
#   judged; connection draining does not exist for serverless, internet and Private Service Connect NEGs.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/enabling-connection-draining
# custom:
#   id: LB413
#   name: ConnectionDraining
#   severity: low
#   precision: high
#   source: [overview#backend-services]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   exceptions: >-
#     Groups that are also behind another backend service with a longer timeout: the longest one counts for them.
#   remediation:
#     summary: Set a connection draining timeout of at least as long as a request may take.
#     gcloud: >-
#       gcloud compute backend-services update {name} {scope} --project={project} --connection-draining-timeout=300
#     terraform: connection_draining_timeout_sec = 300
package lbpolicy.rules.backend_service.connection_draining

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	backends.has_probed
}

findings := [finding |
	applies
	not _drains
	not unknown.is_unknown(_pointer)
	finding := {
		"path": _pointer,
		"message": "The backends have no connection draining: requests are cut off when a VM or an endpoint is removed.",
		"evidence": {"connectionDraining.drainingTimeoutSec": 0},
		"related": backends.names(backends.probed),
	}
]

review := [item |
	not _drains
	some item in backends.probed_reviews([_pointer])
]

_pointer := "/connectionDraining/drainingTimeoutSec"

default _drains := false

_drains if input.resource.connectionDraining.drainingTimeoutSec > 0
