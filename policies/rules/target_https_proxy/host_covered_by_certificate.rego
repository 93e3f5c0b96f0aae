# METADATA
# title: Host without a certificate that carries its name
# description: >-
#   A client takes a certificate only for the names that it carries. Each host in the host rules of a proxy's URL map
#   fails whose name no certificate carries that the proxy would serve for it. Without a certificate map these are all
#   of sslCertificates; with one, those of the map's entry for that very host, else of the entry for the wildcard above
#   it, else of the primary entry, as the load balancer chooses by the name that a client asks for. A wildcard stands
#   for one label: *.example.com covers shop.example.com, and neither example.com nor a.shop.example.com. The host
#   pattern *.example.com needs the wildcard; where certificates name only some of its hosts it is a review, as nobody
#   can tell which ones are in use. The host * and IP addresses are left out, and a port (example.com:8443) is ignored.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates
# - ref: https://cloud.google.com/certificate-manager/docs/certificate-selection-logic
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps
# custom:
#   id: LB210
#   name: HostCoveredByCertificate
#   severity: medium
#   precision: high
#   source: [beyond, overview#ssl-certificates]
#   requires:
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/SslCertificate
#   - certificatemanager.googleapis.com/Certificate
#   - certificatemanager.googleapis.com/CertificateMap
#   - certificatemanager.googleapis.com/CertificateMapEntry
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Attach a certificate that carries the host's name, next to those that are attached; for a proxy with a
#       certificate map, add an entry for the host with gcloud certificate-manager maps entries create. Or take the host
#       out of the URL map.
#     gcloud: >-
#       gcloud compute target-https-proxies update {name} {scope} --project={project}
#       --ssl-certificates=CERTIFICATE,OTHER_CERTIFICATE
#     terraform: |-
#       managed {
#         domains = ["www.example.com", "shop.example.com"]
#       }
#   frameworks:
#     NIST SP 800-53: [SC-23]
#   exceptions: A host that clients reach over HTTP alone, through another proxy with the same URL map.
package lbpolicy.rules.target_https_proxy.host_covered_by_certificate

import data.lbpolicy.lib.coverage
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.served
import data.lbpolicy.lib.wording

applies if {
	_relevant
	count(coverage.hosts) > 0
}

findings := [fault |
	exposure.external
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	array.concat(_map_reviews, [item | applies; some item in array.concat(_name_reviews, _pattern_reviews)]),
)

_faults := [{
	"path": _pointer,
	"key": host,
	"message": concat("", ["No certificate that the HTTPS proxy serves for host ", host, " carries its name."]),
	"evidence": {"host": host, "urlMap": input.links.url_map.name},
	"related": [input.links.url_map.name],
} |
	applies
	some host in coverage.uncovered
]

# All hosts in one: what is not known of a certificate concerns every host that no other certificate covers.
_name_reviews := [{
	"path": _pointer,
	"key": "names",
	"message": concat("", [
		"Whether a certificate carries their names cannot be told: ",
		wording.few(coverage.undecided, ", "),
		". ",
		coverage.reasons[0],
	]),
} |
	count(coverage.undecided) > 0
]

_pattern_reviews := [{
	"path": _pointer,
	"key": host,
	"message": concat(" ", ["Certificates carry the names of some hosts that", host, "stands for, not of all."]),
} |
	some host in coverage.partly_covered
]

# A proxy without any certificate serves no host, which rule LB201 says once.
_relevant if {
	input.facts.exposure in {"external", "unknown"}
	served.some_certificate
}

# The unknown pointers lie in the URL map; the path of a review lies in the proxy.
_map_reviews := array.concat(
	[item |
		_relevant
		input.links.url_map.state in {"unexported", "unknown"}
		message := concat(" ", ["Which hosts the HTTPS proxy serves cannot be told.", input.links.url_map.reason])
		item := {"path": "/urlMap", "key": "/urlMap", "message": message}
	],
	[item |
		_relevant
		some pointer in object.get(input.links.url_map, "unknown", [])
		regex.match(`^/hostRules(/[0-9]+(/hosts(/[0-9]+)?)?)?$`, pointer)
		map := routing.short_name(input.links.url_map.name)
		message := concat("", ["The plan does not know ", pointer, " of URL map ", map, " yet."])
		item := {"path": "/urlMap", "key": pointer, "message": message}
	],
)

default _pointer := "/sslCertificates"

_pointer := "/certificateMap" if served.by_map
