# METADATA
# title: No Cloud Armor security policy
# description: >-
#   A Cloud Armor security policy filters what reaches the backends of an internet-facing load balancer: known attacks,
#   address ranges, request floods. It protects a backend service only when it is attached to it; an edge security
#   policy guards the cache and does not replace it. Judged where an external forwarding rule leads to the service.
# related_resources:
# - ref: https://cloud.google.com/armor/docs/security-policy-overview
# custom:
#   id: LB415
#   name: CloudArmorAttached
#   severity: medium
#   precision: high
#   source: [overview#use-cases]
#   requires:
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/ForwardingRule
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/UrlMap
#   frameworks:
#     NIST SP 800-53: ["SC-7"]
#   exceptions: A public site without state or login whose owner accepts unfiltered traffic.
#   remediation:
#     summary: Attach a Cloud Armor security policy to the backend service.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --security-policy=POLICY
#     terraform: security_policy = google_compute_security_policy.policy.id
package lbpolicy.rules.backend_service.cloud_armor_attached

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.reach

applies if {
	exposure.external
	reach.has_external_frontend
}

findings := [finding |
	applies
	message := _messages[input.links.security_policy.state]
	finding := {
		"path": "/securityPolicy",
		"message": message,
		"evidence": {"securityPolicy": object.get(input.resource, "securityPolicy", "")},
	}
]

review := [item |
	not _attached
	backends.may_be_external
	_may_be_internet_facing
	policies := links.reviews([input.links.security_policy])
	some item in array.concat(exposure.undecided, array.concat(policies, _undecided_routes))
]

# A policy outside the inventory is attached all the same: the question is whether there is one.
default _attached := false

_attached if input.links.security_policy.state in {"resolved", "unexported"}

_messages := {
	"absent": "No Cloud Armor security policy is attached to the backend service.",
	"missing": "The Cloud Armor security policy that the backend service names does not exist.",
}

_may_be_internet_facing if reach.has_external_frontend

_may_be_internet_facing if _undecided_routes[0]

_undecided_routes := [item |
	not reach.has_external_frontend
	proxies := array.concat(input.links.target_proxies, input.links.url_maps)
	reasons := array.concat(
		[link.reason | some link in links.undecided(array.concat(input.links.frontends, proxies))],
		["The plan does not know the load balancing scheme of a forwarding rule yet." |
			some frontend in links.resolved(input.links.frontends)
			not frontend.resource.loadBalancingScheme
		],
	)
	item := {
		"path": "",
		"key": "frontends",
		"message": concat(" ", ["Whether the backend service faces the internet cannot be told.", reasons[0]]),
	}
]
