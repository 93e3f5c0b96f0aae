# METADATA
# title: URL map without a default
# description: >-
#   A default says what happens to requests that no rule matches. The URL map needs one, and so does each of its path
#   matchers: a default service, a default redirect, or a default route action that names weighted backend services.
#   A route action that only rewrites or delays has no destination of its own and is no default. The rule also judges
#   URL maps that no load balancer uses yet.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/url-map-concepts
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps
# custom:
#   id: LB301
#   name: UrlMapDefault
#   severity: high
#   precision: very-high
#   source: [overview#url-maps]
#   requires:
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Set a default service or a default redirect on the URL map; for a path matcher name it with --path-matcher-name.
#     gcloud: gcloud compute url-maps set-default-service {name} {scope} --project={project} --default-service=SERVICE
#     terraform: default_service = google_compute_backend_service.web.id
package lbpolicy.rules.url_map.url_map_default

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if input.facts.exposure != "internal"

findings := [fault |
	applies
	count(exposure.undecided) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	[item | applies; some item in _reviews],
)

_faults := [fault |
	some level in _levels
	count(routing.open_pointers(level, input.unknown)) == 0
	fault := {
		"path": concat("", [level.pointer, "/defaultService"]),
		"key": level.key,
		"message": concat(" ", [level.label, "has no default: requests that match none of its rules go nowhere."]),
		"evidence": {"absent": ["defaultService", "defaultUrlRedirect", "defaultRouteAction.weightedBackendServices"]},
	}
]

_reviews := unknown.reviews(sort({"/pathMatchers"} | {pointer |
	some level in _levels
	some pointer in routing.open_pointers(level, input.unknown)
}))

# The URL map and its path matchers, those that have no default.
_levels := [level |
	some level in array.concat([_level(input.resource, "", "default", "The URL map")], [matcher_level |
		some matcher in routing.items(input.resource, "pathMatchers", "")
		key := object.get(matcher.value, "name", matcher.pointer)
		matcher_level := _level(matcher.value, matcher.pointer, key, concat(" ", ["Path matcher", key]))
	])
	not _has_default(level.node)
]

_level(node, pointer, key, label) := {
	"node": node,
	"pointer": pointer,
	"key": key,
	"label": label,
	"decisive": [concat("/", [pointer, attribute]) |
		some attribute in ["defaultService", "defaultUrlRedirect", "defaultRouteAction/weightedBackendServices"]
	],
}

_has_default(node) if node.defaultService

_has_default(node) if node.defaultUrlRedirect

_has_default(node) if count(node.defaultRouteAction.weightedBackendServices) > 0
