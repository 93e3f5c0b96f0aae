# METADATA
# title: IAP and Cloud CDN on one backend service
# description: >-
#   Identity-Aware Proxy decides request by request; a cache answers without asking. Google Cloud refuses to
#   enable both on one backend service, and a configuration that shows both is not the one that serves.
# related_resources:
# - ref: https://cloud.google.com/iap/docs/concepts-overview
# - ref: https://cloud.google.com/cdn/docs/overview
# custom:
#   id: LB403
#   name: IapWithCdn
#   severity: high
#   precision: very-high
#   source: [overview#restriction-on-using-cloud-cdn]
#   requires: [compute.googleapis.com/BackendService]
#   remediation:
#     summary: Turn Cloud CDN off on the backend service that IAP guards; serve cacheable content from another one.
#     gcloud: gcloud compute backend-services update {name} {scope} --project={project} --no-enable-cdn
#     terraform: enable_cdn = false
package lbpolicy.rules.backend_service.iap_with_cdn

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	input.resource.iap.enabled
}

findings := [finding |
	applies
	input.resource.enableCDN
	finding := {
		"path": "/enableCDN",
		"message": "Cloud CDN is enabled on a backend service that IAP guards.",
		"evidence": {"iap.enabled": true, "enableCDN": true},
	}
]

review := [item |
	backends.may_have_iap
	_may_have_cdn
	some item in doubts.of_attributes(["/iap/enabled", "/enableCDN"])
]

_may_have_cdn if input.resource.enableCDN

_may_have_cdn if unknown.is_unknown("/enableCDN")
