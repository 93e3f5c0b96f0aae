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

applies if {
	exposure.external
	_internet_facing
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
	backends.may_be_external
	not input.links.security_policy.state in {"resolved", "unexported"}
	_may_be_internet_facing
	undecided_policy := links.reviews([input.links.security_policy])
	some item in array.concat(array.concat(exposure.undecided, undecided_policy), _undecided_routes)
]

# A policy that is attached but not in the inventory passes: the question is whether one is attached.
_messages := {
	"absent": "No Cloud Armor security policy is attached to the backend service.",
	"missing": "The Cloud Armor security policy that the backend service names does not exist.",
}

_internet_facing if {
	some frontend in links.resolved(input.links.frontends)
	frontend.resource.loadBalancingScheme in {"EXTERNAL", "EXTERNAL_MANAGED"}
}

_may_be_internet_facing if _internet_facing

_may_be_internet_facing if count(_undecided_routes) > 0

_undecided_routes := [item |
	not _internet_facing
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
