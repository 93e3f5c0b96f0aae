# METADATA
# title: HTTPS proxy without an SSL policy
# description: >-
#   Without an SSL policy a target HTTPS proxy negotiates with Google's default, which accepts TLS 1.0 and 1.1 and
#   every cipher suite of the COMPATIBLE profile. An SSL policy says which versions and cipher suites clients may use.
#   How strong the attached policy is, rules LB204 and LB205 judge.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-policies-concepts
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/targetHttpsProxies
# custom:
#   id: LB203
#   name: SslPolicyAttached
#   severity: medium
#   precision: very-high
#   source: [overview#ssl-policies, overview#tls-support]
#   requires: [compute.googleapis.com/TargetHttpsProxy, compute.googleapis.com/ForwardingRule]
#   remediation:
#     summary: Create an SSL policy that demands TLS 1.2 and attach it to the proxy.
#     gcloud: gcloud compute target-https-proxies update {name} {scope} --project={project} --ssl-policy=SSL_POLICY
#     terraform: ssl_policy = google_compute_ssl_policy.web.id
#   frameworks:
#     CIS Google Cloud: ["3.9"]
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: [SC-8]
package lbpolicy.rules.target_https_proxy.ssl_policy_attached

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if exposure.external

applies if count(exposure.undecided) > 0

findings := [fault |
	exposure.external
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	[item | applies; some item in unknown.reviews(["/sslPolicy"])],
)

_faults := [{
	"path": "/sslPolicy",
	"message": "The HTTPS proxy has no SSL policy; Google's default accepts TLS 1.0 and 1.1.",
	"evidence": {"sslPolicy": "none"},
} |
	applies
	not input.resource.sslPolicy
	not unknown.is_unknown("/sslPolicy")
]
