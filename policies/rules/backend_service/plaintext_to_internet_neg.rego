# METADATA
# title: Plaintext to a backend on the internet
# description: >-
#   An internet NEG is a backend outside Google Cloud: what the load balancer sends to it may cross the public
#   internet. Over HTTP or H2C everybody on the way can read and change requests and responses, session cookies
#   included, although the client sees HTTPS. Fails when a backend service with an internet NEG, global or regional,
#   has protocol HTTP or H2C. Other backends stay on Google's or your own network and are judged by LB412 and LB501.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates/encryption-to-the-backends
# - ref: https://cloud.google.com/load-balancing/docs/negs/internet-neg-concepts
# custom:
#   id: LB411
#   name: PlaintextToInternetNeg
#   severity: high
#   precision: very-high
#   source: [overview#ssl-certificates, serverless#security-considerations]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   frameworks:
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: ["SC-8", "SC-8(1)"]
#     ISO/IEC 27001:2022: ["A.8.24"]
#   exceptions: Content that is public anyway and whose integrity is checked by whoever reads it.
#   remediation:
#     summary: >-
#       Let the backend serve TLS with a certificate of a public CA, name its HTTPS port in the endpoint of the NEG,
#       and set the protocol of the backend service to HTTPS or HTTP2.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --protocol=HTTPS
#     terraform: protocol = "HTTPS"
package lbpolicy.rules.backend_service.plaintext_to_internet_neg

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure

applies if {
	exposure.external
	backends.internet[0]
}

findings := [finding |
	applies
	backends.is_plaintext
	protocol := backends.protocol
	finding := {
		"path": "/protocol",
		"message": concat("", [
			"Requests to the internet NEG leave Google's network over ",
			protocol, ", without TLS.",
		]),
		"evidence": {"protocol": protocol},
		"related": backends.names(backends.internet),
	}
]

review := [item |
	backends.may_be_plaintext
	some item in doubts.of_backends(backends.internet, backends.undecided_reviews, ["/protocol"])
]
