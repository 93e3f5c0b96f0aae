# METADATA
# title: Certificate Manager certificate that has expired or soon will
# custom:
#   twin_of: LB206
#   remediation:
#     summary: >-
#       Obtain a new certificate and put it in place of this one: the certificate keeps its name, and load balancers
#       follow. Better, let Google manage it. If Google manages it already, rule LB207 tells why it is not renewed.
#     gcloud: >-
#       gcloud certificate-manager certificates update {name} --location={location} --project={project}
#       --certificate-file=CHAIN_FILE --private-key-file=KEY_FILE
#     terraform: |-
#       managed {
#         domains            = ["www.example.com"]
#         dns_authorizations = [google_certificate_manager_dns_authorization.www.id]
#       }
package lbpolicy.rules.certificate.certificate_expiring

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
