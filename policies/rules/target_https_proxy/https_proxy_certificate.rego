# METADATA
# title: HTTPS proxy without a certificate
# description: >-
#   The load balancer ends TLS with the certificates of its target HTTPS proxy. A proxy has them as SSL certificates
#   or Certificate Manager certificates (both in sslCertificates) or through a certificate map. With none of them no
#   TLS handshake succeeds. Whether a certificate that is named exists is not judged here.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/targetHttpsProxies
# custom:
#   id: LB201
#   name: HttpsProxyCertificate
#   severity: high
#   precision: very-high
#   source: [serverless#correct-architecture, overview#ssl-certificates]
#   requires: [compute.googleapis.com/TargetHttpsProxy, compute.googleapis.com/ForwardingRule]
#   remediation:
#     summary: Attach an SSL certificate, a Certificate Manager certificate or a certificate map to the proxy.
#     gcloud: >-
#       gcloud compute target-https-proxies update {name} {scope} --project={project} --ssl-certificates=CERTIFICATE
#     terraform: ssl_certificates = [google_compute_managed_ssl_certificate.web.id]
package lbpolicy.rules.target_https_proxy.https_proxy_certificate

import data.lbpolicy.lib.exposure

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

_faults := [{
	"path": "/sslCertificates",
	"message": "The HTTPS proxy has no SSL certificate, no Certificate Manager certificate and no certificate map.",
	"evidence": {"sslCertificates": []},
} |
	applies
	not _certified
	count(_unknown) == 0
]

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
