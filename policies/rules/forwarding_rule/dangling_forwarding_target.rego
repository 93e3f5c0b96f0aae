# METADATA
# title: Forwarding rule whose target proxy does not exist
# description: >-
#   A forwarding rule of an external HTTP(S) load balancer hands its connections to a target HTTP proxy or target HTTPS
#   proxy. Where that does not exist in an exported project, nobody answers at the address, and a plan with such a
#   forwarding rule cannot be applied. Forwarding rules with another kind of target, or with a backend service, are
#   not judged.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/target-proxies
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/globalForwardingRules
# custom:
#   id: LB109
#   name: DanglingForwardingTarget
#   severity: high
#   precision: high
#   source: [overview#architecture-and-resources, overview#target-proxies]
#   requires:
#   - compute.googleapis.com/ForwardingRule
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   remediation:
#     summary: >-
#       Create the target proxy, let the forwarding rule target one that exists, or delete the forwarding rule. For a
#       target HTTP proxy the flag is --target-http-proxy.
#     gcloud: >-
#       gcloud compute forwarding-rules set-target {name} {scope} --project={project}
#       --load-balancing-scheme=SCHEME --target-https-proxy=HTTPS_PROXY
#     terraform: target = google_compute_target_https_proxy.web.id
package lbpolicy.rules.forwarding_rule.dangling_forwarding_target

import data.lbpolicy.lib.links
import data.lbpolicy.lib.routing

applies if routing.may_be_frontend({"HTTP proxy", "HTTPS proxy"})

findings := [fault |
	applies
	count(routing.frontend_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in routing.frontend_doubts],
	[item | applies; some item in links.reviews([input.links.target])],
)

_faults := [{
	"path": "/target",
	"message": concat("", ["The forwarding rule names ", link.name, ", which does not exist."]),
	"evidence": {"target": link.name},
	"related": [link.name],
} |
	some link in links.missing([input.links.target])
]
