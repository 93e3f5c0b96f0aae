# METADATA
# title: Google-managed certificate of Certificate Manager that is not active
# custom:
#   twin_of: LB207
#   remediation:
#     summary: >-
#       With a DNS authorization, add its CNAME record to each domain's zone; without one, let the DNS records (A and
#       AAAA) point at the load balancer's address and no other. Allow the issuing authorities in CAA records. Google
#       then tries again; after FAILED create another certificate and attach it in place of this one.
#     gcloud: >-
#       gcloud certificate-manager certificates describe {name} --location={location} --project={project}
#     terraform: |-
#       managed {
#         domains            = ["www.example.com"]
#         dns_authorizations = [google_certificate_manager_dns_authorization.www.id]
#       }
package lbpolicy.rules.certificate.managed_certificate_active

import data.lbpolicy.lib.certificates
import data.lbpolicy.lib.issuance

applies if {
	certificates.in_service
	certificates.managed
}

findings := [fault |
	applies
	count(certificates.doubts) == 0
	some fault in issuance.faults
]

review := array.concat(
	[doubt | applies; count(issuance.faults) > 0; some doubt in certificates.doubts],
	[item | applies; some item in issuance.reviews],
)
