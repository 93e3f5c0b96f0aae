# METADATA
# title: Places of a URL map
# description: Where a URL map decides what happens to a request, and what it does with it there.
package lbpolicy.lib.places

import data.lbpolicy.lib.routing

# METADATA
# description: >-
#   The places at which a request may end: the URL map's own default, unless a host rule for the host * takes every
#   request before it, and of each path matcher that a host rule names (no request reaches another one) the default and
#   the rules. A place that answers every request with an error, as a GKE Gateway has it for what no route matches, is
#   left out. Each place is {"pointer", "label", "services": [{"name", "pointer"}], "redirect": {}, "aborted",
#   "decisive": [pointers]}.
of_map(map) := [place |
	some place in array.concat(
		[one | not _takes_all(map); one := _place(map, _defaults, "", "the default")],
		_named_places(map),
	)
	not _refuses(place)
]

# METADATA
# description: Where the URL map that is judged decides so.
own := of_map(input.resource)

_defaults := {"service": "defaultService", "redirect": "defaultUrlRedirect", "action": "defaultRouteAction"}

_rules := {"service": "service", "redirect": "urlRedirect", "action": "routeAction"}

_named_places(map) := [place |
	named := {rule.pathMatcher | some rule in object.get(map, "hostRules", [])}
	some matcher in routing.items(map, "pathMatchers", "")
	matcher.value.name in named
	some place in _matcher_places(matcher.value, matcher.pointer)
]

_takes_all(map) if {
	some rule in map.hostRules
	"*" in rule.hosts
}

# Fault injection of 100 percent, or backend services that do nothing else.
_refuses(place) if place.aborted == 100

_refuses(place) if {
	count(place.services) > 0
	count([service | some service in place.services; not service.name in _refusing]) == 0
}

# Backend services with which GKE Gateway refuses requests. One that has backends only goes by such a name.
_refusing := {link.name |
	some link in input.links.services
	link.resource.backends == []
	routing.is_placeholder(link.name)
}

# Those of which it cannot be told, and why.
_may_refuse := {link.name: object.get(link, "reason", "The plan does not know its backends yet.") |
	some link in input.links.services
	_backends_open(link)
	routing.is_placeholder(link.name)
}

_backends_open(link) if not link.state in {"resolved", "missing"}

_backends_open(link) if {
	some pointer in link.unknown
	startswith(pointer, "/backends")
}

# METADATA
# description: >-
#   Why it cannot be told whether a place answers every request with an error, as sentences: it names nothing but
#   backend services that go by the name of a GKE Gateway's, and some of them are not at hand. Empty when it can.
doubts(place) := [doubt |
	count([service | some service in place.services; not _refuses_perhaps(service.name)]) == 0
	some service in place.services
	reason := _may_refuse[service.name]
	doubt := concat("", [
		"Whether ", routing.short_name(service.name), " has backends, or refuses every request, cannot be told. ",
		reason,
	])
]

_refuses_perhaps(name) if name in _refusing

_refuses_perhaps(name) if _may_refuse[name]

_matcher_places(matcher, pointer) := array.concat(
	[_place(matcher, _defaults, pointer, concat(" ", ["the default of path matcher", matcher.name]))],
	array.concat(
		[place |
			some rule in routing.items(matcher, "pathRules", pointer)
			label := concat(" ", ["path rule", concat(", ", sort(object.get(rule.value, "paths", [])))])
			place := _rule_place(matcher.name, rule, label)
		],
		[place |
			some rule in routing.items(matcher, "routeRules", pointer)
			priorities := [text | text := sprintf("%d", [rule.value.priority])]
			label := concat(" ", ["route rule", array.concat(priorities, [rule.pointer])[0]])
			place := _rule_place(matcher.name, rule, label)
		],
	),
)

_rule_place(matcher, rule, label) := _place(
	rule.value, _rules, rule.pointer,
	concat(" ", [label, "of path matcher", matcher]),
)

_place(node, attributes, pointer, label) := {
	"pointer": pointer,
	"label": label,
	"services": array.concat(
		[{"name": name, "pointer": concat("/", [pointer, attributes.service])} | name := node[attributes.service]],
		[{"name": name, "pointer": concat("/", [weighted.pointer, "backendService"])} |
			action := node[attributes.action]
			some weighted in routing.items(action, "weightedBackendServices", concat("/", [pointer, attributes.action]))
			name := weighted.value.backendService
		],
	),
	"redirect": object.get(node, attributes.redirect, {}),
	"aborted": object.get(node, [attributes.action, "faultInjectionPolicy", "abort", "percentage"], 0),
	"decisive": [
		concat("/", [pointer, attributes.service]),
		concat("/", [pointer, attributes.redirect, "httpsRedirect"]),
		concat("/", [pointer, attributes.action, "weightedBackendServices"]),
	],
}
