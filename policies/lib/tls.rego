# METADATA
# title: TLS
# description: How strong an SSL policy is. Google names TLS versions TLS_1_0 to TLS_1_3.
package lbpolicy.lib.tls

import data.lbpolicy.lib.unknown

# METADATA
# description: The TLS versions in their order. Names are not compared as text.
ranks := {"TLS_1_0": 0, "TLS_1_1": 1, "TLS_1_2": 2, "TLS_1_3": 3}

# METADATA
# description: >-
#   Profiles without a cipher suite for TLS 1.0 or 1.1: they refuse older clients whatever minTlsVersion says.
profiles_from_1_2 := {"FIPS_202205", "RESTRICTED"}

# METADATA
# description: >-
#   The rule applies to the SSL policy. One that is attached nowhere is there to be attached; only policies of
#   internal load balancers are left out.
applies if input.facts.exposure != "internal"

# METADATA
# description: The lowest TLS version that the SSL policy accepts; undefined where a plan does not know it.
min_version := object.get(input.resource, "minTlsVersion", "TLS_1_0") if {
	not unknown.is_unknown("/minTlsVersion")
}

# METADATA
# description: Review items when the lowest TLS version is not known, or is none of `ranks`.
min_version_reviews := array.concat(unknown.reviews(["/minTlsVersion"]), [item |
	version := min_version
	not ranks[version]
	item := {
		"path": "/minTlsVersion",
		"key": "/minTlsVersion",
		"message": concat("", [version, " is not a TLS version that this rule knows."]),
	}
])

# METADATA
# description: The features that a custom profile enables, as it was configured and as the API reports it.
features := {feature |
	some list in ["customFeatures", "enabledFeatures"]
	some feature in object.get(input.resource, list, [])
}

# METADATA
# description: >-
#   Those of them that are weak, sorted: RSA key exchange (no forward secrecy) and CBC mode, 3DES with it. Google offers
#   TLS_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_256_GCM_SHA384, TLS_RSA_WITH_AES_128_CBC_SHA,
#   TLS_RSA_WITH_AES_256_CBC_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA and, with ECDHE_ECDSA and ECDHE_RSA,
#   AES_128_CBC_SHA and AES_256_CBC_SHA; the names tell the rest.
weak_features := sort([feature | some feature in features; _weak(feature)])

_weak(feature) if startswith(feature, "TLS_RSA_")

_weak(feature) if contains(feature, "_CBC_")
