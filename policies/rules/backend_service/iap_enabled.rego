# METADATA
# title: Cloud Run behind the load balancer without IAP
# description: >-
#   Cloud Run services behind the load balancer allow unauthenticated requests, because Identity-Aware Proxy asks who
#   the user is. Without IAP on the backend service, and without it on the Cloud Run service itself, nobody asks and
#   the application is public. Where several NEGs lead to Cloud Run, one service without IAP is enough to fail. A
#   service that does not exist (LB509) serves nobody and does not count.
# related_resources:
# - ref: https://cloud.google.com/iap/docs/enabling-cloud-run
# - ref: https://cloud.google.com/run/docs/securing/identity-aware-proxy-cloud-run
# custom:
#   id: LB505
#   name: IapEnabled
#   severity: high
#   precision: high
#   source: [serverless#correct-architecture]
#   requires:
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/NetworkEndpointGroup
#   - run.googleapis.com/Service
#   parameters:
#     iap_required:
#       default: true
#       description: Whether Cloud Run services behind the load balancer must be guarded by IAP.
#       schema: {type: boolean}
#   frameworks:
#     NIST SP 800-53: ["AC-3"]
#   exceptions: A site that is meant to be public, or an API that authenticates its callers itself.
#   remediation:
#     summary: >-
#       Enable IAP on the backend service, and grant the role IAP-secured Web App User to those who may use the
#       application.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --iap=enabled
#     terraform: |
#       iap {
#         enabled = true
#       }
package lbpolicy.rules.backend_service.iap_enabled

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure

applies if {
	exposure.external
	data.lbpolicy.parameters.LB505.iap_required
	_leading[0]
}

findings := [finding |
	applies
	not backends.may_have_iap
	_open[0]
	names := sort({service.name | some service in _open})
	finding := {
		"path": "/iap/enabled",
		"message": "IAP is neither on the backend service nor on the Cloud Run service behind it.",
		"evidence": {"iap.enabled": false, "run_services_without_iap": names},
		"related": names,
	}
]

review := [item |
	data.lbpolicy.parameters.LB505.iap_required
	not input.resource.iap.enabled
	some item in backends.iap_reviews(_open, _undecided)
]

_open := backends.run_services_without_iap

_undecided := [link | some link in backends.run_services_undecided; link.state != "missing"]

# NEGs that lead, or may lead, to a Cloud Run service that exists.
_leading := [neg |
	some neg in backends.cloud_run
	not neg.path in _gone
]

_gone := {link.path | some link in input.links.run_services; link.state == "missing"}
