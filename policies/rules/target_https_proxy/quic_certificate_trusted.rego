# METADATA
# title: QUIC enabled with a certificate that clients cannot trust
# description: >-
#   A client speaks QUIC (HTTP/3) with a load balancer only if an authority that it trusts has signed the certificate
#   for the host's DNS name; otherwise it stays with TCP and nobody notices. With quicOverride ENABLE each certificate
#   fails that is self-signed or carries no DNS name: in sslCertificates or, when the proxy has a certificate map, in
#   the map's entries. With NONE, the default, Google decides about QUIC (since 2022 it offers HTTP/3 then too), but
#   nobody has asked for it: not judged, like DISABLE. Regional load balancers do not speak QUIC: not judged either.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/https#QUIC
# - ref: https://cloud.google.com/load-balancing/docs/features
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/targetHttpsProxies
# custom:
#   id: LB208
#   name: QuicCertificateTrusted
#   severity: medium
#   precision: high
#   source: [overview#quic-protocol-support-for-https-load-balancing]
#   requires:
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/SslCertificate
#   - certificatemanager.googleapis.com/Certificate
#   - certificatemanager.googleapis.com/CertificateMap
#   - certificatemanager.googleapis.com/CertificateMapEntry
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Serve a certificate that a publicly trusted authority has signed for the DNS names of the site, at best one that
#       Google manages. For a proxy with a certificate map, change the map's entry instead.
#     gcloud: >-
#       gcloud compute target-https-proxies update {name} {scope} --project={project} --ssl-certificates=CERTIFICATE
#     terraform: ssl_certificates = [google_compute_managed_ssl_certificate.web.id]
package lbpolicy.rules.target_https_proxy.quic_certificate_trusted

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.served
import data.lbpolicy.lib.unknown

applies if {
	_quic in {"ENABLE", "unknown"}
	input.asset.scope == "global"
	input.facts.exposure in {"external", "unknown"}
	served.some_certificate
}

findings := [fault |
	count(_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in _doubts],
	[item | applies; some item in served.signer_reviews],
)

_doubts := array.concat(exposure.undecided, unknown.reviews(["/quicOverride"]))

default _quic := "unknown"

_quic := object.get(input.resource, "quicOverride", "NONE") if not unknown.is_unknown("/quicOverride")

# One for each certificate, however many entries of a certificate map name it.
_faults := [fault |
	applies
	some fault in {made |
		some link in input.links[served.list]
		what := _untrusted(link)
		made := {
			"path": link.path,
			"key": link.name,
			"message": concat("", ["QUIC is enabled, but ", served.called(link), " ", what, "."]),
			"evidence": {"quicOverride": _quic, "certificate": link.name},
			"related": [link.name],
		}
	}
]

_untrusted(link) := "is self-signed" if {
	served.self_signed(link)
} else := "carries no DNS name" if {
	link.facts.names == []
}
