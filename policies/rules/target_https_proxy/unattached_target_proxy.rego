# METADATA
# title: HTTPS proxy that no forwarding rule targets
# custom:
#   twin_of: LB108
#   remediation:
#     summary: Delete the proxy, or create the forwarding rule that is to target it.
#     gcloud: gcloud compute target-https-proxies delete {name} {scope} --project={project}
#     terraform: target = google_compute_target_https_proxy.web.id # of a google_compute_global_forwarding_rule
package lbpolicy.rules.target_https_proxy.unattached_target_proxy

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing

applies if input.facts.exposure != "internal"

findings := [fault |
	applies
	count(exposure.undecided) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	[item | applies; some item in routing.attachment_reviews],
)

_faults := routing.attachment_faults("HTTPS proxy")
