# METADATA
# title: HTTPS proxy without a certificate
# description: >-
#   The load balancer ends TLS with the certificates of its target HTTPS proxy. A proxy has them as SSL certificates
#   or Certificate Manager certificates (both in sslCertificates) or through a certificate map, which then counts alone.
#   With none of them no TLS handshake succeeds; nor does one with a certificate map that is known to have no entry with
#   a certificate. Whether what is named exists is left to rule LB212.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates
# - ref: https://cloud.google.com/certificate-manager/docs/certificate-selection-logic
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/targetHttpsProxies
# custom:
#   id: LB201
#   name: HttpsProxyCertificate
#   severity: high
#   precision: very-high
#   source: [serverless#correct-architecture, overview#ssl-certificates]
#   requires: [compute.googleapis.com/TargetHttpsProxy, compute.googleapis.com/ForwardingRule]
#   remediation:
#     summary: >-
#       Attach an SSL certificate or a certificate map to the proxy, or, if it is regional, a certificate of Certificate
#       Manager with --certificate-manager-certificates. To an empty certificate map add entries with gcloud
#       certificate-manager maps entries create.
#     gcloud: >-
#       gcloud compute target-https-proxies update {name} {scope} --project={project} --ssl-certificates=CERTIFICATE
#     terraform: ssl_certificates = [google_compute_managed_ssl_certificate.web.id]
package lbpolicy.rules.target_https_proxy.https_proxy_certificate

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing

applies if exposure.external

applies if count(exposure.undecided) > 0

findings := [fault |
	exposure.external
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	[item | applies; not _certified; some item in _unknown],
)

_faults := array.concat(
	[{
		"path": "/sslCertificates",
		"message": "The HTTPS proxy has no SSL certificate, no Certificate Manager certificate and no certificate map.",
		"evidence": {"sslCertificates": []},
	} |
		applies
		not _certified
		count(_unknown) == 0
	],
	[{
		"path": "/certificateMap",
		"message": concat(" ", ["Certificate map", routing.short_name(map), "has no entry with a certificate."]),
		"evidence": {"certificateMap": map},
		"related": [map],
	} |
		applies
		input.links.certificate_map.state == "resolved"
		count(input.links.map_certificates) == 0
		map := input.links.certificate_map.name
	],
)

_certified if count(input.resource.sslCertificates) > 0

_certified if input.resource.certificateMap

# A list may be known to hold a certificate whose name a plan does not know yet: /sslCertificates/0.
_unknown := [{
	"path": pointer,
	"key": pointer,
	"message": concat("", ["The plan does not know ", pointer, " yet."]),
} |
	some pointer in input.unknown
	regex.match(`^/(sslCertificates|certificateMap)(/|$)`, pointer)
]
