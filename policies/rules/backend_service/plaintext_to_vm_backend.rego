# METADATA
# title: Plaintext to instances and endpoints
# description: >-
#   Behind the load balancer, requests go to instance groups, zonal NEGs and hybrid NEGs over the protocol of the
#   backend service. Google encrypts the way to instance groups and zonal NEGs at the network level by itself; HTTPS
#   or HTTP2 encrypts up to the application, which can be audited. The way to a hybrid NEG, over Cloud VPN or
#   Interconnect, has no such encryption. Reports HTTP and H2C, for information. Serverless NEGs are served over HTTP
#   and never reported.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates/encryption-to-the-backends
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#protocol_to_backends
# custom:
#   id: LB412
#   name: PlaintextToVmBackend
#   severity: info
#   precision: very-high
#   source: [overview#ssl-certificates]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   frameworks:
#     NIST SP 800-53: ["SC-8"]
#   exceptions: Network-level encryption by Google satisfies your requirements for traffic inside the VPC network.
#   remediation:
#     summary: >-
#       Let the backends serve TLS (the load balancer accepts any certificate there, self-signed ones too), then set
#       the protocol of the backend service and of its health check.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --protocol=HTTPS
#     terraform: protocol = "HTTPS"
package lbpolicy.rules.backend_service.plaintext_to_vm_backend

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure

applies if {
	exposure.external
	backends.has_probed
}

findings := [finding |
	applies
	backends.is_plaintext
	protocol := backends.protocol
	kinds := backends.kinds(backends.probed)
	finding := {
		"path": "/protocol",
		"message": concat("", ["Requests go to the backends (", concat(", ", kinds), ") over ", protocol, ", without TLS."]),
		"evidence": {"protocol": protocol, "kinds": kinds},
		"related": backends.names(backends.probed),
	}
]

review := [item |
	backends.may_be_plaintext
	some item in backends.probed_reviews(["/protocol"])
]
