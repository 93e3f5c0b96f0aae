# METADATA
# title: Forwarding rule that leads to a target proxy or URL map which does not exist
# description: >-
#   A forwarding rule of an external HTTP(S) load balancer hands its connections to a target HTTP proxy or target HTTPS
#   proxy, and the proxy its requests to a URL map. Where one of the two does not exist in an exported project, nobody
#   answers at the address, and a plan with such a load balancer cannot be applied. Forwarding rules with another kind
#   of target, or with a backend service, are not judged.
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
#   - compute.googleapis.com/UrlMap
#   remediation:
#     summary: >-
#       Create the target proxy or URL map, let the forwarding rule target a proxy that exists, or delete the forwarding
#       rule. For a target HTTP proxy the flag is --target-http-proxy; for a regional proxy
#       --target-https-proxy-region is needed besides. A proxy gets another URL map with gcloud compute
#       target-https-proxies update --url-map.
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
	[item | applies; some item in array.concat(links.reviews([input.links.target]), _map_reviews)],
)

_faults := array.concat(
	[{
		"path": "/target",
		"message": concat("", ["The forwarding rule names ", name, ", which does not exist."]),
		"evidence": {"target": name},
		"related": [name],
	} |
		input.links.target.state == "missing"
		name := input.links.target.name
	],
	[{
		"path": "/target",
		"key": "urlMap",
		"message": concat("", ["The ", routing.target, " of the forwarding rule names ", name, ", which does not exist."]),
		"evidence": {"target": input.links.target.name, "urlMap": name},
		"related": [input.links.target.name, name],
	} |
		input.links.url_map.state == "missing"
		name := input.links.url_map.name
	],
)

# Of the URL map of a target proxy that is not at hand itself nothing more can be said.
_map_reviews := [{
	"path": "/target",
	"key": "urlMap",
	"message": concat(" ", ["The URL map of the target proxy cannot be looked up.", input.links.url_map.reason]),
} |
	input.links.target.state == "resolved"
	input.links.url_map.state in links.undecided_states
]
