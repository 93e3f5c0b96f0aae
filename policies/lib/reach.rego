# METADATA
# title: Reach
# description: >-
#   Whether anything leads to a URL map, a backend service or a backend bucket, and whether they lie where the frontends
#   that lead to them need them.
package lbpolicy.lib.reach

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

# METADATA
# scope: document
# description: The URL map is not one of an internal load balancer or of a service mesh.
map_judged if input.facts.exposure in {"external", "unknown"}

map_judged if {
	input.facts.exposure == "none"
	not _names_internal_bucket
}

# METADATA
# scope: document
# description: >-
#   The backend service is one with which GKE Gateway refuses requests. It needs no backend, and nobody but GKE may
#   change it. One that has backends only looks like it.
default placeholder := false

placeholder if {
	not input.resource.backends[0]
	routing.is_placeholder(input.asset.name)
}

# METADATA
# scope: document
# description: A URL map leads to the backend service or backend bucket; one of another project is told by `usedBy`.
default has_url_map := false

has_url_map if {
	some link in input.links.url_maps
	not link.name == ""
}

# METADATA
# description: Why it cannot be told whether a URL map leads to the subject, as review items; empty when one does.
url_map_reviews := [item |
	not has_url_map
	some item in links.reviews(input.links.url_maps)
]

# METADATA
# scope: document
# description: Something refers to the backend service or backend bucket, be it no URL map.
default is_used := false

is_used if has_url_map

is_used if some _ in input.resource.usedBy

# METADATA
# scope: document
# description: The backend bucket is not one of internal load balancers alone.
bucket_judged if exposure.external

bucket_judged if {
	input.facts.exposure in {"none", "unknown"}
	object.get(input.resource, "loadBalancingScheme", "") != "INTERNAL_MANAGED"
}

# METADATA
# scope: document
# description: Review items in place of a finding, where it cannot be told whether the backend bucket is one.
default bucket_doubts := []

bucket_doubts := array.concat(exposure.undecided, unknown.reviews(["/loadBalancingScheme"])) if not exposure.external

# METADATA
# description: >-
#   Findings, one for each place in which external frontends need the URL map or backend service, and it is elsewhere.
misplaced := [fault |
	some place in sort({one.place | some one in _astray})
	frontends := sort([one.frontend | some one in _astray; one.place == place])
	fault := {
		"path": "",
		"key": place,
		"message": concat("", [
			_kinds[input.asset.type], " is ", _where(input.asset.location), " but must be ", _where(place), " for ",
			concat(", ", [routing.short_name(name) | some name in frontends]),
			".",
		]),
		"evidence": {"location": input.asset.location, "needed": place},
		"related": frontends,
	}
]

# METADATA
# scope: document
# description: An external frontend leads to the subject.
default has_external_frontend := false

has_external_frontend if {
	some link in input.links.frontends
	_external(link)
}

# METADATA
# description: Review items for frontends of which it cannot be told where they need the subject.
place_reviews := [item |
	reason := [doubt | some link in input.links.frontends; doubt := _doubt(link)][0]
	input.facts.exposure in {"external", "unknown"}
	item := {
		"path": "",
		"key": "frontends",
		"message": concat(" ", ["Whether it is in the scope that its frontends need cannot be told.", reason]),
	}
]

# Without frontends and backend services only the backend buckets tell.
_names_internal_bucket if {
	some link in input.links.services
	link.resource.loadBalancingScheme == "INTERNAL_MANAGED"
}

# The external frontends that need the subject in another place than its own.
_astray := [one |
	some link in input.links.frontends
	_external(link)
	place := _wanted(link)
	not _fits(place)
	one := {"frontend": link.name, "place": place}
]

_external(link) if {"EXTERNAL", "EXTERNAL_MANAGED"}[link.resource.loadBalancingScheme]

_kinds := {
	"compute.googleapis.com/UrlMap": "The URL map",
	"compute.googleapis.com/BackendService": "The backend service",
}

# A global frontend, and a classic one in Standard Tier too, has a global proxy, URL map and backend services.
_wanted(frontend) := "global" if {
	frontend.asset.scope == "global"
} else := "global" if {
	frontend.resource.loadBalancingScheme == "EXTERNAL"
} else := frontend.asset.location if {
	frontend.asset.location != ""
}

_fits(place) if place == input.asset.location

# The location is empty where nothing tells the region.
_fits(place) if {
	not place == "global"
	input.asset.location == ""
}

_where(place) := place if {
	place == "global"
} else := "regional" if {
	place == ""
} else := concat(" ", ["in region", place])

_doubt(frontend) := reason if {
	reason := frontend.reason
	not frontend.state == "missing"
} else := "The plan does not know the load balancing scheme of a forwarding rule yet." if {
	frontend.resource
	not frontend.resource.loadBalancingScheme
	{frontend.asset.location, input.asset.location} != {"global"}
} else := "A region is not known." if {
	frontend.resource.loadBalancingScheme == "EXTERNAL_MANAGED"
	not frontend.asset.scope == "global"
	"" in {frontend.asset.location, input.asset.location}
}
