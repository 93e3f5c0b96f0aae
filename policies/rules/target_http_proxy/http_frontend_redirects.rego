# METADATA
# title: HTTP frontend that serves instead of redirecting
# description: >-
#   Users connect over HTTPS; a frontend on HTTP is there to send them to HTTPS and for nothing else. Every place at
#   which the URL map of a target HTTP proxy decides about a request must be a redirect with httpsRedirect: the
#   default of the map (unless a host rule for the host * takes every request before it), the default of each path
#   matcher that a host rule names, and each path rule and route rule. A backend there, or a redirect that stays on
#   HTTP, sends requests and cookies in clear text. A URL map of redirects needs no backend and passes, and so does
#   what a GKE Gateway has to refuse requests that no route takes. A proxy that no forwarding rule targets serves nobody
#   and is not judged.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/https/setting-up-global-http-https-redirect
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps
# custom:
#   id: LB105
#   name: HttpFrontendRedirects
#   severity: high
#   precision: high
#   source: [serverless#correct-architecture]
#   requires:
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Give the proxy a URL map of its own whose defaultUrlRedirect has httpsRedirect, and nothing else; the HTTPS
#       proxy keeps the URL map with the backends.
#     gcloud: gcloud compute target-http-proxies update {name} {scope} --project={project} --url-map=REDIRECT_URL_MAP
#     terraform: |-
#       default_url_redirect {
#         https_redirect = true
#         strip_query    = false
#       }
#   frameworks:
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: [SC-8]
#   exceptions: A path that must answer on HTTP by its nature, such as an ACME challenge or a revocation list.
package lbpolicy.rules.target_http_proxy.http_frontend_redirects

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.places
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.wording

applies if {
	input.facts.exposure in {"external", "unknown"}
	count(input.links.frontends) > 0
	input.links.url_map.state != "missing"
}

findings := [{
	"path": "/urlMap",
	"message": concat("", ["HTTP requests stay on HTTP: ", wording.few(_faults, "; "), "."]),
	"evidence": {"urlMap": input.links.url_map.name, "places": [place.pointer | some place in _serving]},
	"related": [input.links.url_map.name],
} |
	applies
	count(_doubts) == 0
	count(_faults) > 0
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in _doubts],
	[item | applies; some item in array.concat(_map_reviews, array.concat(_place_reviews, _service_reviews))],
)

# Why it cannot be told whether an external frontend leads to the proxy.
_doubts := array.concat(exposure.undecided, [doubt |
	count(exposure.undecided) + count(links.resolved(input.links.frontends)) == 0
	some doubt in links.reviews(input.links.frontends)
])

_faults := [concat("", [place.label, " of ", _map, " ", _does(place)]) | some place in _serving]

_serving := [place |
	some place in _plain
	not _open(place)
	count(places.doubts(place)) == 0
]

# The places of the URL map that are not a redirect to HTTPS.
_plain := [place |
	some place in places.of_map(input.links.url_map.resource)
	not _redirects(place)
]

# A proxy whose URL map is not at hand. Of one that does not exist rule LB109 tells.
_map_reviews := [{
	"path": "/urlMap",
	"key": "/urlMap",
	"message": concat(" ", [
		"What the proxy serves cannot be told.",
		object.get(input.links.url_map, "reason", "It names no URL map."),
	]),
} |
	input.links.url_map.state != "resolved"
]

# The unknown pointers lie in the URL map; the path of a review lies in the proxy.
_place_reviews := [item |
	count(_unknown) > 0
	pointers := {pointer | some pointer in routing.open_lists(_unknown)} | {pointer |
		some place in _plain
		some pointer in routing.open_pointers(place, _unknown)
	}
	some pointer in sort(pointers)
	item := {
		"path": "/urlMap",
		"key": pointer,
		"message": concat("", ["The plan does not know ", pointer, " of ", _map, " yet."]),
	}
]

_service_reviews := [{"path": "/urlMap", "key": concat(" ", ["services of", place.pointer]), "message": doubts[0]} |
	some place in _plain
	doubts := places.doubts(place)
	count(doubts) > 0
]

_unknown := object.get(input.links.url_map, "unknown", [])

_map := concat(" ", ["URL map", routing.short_name(input.links.url_map.name)])

_redirects(place) if {
	place.redirect.httpsRedirect
	count(place.services) == 0
}

# A backend that is there decides; only without one does it matter what the plan does not know.
_open(place) if {
	count(place.services) == 0
	count(routing.open_pointers(place, _unknown)) > 0
}

_does(place) := concat(" ", ["serves", concat(", ", [name |
	some service in place.services
	name := routing.short_name(service.name)
])]) if {
	count(place.services) > 0
} else := "redirects without httpsRedirect" if {
	count(place.redirect) > 0
} else := "names neither a redirect nor a backend"
