# METADATA
# title: Port of an HTTP frontend
# description: >-
#   An external HTTP load balancer is reached on TCP port 80 or 8080. On another port clients must know it, many
#   networks block it, and the architecture does not foresee it. The rule looks at forwarding rules that lead to a
#   target HTTP proxy; a range of several ports fails, even where it holds an allowed one.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/forwarding-rule-concepts
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/globalForwardingRules
# custom:
#   id: LB101
#   name: HttpFrontendPort
#   severity: medium
#   precision: high
#   source: [overview#forwarding-rules-and-addresses]
#   requires: [compute.googleapis.com/ForwardingRule]
#   parameters:
#     http_ports:
#       default: [80, 8080]
#       description: TCP ports on which an HTTP frontend may listen.
#       schema: {type: array, items: {type: integer, minimum: 1, maximum: 65535}, minItems: 1, uniqueItems: true}
#   remediation:
#     summary: >-
#       The port of a forwarding rule cannot be changed. Create another one with the same scheme, address and proxy on
#       port 80, move the clients, and delete this one. A regional one also needs --network-tier, and with a regional
#       proxy --target-http-proxy-region and --network.
#     gcloud: >-
#       gcloud compute forwarding-rules create HTTP_RULE {scope} --project={project}
#       --load-balancing-scheme=SCHEME --address=ADDRESS --target-http-proxy=HTTP_PROXY --ports=80
#     terraform: port_range = "80"
#   exceptions: An HTTP frontend that clients are told to reach on another port; better, set the parameter http_ports.
package lbpolicy.rules.forwarding_rule.http_frontend_port

import data.lbpolicy.lib.routing

applies if routing.may_be_frontend({"HTTP proxy"})

findings := [fault |
	applies
	count(routing.frontend_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in routing.frontend_doubts],
	[item | applies; some item in routing.port_reviews],
)

_faults := routing.port_faults(data.lbpolicy.parameters.LB101.http_ports, "The HTTP frontend")
