# METADATA
# title: Issuance
# description: >-
#   Whether Google can issue and renew a certificate that it manages. Compute Engine tells by managed.status and
#   managed.domainStatus, Certificate Manager by managed.state and managed.authorizationAttemptInfo.
package lbpolicy.lib.issuance

import data.lbpolicy.lib.unknown
import data.lbpolicy.lib.wording

# METADATA
# description: What Google says of the certificate; undefined where it says nothing.
status := input.resource.managed[segments[2]] if segments := split(_pointer, "/")

# METADATA
# scope: document
# description: Google will not issue or renew the certificate any more.
given_up if status in {"FAILED", "PROVISIONING_FAILED", "PROVISIONING_FAILED_PERMANENTLY", "RENEWAL_FAILED"}

# METADATA
# description: Findings for a certificate that Google cannot issue or renew.
faults := [{
	"path": _pointer,
	"key": "status",
	"message": concat("", ["Google cannot issue or renew the certificate: ", wording.few(reasons, ", "), "."]),
	"evidence": {"status": status, "domains": _failing},
} |
	_stuck
	reasons := array.concat([concat(" ", ["it is", status])], array.concat(_issues, _failing))
]

# METADATA
# description: Review items for a certificate of which Google does not plainly say that it works.
reviews := array.concat(unknown.reviews([_pointer]), [item |
	not unknown.is_unknown(_pointer)
	not _stuck
	item := {"path": _pointer, "key": "status", "message": _doubt}
])

default _pointer := "/managed/status"

_pointer := "/managed/state" if input.asset.type == "certificatemanager.googleapis.com/Certificate"

_stuck if given_up

_stuck if {
	status == "PROVISIONING"
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

_doubt := "Google does not say whether the certificate is in service." if {
	not status
} else := concat("", ["The certificate is in service, but may not be renewed: ", domains, "."]) if {
	status == "ACTIVE"
	count(_failing) > 0
	domains := wording.few(_failing, ", ")
} else := "Google is still issuing or renewing the certificate." if {
	status == "PROVISIONING"
} else := concat("", ["Google says that the certificate is ", status, ", which tells nothing."]) if {
	status != "ACTIVE"
}
