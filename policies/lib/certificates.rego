# METADATA
# title: Certificates
# description: >-
#   What a certificate of Compute Engine or Certificate Manager says of itself. The inventory reads the text of a
#   certificate into facts: `certificates` is its chain, the server's first.
package lbpolicy.lib.certificates

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.issuance
import data.lbpolicy.lib.unknown

# METADATA
# scope: document
# description: >-
#   An external HTTPS proxy serves the certificate, or may come to serve it. Certificate Manager has other scopes for
#   Media CDN, for cross-region internal load balancers and for clients; managed identities are for clients too.
attachable if exposure.external

attachable if {
	input.facts.exposure != "internal"
	object.get(input.resource, "scope", "DEFAULT") == "DEFAULT"
	not input.resource.managedIdentity
}

# METADATA
# description: >-
#   The certificate is served, or it cannot be told whether it is. One that is attached nowhere was left behind by a
#   rotation or waits for its load balancer: nobody sees it fail.
in_service if {
	attachable
	input.facts.exposure in {"external", "unknown"}
}

# METADATA
# description: Review items that say why it cannot be told whether an external HTTPS proxy can serve the certificate.
doubts := array.concat(exposure.undecided, [item |
	not exposure.external
	some item in unknown.reviews(["/scope"])
])

# METADATA
# description: Google issues and renews the certificate.
managed := object.get(input.facts, "managed", false)

# METADATA
# scope: document
# description: There is a certificate that can expire. A managed one without expiry has yet to be issued.
issued if not managed

issued if _dated

issued if issuance.status == "ACTIVE"

# METADATA
# description: >-
#   Findings for a certificate that has expired or does so in less than `days`. Google begins to renew what it manages
#   weeks before: there `managed_days` count, unless Google has given up.
expiry_faults(days, managed_days) := array.concat(
	[_expiry_fault("server", "The certificate", input.facts) |
		input.facts.expires_in_days < _fewest(days, managed_days)
	],
	[_expiry_fault(one.key, one.label, one.facts) |
		not managed
		some one in array.slice(_verified, 1, count(_verified))
		one.facts.expires_in_days < days
	],
)

# METADATA
# description: Review items when it is not known when the certificate expires.
expiry_reviews := [item |
	not _dated
	item := {
		"path": _gap.path,
		"key": "server",
		"message": concat(" ", ["When the certificate expires cannot be told.", _gap.reason]),
	}
]

# METADATA
# description: Findings for short keys and broken signatures, one for each certificate of the chain.
strength_faults(min_rsa_bits, min_ec_bits) := [fault |
	some one in _verified
	faults := array.concat(_key_faults(one.facts, min_rsa_bits, min_ec_bits), _signature_faults(one.facts))
	count(faults) > 0
	fault := {
		"path": _text_pointer,
		"key": one.key,
		"message": concat("", [one.label, " ", concat(" and ", faults), "."]),
		"evidence": {
			"keyType": one.facts.key_type,
			"keyBits": one.facts.key_bits,
			"signatureHash": one.facts.signature_hash,
		},
	}
]

# METADATA
# description: Review items when the text of the certificate, a key or a signature is not known.
strength_reviews := array.concat(
	[item |
		count(input.facts.certificates) == 0
		item := {
			"path": _gap.path,
			"key": "server",
			"message": concat(" ", ["How strong the certificate is cannot be told.", _gap.reason]),
		}
	],
	[item |
		some one in _verified
		unclear := _unclear(one.facts)
		count(unclear) > 0
		item := {
			"path": _text_pointer,
			"key": one.key,
			"message": concat("", [one.label, " has ", concat(" and ", unclear), " that this rule does not know."]),
		}
	],
)

# METADATA
# description: Why the facts of a certificate hold no chain.
text_doubt(facts) := object.get(facts, "certificate_error", "The inventory does not hold its text.")

_broken_hashes := {"md2", "md4", "md5", "sha1"}

# Ed25519 and Ed448 sign without a hash of their own.
_sound_hashes := {
	"", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256",
	"sha3-224", "sha3-256", "sha3-384", "sha3-512",
}

_dated if input.facts.not_after

_fewest(days, _) := days if not _renewing

_fewest(_, managed_days) := managed_days if _renewing

# Google renews without help until it gives up.
_renewing if {
	managed
	not issuance.given_up
}

_expiry_fault(key, label, facts) := {
	"path": _expiry_pointer,
	"key": key,
	"message": concat("", [label, " ", _when(facts.expires_in_days), ", on ", substring(facts.not_after, 0, 10), "."]),
	"evidence": {"notAfter": facts.not_after, "expiresInDays": facts.expires_in_days},
}

_when(days) := concat(" ", ["expired", _days(abs(days)), "ago"]) if {
	days < 0
} else := concat(" ", ["expires in", _days(days)])

_days(number) := "1 day" if {
	number == 1
} else := concat(" ", [format_int(number, 10), "days"])

default _expiry_pointer := "/expireTime"

_expiry_pointer := _text_pointer if {
	not managed
	_text_pointer != ""
}

# The attribute that holds the text of the certificate.
default _text_pointer := ""

_text_pointer := "/certificate" if {
	input.resource.certificate
} else := "/selfManaged/certificate" if {
	input.resource.selfManaged.certificate
} else := "/selfManaged/pemCertificate" if {
	input.resource.selfManaged.pemCertificate
} else := "/pemCertificate" if {
	input.resource.pemCertificate
}

# Why the certificate itself does not tell, and where it would.
_gap := {"path": "/expireTime", "reason": "Google does not say."} if {
	managed
} else := _later[0] if {
	count(_later) > 0
} else := {"path": _text_pointer, "reason": text_doubt(input.facts)}

_later := [{"path": pointer, "reason": concat("", ["The plan does not know ", pointer, " yet."])} |
	some pointer in input.unknown
	regex.match(`^/(certificate|pemCertificate|selfManaged(/(certificate|pemCertificate))?)$`, pointer)
]

# The certificates that clients verify: the server's own, and those between it and the root, which they have themselves.
_verified := array.concat(
	[{"key": "server", "label": "The certificate", "facts": one} |
		some one in array.slice(input.facts.certificates, 0, 1)
	],
	[{"key": one.subject_common_name, "label": label, "facts": one} |
		some one in array.slice(input.facts.certificates, 1, count(input.facts.certificates))
		not one.self_signed
		label := concat(" ", ["The intermediate certificate", one.subject_common_name])
	],
)

_key_faults(certificate, min_rsa_bits, min_ec_bits) := array.concat(
	[text |
		least := object.get({"RSA": min_rsa_bits, "EC": min_ec_bits}, certificate.key_type, 0)
		certificate.key_bits < least
		sizes := [format_int(certificate.key_bits, 10), "bits, below", format_int(least, 10)]
		text := concat(" ", array.concat(["has an", certificate.key_type, "key of"], sizes))
	],
	["has a DSA key" | certificate.key_type == "DSA"],
)

_signature_faults(certificate) := [text |
	certificate.signature_hash in _broken_hashes
	text := concat(" ", ["is signed with", upper(certificate.signature_hash)])
]

_unclear(certificate) := array.concat(
	["a type of key" | not certificate.key_type in {"DSA", "EC", "Ed25519", "Ed448", "RSA"}],
	["a type of signature" |
		not certificate.signature_hash in _sound_hashes
		not certificate.signature_hash in _broken_hashes
	],
)
