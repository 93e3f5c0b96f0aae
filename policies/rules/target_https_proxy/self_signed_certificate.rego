# METADATA
# title: Self-signed certificate on an HTTPS proxy
# description: >-
#   A certificate that is signed with its own key proves nothing to a client that has not been told of it. Browsers
#   refuse it, and users and programs that are taught to go on accept anybody's. Each self-signed certificate that an
#   internet-facing target HTTPS proxy serves fails: those in sslCertificates or, when the proxy has a certificate map,
#   those of the map's entries. A self-signed root at the end of a chain is no fault. What an authority of your own
#   signed passes; so does what Google manages.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates/self-managed-certs
# custom:
#   id: LB211
#   name: SelfSignedCertificate
#   severity: medium
#   precision: very-high
#   source: [overview#ssl-certificates, overview#quic-protocol-support-for-https-load-balancing]
#   requires:
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/SslCertificate
#   - certificatemanager.googleapis.com/Certificate
#   - certificatemanager.googleapis.com/CertificateMap
#   - certificatemanager.googleapis.com/CertificateMapEntry
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Serve a certificate that a publicly trusted authority has signed, at best one that Google manages; then delete
#       the self-signed one. For certificates of Certificate Manager on a regional proxy the flag is
#       --certificate-manager-certificates; for a proxy with a certificate map, change the map's entry instead.
#     gcloud: >-
#       gcloud compute target-https-proxies update {name} {scope} --project={project} --ssl-certificates=CERTIFICATE
#     terraform: ssl_certificates = [google_compute_managed_ssl_certificate.web.id]
#   frameworks:
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: [SC-17, SC-23]
#     ISO/IEC 27001:2022: [A.8.24]
#   exceptions: >-
#     A frontend whose only clients are your own and know the certificate, such as an origin behind another CDN.
package lbpolicy.rules.target_https_proxy.self_signed_certificate

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.served

applies if {
	input.facts.exposure in {"external", "unknown"}
	served.some_certificate
}

findings := [fault |
	exposure.external
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	[item | applies; some item in served.signer_reviews],
)

# One for each certificate, however many entries of a certificate map name it.
_faults := [fault |
	applies
	some fault in {made |
		some link in input.links[served.list]
		served.self_signed(link)
		made := {
			"path": link.path,
			"key": link.name,
			"message": concat("", ["The HTTPS proxy serves ", served.called(link), ", which is self-signed."]),
			"evidence": {"certificate": link.name},
			"related": [link.name],
		}
	}
]
