# METADATA
# title: Certificate with a weak key or signature
# description: >-
#   Who factors a certificate's key, or finds a collision of the hash in its signature, can pose as the site. Fails:
#   an RSA key below min_rsa_bits, a key on an elliptic curve below min_ec_bits, a DSA key (out of use, whatever its
#   length), and a signature with MD5 or SHA-1; each in the server's certificate and in the intermediates of its chain.
#   A root is not judged: clients trust their own copy of it, not its signature. Ed25519 and Ed448 pass. Certificates
#   that Google manages are not judged, as there is nothing to choose. One that is attached to no proxy is judged too,
#   since it is there to be attached; those of internal load balancers and, of Certificate Manager, those for Media CDN
#   or clients are left out.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates/self-managed-certs
# - ref: https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final
# custom:
#   id: LB209
#   name: CertificateKeyStrength
#   severity: high
#   precision: very-high
#   source: [beyond, overview#ssl-certificates]
#   requires:
#   - compute.googleapis.com/SslCertificate
#   - certificatemanager.googleapis.com/Certificate
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   parameters:
#     min_rsa_bits:
#       default: 2048
#       description: Bits that an RSA key must have.
#       schema: {type: integer, minimum: 1024, maximum: 16384}
#     min_ec_bits:
#       default: 256
#       description: Bits that a key on an elliptic curve must have.
#       schema: {type: integer, minimum: 160, maximum: 521}
#   remediation:
#     summary: >-
#       Have a certificate issued for a new key, ECDSA P-256 or RSA 2048, and signed with SHA-256; create it under
#       another name and attach it to the proxy in place of this one. An authority that still signs with SHA-1 has to be
#       left.
#     gcloud: >-
#       gcloud compute ssl-certificates create NEW_CERTIFICATE {scope} --project={project}
#       --certificate=CHAIN_FILE --private-key=KEY_FILE
#     terraform: |-
#       resource "google_compute_ssl_certificate" "web" {
#         certificate = file("chain.pem") # of a key on curve P-256
#         private_key = file("key.pem")
#       }
#   frameworks:
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: [SC-12, SC-17]
#     ISO/IEC 27001:2022: [A.8.24]
package lbpolicy.rules.ssl_certificate.certificate_key_strength

import data.lbpolicy.lib.certificates

applies if {
	certificates.attachable
	not certificates.managed
}

findings := [fault |
	applies
	count(certificates.doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in certificates.doubts],
	[item | applies; some item in certificates.strength_reviews],
)

_faults := certificates.strength_faults(
	data.lbpolicy.parameters.LB209.min_rsa_bits,
	data.lbpolicy.parameters.LB209.min_ec_bits,
)
