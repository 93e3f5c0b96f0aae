# METADATA
# title: Port of an HTTPS frontend
# description: >-
#   An external HTTPS load balancer is reached on TCP port 443. On another port browsers need it in the URL, HTTP/3
#   and redirects from HTTP go astray, and the architecture does not foresee it. The rule looks at forwarding rules
#   that lead to a target HTTPS proxy. The API spells the port 443 or 443-443; a range of several ports fails.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/globalForwardingRules
# custom:
#   id: LB102
#   name: HttpsFrontendPort
#   severity: medium
#   precision: high
#   source: [overview#forwarding-rules-and-addresses]
#   requires: [compute.googleapis.com/ForwardingRule]
#   parameters:
#     https_ports:
#       default: [443]
#       description: TCP ports on which an HTTPS frontend may listen.
#       schema: {type: array, items: {type: integer, minimum: 1, maximum: 65535}, minItems: 1, uniqueItems: true}
#   remediation:
#     summary: >-
#       The port of a forwarding rule cannot be changed. Create another one with the same scheme, address and proxy on
#       port 443, move the clients, and delete this one. A regional one also needs --network-tier, and with a regional
#       proxy --target-https-proxy-region and --network.
#     gcloud: >-
#       gcloud compute forwarding-rules create HTTPS_RULE {scope} --project={project}
#       --load-balancing-scheme=SCHEME --address=ADDRESS --target-https-proxy=HTTPS_PROXY --ports=443
#     terraform: port_range = "443"
#   exceptions: An HTTPS frontend that clients are told to reach on another port; better, set the parameter https_ports.
package lbpolicy.rules.forwarding_rule.https_frontend_port

import data.lbpolicy.lib.routing

applies if routing.may_be_frontend({"HTTPS proxy"})

findings := [fault |
	applies
	count(routing.frontend_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in routing.frontend_doubts],
	[item | applies; some item in routing.port_reviews],
)

_faults := routing.port_faults(data.lbpolicy.parameters.LB102.https_ports, "The HTTPS frontend")
