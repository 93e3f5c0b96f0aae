# METADATA
# title: Routing
# description: >-
#   What a forwarding rule listens on and forwards to, and how to find one's way in a URL map. "HTTP proxy" and "HTTPS
#   proxy" are the two kinds of target that make an external HTTP(S) load balancer.
package lbpolicy.lib.routing

import data.lbpolicy.lib.links
import data.lbpolicy.lib.unknown

# METADATA
# scope: document
# description: >-
#   What the forwarding rule forwards to: "HTTP proxy", "HTTPS proxy", "other" or "undecided". A target outside the
#   inventory is told by the collection in its name: .../targetHttpsProxies/web.
default target := "undecided"

target := object.get(_kinds_by_type, input.links.target.asset.type, "other") if {
	input.links.target.state == "resolved"
} else := "other" if {
	input.links.target.state == "absent"
} else := object.get(_kinds_by_collection, collection, "other") if {
	segments := split(object.get(input.links.target, "name", ""), "/")
	collection := segments[count(segments) - 2]
} else := "other" if {
	input.links.target.name in _google_api_bundles
}

# METADATA
# scope: document
# description: >-
#   The forwarding rule is an external frontend whose target is of one of the kinds, or may turn out to be one:
#   then `frontend_doubts` says why.
may_be_frontend(kinds) if {
	_may_be_external
	kinds[target]
}

may_be_frontend(_) if {
	_may_be_external
	target == "undecided"
}

# METADATA
# description: The load balancing scheme of the forwarding rule; the API's default where a plan does not know it.
scheme := object.get(input.resource, "loadBalancingScheme", "EXTERNAL")

# METADATA
# description: Review items that say why it cannot be told whether the forwarding rule is such a frontend.
frontend_doubts := array.concat(unknown.reviews(["/loadBalancingScheme"]), [item |
	target == "undecided"
	item := {
		"path": "/target",
		"key": "target",
		"message": concat(" ", ["What the forwarding rule forwards to cannot be told.", input.links.target.reason]),
	}
])

# METADATA
# description: >-
#   The attribute that says on which ports the forwarding rule listens, and what it says. Undefined when no
#   attribute does.
listens := {"path": "/portRange", "ports": [input.resource.portRange]} if {
	input.resource.portRange
} else := {"path": "/ports", "ports": input.resource.ports} if {
	count(input.resource.ports) > 0
} else := {"path": "/allPorts", "ports": ["1-65535"]} if {
	input.resource.allPorts
}

# METADATA
# description: >-
#   A finding in an array when the forwarding rule listens on anything but the allowed ports (an array of integers).
#   The API spells a single port 443 or 443-443; a range of several ports is never allowed.
port_faults(allowed, frontend) := [fault |
	spellings := {text |
		some port in allowed
		some text in [sprintf("%d", [port]), sprintf("%d-%d", [port, port])]
	}
	wrong := [text | some text in listens.ports; not text in spellings]
	count(wrong) > 0
	fault := {
		"path": listens.path,
		"message": concat("", [
			frontend,
			" listens on port ",
			concat(", ", [_port(text) | some text in wrong]),
			", not on ",
			concat(" or ", [text | some port in allowed; text := sprintf("%d", [port])]),
			".",
		]),
		"evidence": {"ports": wrong, "allowed": allowed},
	}
]

# METADATA
# description: A review item in an array when the ports of the forwarding rule are not known.
port_reviews := [{
	"path": "/portRange",
	"key": "/portRange",
	"message": "Which port the forwarding rule listens on cannot be told.",
} |
	not listens
]

# METADATA
# description: A finding in an array when no forwarding rule targets the target proxy; `proxy` says of which kind it is.
attachment_faults(proxy) := [fault |
	count(input.links.frontends) == 0
	fault := {
		"path": "",
		"key": "frontends",
		"message": concat("", ["No forwarding rule targets the ", proxy, ": no request reaches it."]),
		"evidence": {"frontends": 0},
	}
]

# METADATA
# description: Review items that say why it cannot be told whether a forwarding rule targets the target proxy.
attachment_reviews := [item |
	count(links.resolved(input.links.frontends)) == 0
	some item in links.reviews(input.links.frontends)
]

# METADATA
# description: >-
#   The items of an array attribute, each with its pointer: {"pointer", "value"}. `holder` is the object at `pointer`
#   that may have the attribute. The default engine cannot parse `some index, value in` inside a comprehension.
items(holder, attribute, pointer) := [item |
	values := object.get(holder, attribute, [])
	some index

	# regal ignore:prefer-some-in-iteration
	value := values[index]
	item := {"pointer": concat("/", [pointer, attribute, sprintf("%d", [index])]), "value": value}
]

# METADATA
# description: >-
#   Those of the pointers (of attributes that a plan does not know) that decide where the place leads.
open_pointers(place, pointers) := [pointer |
	some pointer in pointers
	some attribute in place.decisive
	_overlap(pointer, attribute)
]

# METADATA
# description: Those of the pointers that leave open which path matchers and rules a URL map has and uses.
open_lists(pointers) := [pointer |
	some pointer in pointers
	regex.match(
		`^/(hostRules(/[0-9]+(/pathMatcher)?)?|pathMatchers(/[0-9]+(/name|/(pathRules|routeRules)(/[0-9]+)?)?)?)$`,
		pointer,
	)
]

# METADATA
# description: >-
#   The backend service is one that GKE Gateway keeps to answer 404 or 500 for requests that no route takes
#   (gkegw1-7hi6-shop-gw-serve404-80-m5di3rlf0xh3).
is_placeholder(service) if regex.match(`^gke[a-z0-9]*-.*gw-serve(404|500)-`, short_name(service))

# METADATA
# description: The last segment of a full resource name.
short_name(name) := segments[count(segments) - 1] if segments := split(name, "/")

# Worked out once for all kinds: what is undefined is worked out again and again.
default _may_be_external := false

_may_be_external if {
	input.facts.exposure != "internal"
	scheme in {"EXTERNAL", "EXTERNAL_MANAGED"}
}

_kinds_by_type := {
	"compute.googleapis.com/TargetHttpProxy": "HTTP proxy",
	"compute.googleapis.com/TargetHttpsProxy": "HTTPS proxy",
}

_kinds_by_collection := {
	"targetHttpProxies": "HTTP proxy",
	"targetHttpsProxies": "HTTPS proxy",
}

# Private Service Connect to Google APIs has one of these words for a target.
_google_api_bundles := {"all-apis", "vpc-sc"}

# The API spells a single port 443-443.
_port(text) := parts[0] if {
	parts := split(text, "-")
	parts[0] == parts[count(parts) - 1]
} else := text

_overlap(one, other) if one == other

_overlap(one, other) if startswith(one, concat("", [other, "/"]))

_overlap(one, other) if startswith(other, concat("", [one, "/"]))
