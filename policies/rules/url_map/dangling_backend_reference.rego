# METADATA
# title: URL map that names a backend which does not exist
# description: >-
#   A URL map sends requests to the backend services and backend buckets that it names: as defaults, in path rules and
#   route rules, weighted, as mirrors and for error pages. One that does not exist in an exported project answers
#   nobody; requests routed to it end in an error. The rule also judges URL maps that no load balancer uses yet.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/url-map-concepts
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps
# custom:
#   id: LB302
#   name: DanglingBackendReference
#   severity: high
#   precision: high
#   source: [overview#url-maps]
#   requires:
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/BackendBucket
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: Create the backend, or let the URL map name one that exists. The command opens the URL map in an editor.
#     gcloud: gcloud compute url-maps edit {name} {scope} --project={project}
#     terraform: default_service = google_compute_backend_service.web.id
package lbpolicy.rules.url_map.dangling_backend_reference

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.unknown

applies if {
	input.facts.exposure != "internal"
	count(input.links.services) > 0
}

applies if {
	input.facts.exposure != "internal"
	count(_unknown) > 0
}

findings := [fault |
	applies
	count(exposure.undecided) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	[item | applies; some item in array.concat(_undecided, _unknown)],
)

# One for each backend, however often it is named.
_faults := [fault |
	missing := links.missing(input.links.services)
	some name in sort({link.name | some link in missing})
	paths := [link.path | some link in missing; link.name == name]
	fault := {
		"path": paths[0],
		"key": name,
		"message": concat("", ["The URL map names ", name, ", which does not exist."]),
		"evidence": {"references": paths, "service": name},
		"related": [name],
	}
]

# Again one for each backend; a reference that has no name is told by its path.
_undecided := [item |
	undecided := links.undecided(input.links.services)
	some key in sort({_key(link) | some link in undecided})
	first := [link | some link in undecided; _key(link) == key][0]
	item := {"path": first.path, "key": key, "message": first.reason}
]

# References that a plan does not know yet.
_unknown := unknown.reviews([pointer |
	some pointer in input.unknown
	not startswith(pointer, "/tests")
	names := [name | some name in split(pointer, "/"); not regex.match(`^[0-9]*$`, name)]
	names[count(names) - 1] in _holders
	not pointer in {link.path | some link in input.links.services}
])

_key(link) := link.name if link.name != ""

_key(link) := link.path if link.name == ""

# Attributes of a URL map that are a reference to a backend, or that hold one.
_holders := {
	"defaultService", "service", "backendService", "errorService",
	"defaultRouteAction", "routeAction", "weightedBackendServices", "requestMirrorPolicy",
	"defaultCustomErrorResponsePolicy", "customErrorResponsePolicy",
	"pathMatchers", "pathRules", "routeRules",
}
