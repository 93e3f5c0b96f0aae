# METADATA
# title: Cloud CDN answers without asking Cloud Armor
# description: >-
#   A Cloud Armor backend security policy is asked only when a request goes on to the backend: for dynamic content and
#   cache misses. What Cloud CDN has in its cache it serves to everybody, also to clients that the policy denies. An
#   edge security policy is asked before the cache. Reports a backend service with Cloud CDN and a backend security
#   policy but no edge security policy. Without a security policy at all, LB415 speaks.
# related_resources:
# - ref: https://cloud.google.com/armor/docs/security-policy-overview
# - ref: https://cloud.google.com/cdn/docs/overview
# custom:
#   id: LB416
#   name: CloudArmorCacheHits
#   severity: info
#   precision: very-high
#   source: [overview#use-cases]
#   requires: [compute.googleapis.com/BackendService]
#   frameworks:
#     NIST SP 800-53: ["SC-7"]
#   exceptions: Only content that anybody may have is cacheable, or the policy merely protects the backends from load.
#   remediation:
#     summary: >-
#       Create an edge security policy (type CLOUD_ARMOR_EDGE) with the rules that must hold for cached content too,
#       and attach it next to the backend security policy.
#     gcloud: >-
#       gcloud compute backend-services update {name} {scope} --project={project} --edge-security-policy=EDGE_POLICY
#     terraform: edge_security_policy = google_compute_security_policy.edge.id
package lbpolicy.rules.backend_service.cloud_armor_cache_hits

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	input.resource.enableCDN
	_attached[input.links.security_policy.state]
}

findings := [finding |
	applies
	message := _messages[input.links.edge_security_policy.state]
	finding := {
		"path": "/edgeSecurityPolicy",
		"message": message,
		"evidence": {
			"enableCDN": true,
			"securityPolicy": input.links.security_policy.name,
			"edgeSecurityPolicy": object.get(input.links.edge_security_policy, "name", ""),
		},
		"related": [input.links.security_policy.name],
	}
]

review := [item |
	_may_have_cdn
	not input.links.security_policy.state in {"absent", "missing"}
	not _attached[input.links.edge_security_policy.state]
	backends.may_be_external
	some item in array.concat(doubts.of_attributes(["/enableCDN"]), _undecided_policies)
]

# A policy outside the inventory is attached all the same.
_attached := {"resolved", "unexported"}

_messages := {
	"absent": "Cloud CDN serves what it has cached past the Cloud Armor policy; no edge security policy is attached.",
	"missing": concat(" ", [
		"Cloud CDN serves what it has cached past the Cloud Armor policy;",
		"the edge security policy that the backend service names does not exist.",
	]),
}

_may_have_cdn if input.resource.enableCDN

_may_have_cdn if unknown.is_unknown("/enableCDN")

_undecided_policies := [item |
	some link in [input.links.security_policy, input.links.edge_security_policy]
	link.state == "unknown"
	item := {"path": link.path, "key": link.path, "message": link.reason}
]
