# METADATA
# title: Session affinity that the load balancer does not support
# description: >-
#   The session affinity of an external Application Load Balancer is none, by client IP address (CLIENT_IP) or by a
#   cookie of the load balancer (GENERATED_COOKIE). By header, by a cookie of the application and the stateful
#   STRONG_COOKIE_AFFINITY need the scheme EXTERNAL_MANAGED. The other values are for network load balancers. With a
#   value that the load balancer does not support, an update is refused or clients are not kept on their backend.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#session_affinity
# - ref: https://cloud.google.com/load-balancing/docs/features#session_affinity
# custom:
#   id: LB406
#   name: AffinityType
#   severity: medium
#   precision: high
#   source: [overview#session-affinity]
#   requires: [compute.googleapis.com/BackendService]
#   remediation:
#     summary: >-
#       Choose a session affinity that the load balancer supports, or move the load balancer to the scheme
#       EXTERNAL_MANAGED.
#     gcloud: >-
#       gcloud compute backend-services update {name} {scope} --project={project} --session-affinity=GENERATED_COOKIE
#     terraform: session_affinity = "GENERATED_COOKIE"
package lbpolicy.rules.backend_service.affinity_type

import data.lbpolicy.lib.balancing
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if exposure.external

findings := [finding |
	applies
	message := _fault
	finding := {
		"path": "/sessionAffinity",
		"message": message,
		"evidence": {
			"sessionAffinity": _affinity,
			"loadBalancingScheme": object.get(input.resource, "loadBalancingScheme", ""),
		},
	}
]

review := doubts.of_faults([message | message := _fault], _open)

_everywhere := {"NONE", "CLIENT_IP", "GENERATED_COOKIE"}

# Of the load balancer's successor only: the scheme EXTERNAL_MANAGED.
_managed := {"HEADER_FIELD", "HTTP_COOKIE", "STRONG_COOKIE_AFFINITY"}

_affinity := input.resource.sessionAffinity

_fault := message if {
	_affinity # left out, it is none
	not _everywhere[_affinity]
	not _managed[_affinity]
	message := concat("", ["No external Application Load Balancer supports the session affinity ", _affinity, "."])
} else := message if {
	_managed[_affinity]
	balancing.classic
	message := concat("", ["A classic Application Load Balancer does not support the session affinity ", _affinity, "."])
}

_open := [item |
	some items in [unknown.reviews(["/sessionAffinity"]), _scheme_reviews]
	some item in items
]

_scheme_reviews := [item | _managed[_affinity]; some item in unknown.reviews(["/loadBalancingScheme"])]
