# METADATA
# title: SSL policy that allows weak cipher suites
# description: >-
#   Cipher suites in CBC mode, with 3DES or with RSA key exchange are weak: they fall to padding oracles, are short of
#   bits, or have no forward secrecy. Profile COMPATIBLE allows them. So does MODERN with a minimum below TLS 1.2, where
#   it has only CBC to offer, and CUSTOM when one is among its features. MODERN with a minimum of TLS 1.2 passes, as in
#   the CIS benchmark, although CBC with ECDHE is left in it; RESTRICTED and FIPS_202205 pass because none is. A policy
#   that is attached to no proxy is judged too; only policies of internal load balancers are left out.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-policies-concepts
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/sslPolicies
# custom:
#   id: LB205
#   name: SslPolicyWeakCiphers
#   severity: medium
#   precision: high
#   source: [overview#ssl-policies]
#   requires:
#   - compute.googleapis.com/SslPolicy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Use profile MODERN or RESTRICTED with a minimum of TLS 1.2, or drop the weak suites from the custom profile.
#     gcloud: >-
#       gcloud compute ssl-policies update {name} {scope} --project={project} --profile=MODERN --min-tls-version=1.2
#     terraform: |-
#       profile         = "MODERN"
#       min_tls_version = "TLS_1_2"
#   frameworks:
#     CIS Google Cloud: ["3.9"]
#     PCI DSS 4.0.1: ["4.2.1"]
#     NIST SP 800-53: [SC-8]
#   exceptions: A custom profile with CBC and ECDHE for old clients and nothing weaker, which the CIS benchmark allows.
package lbpolicy.rules.ssl_policy.ssl_policy_weak_ciphers

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.tls
import data.lbpolicy.lib.unknown

applies if tls.applies

findings := [_weakness |
	applies
	count(exposure.undecided) == 0
	_weakness
]

review := array.concat(
	[doubt | applies; _weakness; some doubt in exposure.undecided],
	[item | applies; some item in _reviews],
)

_weakness := {
	"path": "/profile",
	"message": "Profile COMPATIBLE allows cipher suites with CBC, 3DES and RSA key exchange.",
	"evidence": {"profile": _profile},
} if {
	_profile == "COMPATIBLE"
}

_weakness := {
	"path": "/minTlsVersion",
	"message": concat("", ["Profile MODERN from ", tls.min_version, " on has only CBC to offer below TLS 1.2."]),
	"evidence": {"profile": _profile, "minTlsVersion": tls.min_version},
} if {
	_profile == "MODERN"
	tls.ranks[tls.min_version] < tls.ranks.TLS_1_2
}

_weakness := {
	"path": "/customFeatures",
	"message": concat("", ["The custom profile enables ", concat(", ", tls.weak_features), "."]),
	"evidence": {"profile": _profile, "features": tls.weak_features},
} if {
	_profile == "CUSTOM"
	count(tls.weak_features) > 0
}

_reviews := array.concat(
	array.concat(unknown.reviews(["/profile"]), _profile_reviews),
	array.concat([item | _profile == "MODERN"; some item in tls.min_version_reviews], _feature_reviews),
)

_profile_reviews := [{
	"path": "/profile",
	"key": "/profile",
	"message": concat("", [_profile, " is not a profile that this rule knows."]),
} |
	name := _profile
	not name in {"COMPATIBLE", "CUSTOM", "FIPS_202205", "MODERN", "RESTRICTED"}
]

# A custom profile is judged by its features; those that a plan does not know yet may be weak.
_feature_reviews := [{
	"path": "/customFeatures",
	"key": "/customFeatures",
	"message": "Which features the custom profile enables cannot be told.",
} |
	_profile == "CUSTOM"
	not _weakness
	not _features_known
]

_features_known if {
	count(tls.features) > 0
	count([pointer | some pointer in input.unknown; startswith(pointer, "/customFeatures")]) == 0
}

_profile := object.get(input.resource, "profile", "COMPATIBLE") if not unknown.is_unknown("/profile")
