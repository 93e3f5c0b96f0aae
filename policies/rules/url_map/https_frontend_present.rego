# METADATA
# title: URL map without an HTTPS frontend
# description: >-
#   TLS ends at the load balancer: users connect over HTTPS to a frontend that holds the certificate. A URL map that
#   sends requests to backends and is reached through frontends needs a target HTTPS proxy with a forwarding rule
#   among them; with target HTTP proxies alone every user talks to the backends in clear text. A URL map of redirects,
#   or one without any frontend, is not judged.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/https
# - ref: https://cloud.google.com/load-balancing/docs/target-proxies
# custom:
#   id: LB106
#   name: HttpsFrontendPresent
#   severity: high
#   precision: high
#   source: [serverless#correct-architecture]
#   requires:
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Create a target HTTPS proxy with a certificate on this URL map and a forwarding rule on port 443 that targets
#       it; then let the HTTP frontend redirect. Not so where the URL map redirects other requests to HTTPS: over HTTPS
#       that would never end. Move its backends to the URL map of the HTTPS frontend instead.
#     gcloud: >-
#       gcloud compute target-https-proxies create HTTPS_PROXY {scope} --project={project} --url-map={name}
#       --ssl-certificates=CERTIFICATE --ssl-policy=SSL_POLICY
#     terraform: |-
#       resource "google_compute_target_https_proxy" "web" {
#         name             = "web-https"
#         url_map          = google_compute_url_map.web.id
#         ssl_certificates = [google_compute_managed_ssl_certificate.web.id]
#         ssl_policy       = google_compute_ssl_policy.web.id
#       }
#   frameworks:
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: [SC-8]
#   exceptions: >-
#     A URL map for HTTP alone, whose only backend answers what must be on HTTP, such as an ACME challenge.
package lbpolicy.rules.url_map.https_frontend_present

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.places
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown

applies if {
	_relevant
	some place in places.own
	count(place.services) > 0
}

applies if {
	_relevant
	count(_open) > 0
}

findings := [finding |
	exposure.external
	some finding in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	array.concat(_frontend_reviews, _service_reviews),
)

# The first backend that the URL map names stands for all: what is wrong is that any is served.
_faults := [{
	"path": served[0].pointer,
	"key": "frontends",
	"message": concat("", [
		"The URL map serves backends over HTTP alone, through ",
		concat(", ", [name | some frontend in input.links.frontends; name := routing.short_name(frontend.name)]),
		".",
	]),
	"evidence": {"frontends": frontends, "services": sort({service.name | some service in served})},
	"related": frontends,
} |
	applies
	not _https
	count(_undecided) == 0
	served := [service | some place in _serving; some service in place.services]
	count(served) > 0
	frontends := [frontend.name | some frontend in input.links.frontends]
]

_frontend_reviews := [{
	"path": "",
	"key": "frontends",
	"message": concat(" ", [
		"Whether the URL map has an HTTPS frontend cannot be told.",
		object.get(_undecided[0], "reason", "The type of a target proxy is not known."),
	]),
} |
	applies
	not _https
	count(_undecided) > 0
]

_service_reviews := [item |
	applies
	not _https
	count(_undecided) == 0
	count(_faults) == 0
	some item in array.concat(unknown.reviews(_open), _doubts)
]

_serving := [place |
	some place in places.own
	count(places.doubts(place)) == 0
]

_doubts := [{"path": place.services[0].pointer, "message": doubts[0]} |
	some place in places.own
	doubts := places.doubts(place)
	count(doubts) > 0
]

_relevant if {
	input.facts.exposure in {"external", "unknown"}
	count(input.links.frontends) > 0
}

_https if {
	some frontend in input.links.frontends
	frontend.target_type == "compute.googleapis.com/TargetHttpsProxy"
}

# Frontends that may be HTTPS: those that are not at hand, or whose proxy has no name that tells its type.
_undecided := [frontend |
	some frontend in input.links.frontends
	object.get(frontend, "target_type", "") == ""
]

# Pointers behind which a plan may yet put a backend.
_open := sort({pointer | some pointer in routing.open_lists(input.unknown)} | {pointer |
	count(input.unknown) > 0
	some place in places.own
	count(place.redirect) == 0
	count(place.services) == 0
	some pointer in routing.open_pointers(place, input.unknown)
})
