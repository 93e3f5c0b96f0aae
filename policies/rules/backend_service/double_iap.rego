# METADATA
# title: IAP on the backend service and on the Cloud Run service
# description: >-
#   IAP can guard Cloud Run at the load balancer or at the service itself, but not at both: Google Cloud does not
#   support the combination. The second IAP meets requests that the first has already rewritten, users end in sign-in
#   loops or errors, and access has to be granted twice.
# related_resources:
# - ref: https://cloud.google.com/run/docs/securing/identity-aware-proxy-cloud-run#known_limitations
# - ref: https://cloud.google.com/iap/docs/enabling-cloud-run#known_limitations
# custom:
#   id: LB511
#   name: DoubleIap
#   severity: medium
#   precision: very-high
#   source: [beyond]
#   requires:
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/NetworkEndpointGroup
#   - run.googleapis.com/Service
#   remediation:
#     summary: >-
#       Keep IAP on the backend service and turn it off on the Cloud Run service, after restricting the ingress of the
#       service to internal and Cloud Load Balancing.
#     gcloud: >-
#       gcloud run services update SERVICE --region=REGION --project={project}
#       --ingress=internal-and-cloud-load-balancing --no-iap
#     terraform: iap_enabled = false
package lbpolicy.rules.backend_service.double_iap

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure

applies if {
	exposure.external
	input.resource.iap.enabled
	backends.cloud_run[0]
}

findings := [finding |
	applies
	_guarded[0]
	names := sort({service.name | some service in _guarded})
	finding := {
		"path": "/iap/enabled",
		"message": "IAP is on both the backend service and the Cloud Run service behind it.",
		"evidence": {"iap.enabled": true, "run_services_with_iap": names},
		"related": names,
	}
]

review := [item |
	backends.may_have_iap
	some item in backends.iap_reviews(_guarded, _undecided)
]

_guarded := backends.run_services_with_iap

# A service that does not exist has no IAP either.
_undecided := [link | some link in backends.run_services_undecided; link.state != "missing"]
