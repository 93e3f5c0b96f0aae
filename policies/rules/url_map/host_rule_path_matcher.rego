# METADATA
# title: Host rule that names an undefined path matcher
# description: >-
#   A host rule hands the requests for its hosts to the path matcher that it names. When the URL map defines no path
#   matcher of that name, those hosts are not routed as written: Google Cloud refuses such a URL map, and a plan that
#   holds one fails when it is applied. The rule also judges URL maps that no load balancer uses yet.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/url-map-concepts
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps
# custom:
#   id: LB303
#   name: HostRulePathMatcher
#   severity: high
#   precision: very-high
#   source: [overview#url-maps]
#   requires:
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: Define the path matcher, or let the host rule name one that the URL map has.
#     gcloud: >-
#       gcloud compute url-maps add-path-matcher {name} {scope} --project={project} --path-matcher-name=PATH_MATCHER
#       --default-service=SERVICE --existing-host=HOST
#     terraform: |-
#       path_matcher {
#         name            = "api" # the path_matcher of the host_rule
#         default_service = google_compute_backend_service.api.id
#       }
package lbpolicy.rules.url_map.host_rule_path_matcher

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	input.facts.exposure != "internal"
	count(input.resource.hostRules) > 0
}

applies if {
	input.facts.exposure != "internal"
	unknown.is_unknown("/hostRules")
}

findings := [fault |
	applies
	count(exposure.undecided) == 0
	count(_open_names) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in array.concat(exposure.undecided, unknown.reviews(_open_names))],
	[item | applies; some item in _host_rule_reviews],
)

# One for each path matcher, however many host rules name it. The evidence has the first ten hosts.
_faults := [fault |
	some name in sort({rule.value.pathMatcher | some rule in _astray})
	rules := [rule | some rule in _astray; rule.value.pathMatcher == name]
	hosts := [host | some rule in rules; some host in rule.value.hosts]
	fault := {
		"path": concat("/", [rules[0].pointer, "pathMatcher"]),
		"key": name,
		"message": concat("", ["Host rules name path matcher ", name, ", which the URL map does not define."]),
		"evidence": {"pathMatcher": name, "hosts": array.slice(hosts, 0, 10)},
	}
]

# The host rules whose path matcher is not defined.
_astray := [rule |
	defined := {matcher.name | some matcher in object.get(input.resource, "pathMatchers", [])}
	some rule in routing.items(input.resource, "hostRules", "")
	rule.value.pathMatcher
	not rule.value.pathMatcher in defined
]

# A host rule whose path matcher is not there: unknown in a plan, or never written.
_host_rule_reviews := array.concat(unknown.reviews(["/hostRules"]), [item |
	some rule in routing.items(input.resource, "hostRules", "")
	not rule.value.pathMatcher
	pointer := concat("/", [rule.pointer, "pathMatcher"])
	item := {
		"path": pointer,
		"key": pointer,
		"message": concat("", ["Which path matcher ", pointer, " names cannot be told."]),
	}
])

# Pointers behind which a plan may yet define the path matcher that a host rule names.
_open_names := [pointer |
	some pointer in input.unknown
	regex.match(`^/pathMatchers(/[0-9]+(/name)?)?$`, pointer)
]
