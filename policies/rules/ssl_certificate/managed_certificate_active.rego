# METADATA
# title: Google-managed certificate that is not active
# description: >-
#   Google issues a managed certificate only for domains that it can verify, and renews it only while it can. Until it
#   is issued, clients get an error; when it cannot be renewed, they will. It fails when Google has given up
#   (PROVISIONING_FAILED, PROVISIONING_FAILED_PERMANENTLY, RENEWAL_FAILED; FAILED in Certificate Manager), and while it
#   is PROVISIONING if Google reports a domain that it cannot verify; the message names the domains. PROVISIONING
#   without such a domain is a matter of time, an active certificate with one of the next renewal: both are reviews.
#   Certificates that no load balancer uses, and those of internal load balancers, are not judged.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates/troubleshooting
# - ref: https://cloud.google.com/certificate-manager/docs/troubleshooting
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/sslCertificates
# custom:
#   id: LB207
#   name: ManagedCertificateActive
#   severity: medium
#   precision: high
#   source: [overview#ssl-certificates]
#   requires:
#   - compute.googleapis.com/SslCertificate
#   - certificatemanager.googleapis.com/Certificate
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Let the DNS records (A and AAAA) of every domain point at the load balancer's address and no other, allow
#       pki.goog in CAA records, and keep the certificate attached to a proxy on port 443. Google then tries again.
#       After PROVISIONING_FAILED_PERMANENTLY or RENEWAL_FAILED create another certificate and attach it in place of
#       this one.
#     gcloud: gcloud compute ssl-certificates describe {name} {scope} --project={project} --format="yaml(managed)"
#     terraform: |-
#       managed {
#         domains = ["www.example.com"] # only domains whose DNS records point at the load balancer
#       }
#   frameworks:
#     NIST SP 800-53: [SC-17]
#   exceptions: A load balancer that is being built, before the DNS records of its domains point at it.
package lbpolicy.rules.ssl_certificate.managed_certificate_active

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
