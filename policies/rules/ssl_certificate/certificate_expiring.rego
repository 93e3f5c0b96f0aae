# METADATA
# title: Certificate that has expired or soon will
# description: >-
#   When its certificate expires, every client of a load balancer gets an error. A certificate fails that has expired,
#   or has less than certificate_days left. Intermediate certificates of its chain are judged too, roots are not.
#   Google renews the certificates that it manages, from about a month before they expire: they fail when less than
#   managed_certificate_days are left, and when Google has given up (RENEWAL_FAILED) like any other. One that has not
#   been issued yet has no expiry and is left to rule LB207. Certificates that no load balancer uses, those of internal
#   load balancers and, of Certificate Manager, those for Media CDN or clients are not judged.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates/self-managed-certs
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates/google-managed-certs
# - ref: https://cloud.google.com/certificate-manager/docs/certificates
# custom:
#   id: LB206
#   name: CertificateExpiring
#   severity: high
#   precision: high
#   source: [overview#ssl-certificates]
#   requires:
#   - compute.googleapis.com/SslCertificate
#   - certificatemanager.googleapis.com/Certificate
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   parameters:
#     certificate_days:
#       default: 30
#       description: Days that a certificate must have left before it expires.
#       schema: {type: integer, minimum: 0, maximum: 398}
#     managed_certificate_days:
#       default: 5
#       description: >-
#         Days that a certificate which Google renews must have left. Public ones are renewed from about 30 days before
#         they expire; private ones of Certificate Authority Service live 21 to 30 days and are by default renewed after
#         two thirds of them, 7 to 10 days before. With less than 5 days left, renewal has kept failing.
#       schema: {type: integer, minimum: 0, maximum: 90}
#   remediation:
#     summary: >-
#       Obtain a new certificate, create it under another name and attach it to the proxy in place of this one. Better,
#       let Google manage the certificate. If Google manages it already, rule LB207 tells why it is not renewed.
#     gcloud: >-
#       gcloud compute ssl-certificates create NEW_CERTIFICATE {scope} --project={project}
#       --certificate=CHAIN_FILE --private-key=KEY_FILE
#     terraform: |-
#       resource "google_compute_managed_ssl_certificate" "web" {
#         name = "web"
#         managed {
#           domains = ["www.example.com"]
#         }
#       }
#   frameworks:
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: [SC-17]
#     ISO/IEC 27001:2022: [A.8.24]
package lbpolicy.rules.ssl_certificate.certificate_expiring

import data.lbpolicy.lib.certificates

applies if {
	certificates.in_service
	certificates.issued
}

findings := [fault |
	applies
	count(certificates.doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in certificates.doubts],
	[item | applies; some item in certificates.expiry_reviews],
)

_faults := certificates.expiry_faults(
	data.lbpolicy.parameters.LB206.certificate_days,
	data.lbpolicy.parameters.LB206.managed_certificate_days,
)
