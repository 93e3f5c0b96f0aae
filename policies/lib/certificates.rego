# METADATA
# title: Certificates
# description: >-
#   What a certificate of Compute Engine or Certificate Manager says of itself, and which certificates an HTTPS proxy
#   serves. The inventory reads the text of a certificate into facts: `certificates` is its chain, the server's first.
#   The two APIs name what Google manages differently: managed.status and managed.state, managed.domainStatus and
#   managed.authorizationAttemptInfo.
package lbpolicy.lib.certificates

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing
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

issued if _status == "ACTIVE"

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
# description: Findings for a certificate that Google manages and cannot issue or renew.
status_faults := [{
	"path": _status_pointer,
	"key": "status",
	"message": concat("", ["Google cannot issue or renew the certificate: ", few(reasons), "."]),
	"evidence": {"status": _status, "domains": _failing},
} |
	_stuck
	reasons := array.concat([concat(" ", ["it is", _status])], array.concat(_issues, _failing))
]

# METADATA
# description: Review items for a certificate that Google manages and of which it does not plainly say that it works.
status_reviews := array.concat(unknown.reviews([_status_pointer]), [item |
	not unknown.is_unknown(_status_pointer)
	not _stuck
	item := {"path": _status_pointer, "key": "status", "message": _status_doubt}
])

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
# scope: document
# description: The HTTPS proxy serves the certificates of a certificate map; then sslCertificates is ignored.
by_map if input.resource.certificateMap

by_map if unknown.is_unknown("/certificateMap")

# METADATA
# description: >-
#   Links to the certificates that an HTTPS proxy serves. One that a certificate map has comes once for each entry that
#   names it. What a plan does not know yet is a link in state unknown.
served := input.links.map_certificates if {
	by_map
} else := array.concat(input.links.ssl_certificates, [link |
	known := [one.path | some one in input.links.ssl_certificates]
	some pointer in input.unknown
	startswith(pointer, "/sslCertificates")
	not pointer in known
	reason := concat("", ["The plan does not know ", pointer, " yet."])
	link := {"state": "unknown", "path": pointer, "name": "", "reason": reason}
])

# METADATA
# description: What a reader calls the certificate at the other end of a resolved link.
called(link) := concat(" ", ["certificate", routing.short_name(link.name)])

# METADATA
# description: The server's certificate at the other end of a link is signed with its own key.
self_signed(link) if link.facts.certificates[0].self_signed

# METADATA
# description: >-
#   A review item for all certificates that an HTTPS proxy serves of which it cannot be told whether they are
#   self-signed. What Google manages never is.
signer_reviews := [item |
	doubtful := [doubt |
		some link in served
		reason := _signer_doubt(link)
		names := [routing.short_name(link.name) | link.name != ""]
		doubt := {"path": link.path, "name": array.concat(names, [link.path])[0], "reason": reason}
	]
	count(doubtful) > 0
	distinct := {doubt.name | some doubt in doubtful}
	listed := few(sort([name | some name in distinct]))
	item := {
		"path": doubtful[0].path,
		"key": "signers",
		"message": concat("", ["Whether a certificate is self-signed cannot be told: ", listed, ". ", doubtful[0].reason]),
	}
]

# METADATA
# description: >-
#   Why it cannot be told for which names the certificate at the other end of a link is good. Undefined where it can.
names_doubt(link) := link.reason if {
	link.state != "resolved"
} else := _text_doubt(link.facts) if {
	not link.facts.names
}

# METADATA
# description: Some texts as one; of many the first five, and how many more there are.
few(texts) := concat(" ", [concat(", ", array.slice(texts, 0, 5)), "and", rest, "more"]) if {
	count(texts) > 5
	rest := format_int(count(texts) - 5, 10)
} else := concat(", ", texts)

# What Google reports when it will not issue or renew a certificate any more.
_given_up := {"FAILED", "PROVISIONING_FAILED", "PROVISIONING_FAILED_PERMANENTLY", "RENEWAL_FAILED"}

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
	not _status in _given_up
}

_renewing if {
	managed
	not _status
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
} else := {"path": _text_pointer, "reason": _text_doubt(input.facts)}

_later := [{"path": pointer, "reason": concat("", ["The plan does not know ", pointer, " yet."])} |
	some pointer in input.unknown
	regex.match(`^/(certificate|pemCertificate|selfManaged(/(certificate|pemCertificate))?)$`, pointer)
]

_text_doubt(facts) := object.get(facts, "certificate_error", "The inventory does not hold its text.")

_signer_doubt(link) := link.reason if {
	link.state != "resolved"
} else := _text_doubt(link.facts) if {
	count(link.facts.certificates) == 0
	not object.get(link.facts, "managed", false)
}

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

_status := input.resource.managed[segments[2]] if segments := split(_status_pointer, "/")

default _status_pointer := "/managed/status"

_status_pointer := "/managed/state" if input.asset.type == "certificatemanager.googleapis.com/Certificate"

_stuck if _status in _given_up

_stuck if {
	_status == "PROVISIONING"
	count(_issues) + count(_failing) > 0
}

# A rate limit alone means waiting.
_issues := [concat(" ", ["it has an", issue]) |
	issue := input.resource.managed.provisioningIssue.reason
	issue == "AUTHORIZATION_ISSUE"
]

# The domains that Google cannot verify, and what it says of each.
_failing := sort(array.concat(
	[text |
		statuses := object.get(input.resource, ["managed", "domainStatus"], {})
		some domain

		# regal ignore:prefer-some-in-iteration
		state := statuses[domain]
		startswith(state, "FAILED")
		text := concat(" ", [domain, "is", state])
	],
	[text |
		some attempt in object.get(input.resource, ["managed", "authorizationAttemptInfo"], [])
		attempt.state == "FAILED"
		reasons := [concat("", [" (", reason, ")"]) | reason := attempt.failureReason]
		text := concat("", array.concat([attempt.domain, " is FAILED"], reasons))
	],
))

_status_doubt := "Google does not say whether the certificate is in service." if {
	not _status
} else := concat("", ["The certificate is in service, but may not be renewed: ", few(_failing), "."]) if {
	_status == "ACTIVE"
	count(_failing) > 0
} else := "Google is still issuing or renewing the certificate." if {
	_status == "PROVISIONING"
} else := concat("", ["Google says that the certificate is ", _status, ", which tells nothing."]) if {
	_status != "ACTIVE"
}
