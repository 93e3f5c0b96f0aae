# METADATA
# title: SSL policy that accepts old TLS versions
# description: >-
#   TLS 1.0 and 1.1 are broken and withdrawn (RFC 8996). The lowest version that an SSL policy accepts must be at least
#   the parameter min_tls. Google's default is TLS 1.0. Versions are compared as versions: TLS 1.3 is above TLS 1.2.
#   The cipher suites of the profiles RESTRICTED and FIPS_202205 exist only from TLS 1.2 on: with these profiles older
#   clients are refused whatever the minimum says.
#   A policy that is attached to no proxy is judged too, since it is there to be attached; only policies of internal
#   load balancers are left out.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-policies-concepts
# - ref: https://www.rfc-editor.org/rfc/rfc8996
# custom:
#   id: LB204
#   name: SslPolicyMinTls
#   severity: high
#   precision: very-high
#   source: [overview#tls-support]
#   requires:
#   - compute.googleapis.com/SslPolicy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   parameters:
#     min_tls:
#       default: TLS_1_2
#       description: The lowest TLS version that an SSL policy may accept.
#       schema: {type: string, enum: [TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3]}
#   remediation:
#     summary: Raise the minimum TLS version of the SSL policy to 1.2.
#     gcloud: gcloud compute ssl-policies update {name} {scope} --project={project} --min-tls-version=1.2
#     terraform: min_tls_version = "TLS_1_2"
#   frameworks:
#     CIS Google Cloud: ["3.9"]
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: [SC-8]
#   exceptions: A policy with profile CUSTOM whose cipher suites all need TLS 1.2, so that it refuses older clients.
package lbpolicy.rules.ssl_policy.ssl_policy_min_tls

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.tls
import data.lbpolicy.lib.unknown

applies if tls.applies

findings := [fault |
	applies
	count(_doubts) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | applies; count(_faults) > 0; some doubt in _doubts],
	[item | applies; not _settled; some item in tls.min_version_reviews],
)

_doubts := array.concat(exposure.undecided, [item | _profile_may_settle; some item in unknown.reviews(["/profile"])])

_settled if {
	_profile_may_settle
	input.resource.profile in tls.profiles_from_1_2
}

_profile_may_settle if tls.ranks[data.lbpolicy.parameters.LB204.min_tls] <= tls.ranks.TLS_1_2

_faults := [fault |
	not _settled
	required := data.lbpolicy.parameters.LB204.min_tls
	tls.ranks[tls.min_version] < tls.ranks[required]
	fault := {
		"path": "/minTlsVersion",
		"message": concat("", ["The SSL policy accepts ", tls.min_version, ", below ", required, "."]),
		"evidence": {"minTlsVersion": tls.min_version},
	}
]
