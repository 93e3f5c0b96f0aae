# METADATA
# title: HTTP proxy that no forwarding rule targets
# description: >-
#   Requests reach a target proxy through forwarding rules. A target HTTP or HTTPS proxy that none of them targets
#   serves nobody: it is left over, or its frontend was forgotten. It also keeps its URL map and its certificates from
#   being deleted, and makes them look as if they were in use. A proxy that is known to belong to an internal load
#   balancer is not judged.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/target-proxies
# - ref: https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts
# custom:
#   id: LB108
#   name: UnattachedTargetProxy
#   severity: low
#   precision: high
#   source: [overview#target-proxies]
#   requires:
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: Delete the proxy, or create the forwarding rule that is to target it.
#     gcloud: gcloud compute target-http-proxies delete {name} {scope} --project={project}
#     terraform: target = google_compute_target_http_proxy.web.id # of a google_compute_global_forwarding_rule
#   exceptions: A proxy that is kept ready for a frontend to come, such as one to switch to.
package lbpolicy.rules.target_http_proxy.unattached_target_proxy

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

_faults := routing.attachment_faults("HTTP proxy")
