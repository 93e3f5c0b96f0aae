# METADATA
# title: Certificate Manager certificate with a weak key or signature
# custom:
#   twin_of: LB209
#   remediation:
#     summary: >-
#       Have a certificate issued for a new key, ECDSA P-256 or RSA 2048, and signed with SHA-256, and put it in place
#       of this one. An authority that still signs with SHA-1 has to be left.
#     gcloud: >-
#       gcloud certificate-manager certificates update {name} --location={location} --project={project}
#       --certificate-file=CHAIN_FILE --private-key-file=KEY_FILE
#     terraform: |-
#       self_managed {
#         pem_certificate = file("chain.pem") # of a key on curve P-256
#         pem_private_key = file("key.pem")
#       }
package lbpolicy.rules.certificate.certificate_key_strength

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
