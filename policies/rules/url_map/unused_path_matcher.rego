# METADATA
# title: Path matcher that no host rule names
# description: >-
#   A host rule hands the requests for its hosts to the path matcher that it names. A path matcher that no host rule
#   names routes nothing: its rules look as if they were in force, and are not. Google Cloud refuses a URL map that
#   holds one, so it is mostly seen in a plan, which then fails when it is applied. The rule also judges URL maps that
#   no load balancer uses yet.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/url-map-concepts
# - ref: https://cloud.google.com/sdk/gcloud/reference/compute/url-maps/remove-host-rule
# custom:
#   id: LB304
#   name: UnusedPathMatcher
#   severity: low
#   precision: very-high
#   source: [overview#url-maps]
#   requires:
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: Add a host rule that names the path matcher, or remove the path matcher.
#     gcloud: >-
#       gcloud compute url-maps remove-path-matcher {name} {scope} --project={project}
#       --path-matcher-name=PATH_MATCHER
#     terraform: |-
#       host_rule {
#         hosts        = ["api.example.com"]
#         path_matcher = "api" # the name of the path_matcher
#       }
package lbpolicy.rules.url_map.unused_path_matcher

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.reach
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	reach.map_judged
	count(input.resource.pathMatchers) > 0
}

applies if {
	reach.map_judged
	unknown.is_unknown("/pathMatchers")
}

findings := [fault |
	applies
	count(exposure.undecided) == 0
	count(_open_host_rules) == 0
	some fault in _faults
]

review := array.concat(
	[doubt |
		applies
		count(_faults) > 0
		some doubt in array.concat(exposure.undecided, unknown.reviews(_open_host_rules))
	],
	[item | applies; some item in unknown.reviews(_open_matchers)],
)

_faults := [fault |
	named := {rule.pathMatcher | some rule in object.get(input.resource, "hostRules", [])}
	some matcher in routing.items(input.resource, "pathMatchers", "")
	name := matcher.value.name
	not name in named
	fault := {
		"path": concat("/", [matcher.pointer, "name"]),
		"key": name,
		"message": concat("", ["No host rule names path matcher ", name, ": it routes nothing."]),
		"evidence": {"pathMatcher": name},
	}
]

# Pointers behind which a plan may yet put a host rule that names the path matcher.
_open_host_rules := [pointer |
	some pointer in input.unknown
	regex.match(`^/hostRules(/[0-9]+(/pathMatcher)?)?$`, pointer)
]

# Pointers behind which a plan may yet put another path matcher.
_open_matchers := [pointer |
	some pointer in input.unknown
	regex.match(`^/pathMatchers(/[0-9]+(/name)?)?$`, pointer)
]
