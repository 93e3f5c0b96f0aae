# METADATA
# title: IAP lets everyone through
# description: >-
#   IAP admits whoever holds the role IAP-secured Web App User on the backend service or above it. Granted to
#   allAuthenticatedUsers it admits anyone with a Google account, granted to allUsers anyone at all: IAP is on, but
#   guards nothing. A grant with an IAM condition (an access level, for instance) may be meant and is for review.
# related_resources:
# - ref: https://cloud.google.com/iap/docs/managing-access
# - ref: https://cloud.google.com/iam/docs/principals-overview
# custom:
#   id: LB508
#   name: IapPublicAccess
#   severity: high
#   precision: very-high
#   source: [beyond]
#   requires: [compute.googleapis.com/BackendService, IAM_POLICY]
#   frameworks:
#     NIST SP 800-53: ["AC-3"]
#   exceptions: An application that wants its visitors signed in, whoever they are.
#   remediation:
#     summary: >-
#       Take the role away from the member that the finding names, and grant it to groups. The command is for a grant on
#       the backend service; a regional one also needs --region. For a grant on a project, folder or organization use
#       remove-iam-policy-binding of gcloud projects, gcloud resource-manager folders or gcloud organizations.
#     gcloud: >-
#       gcloud iap web remove-iam-policy-binding --project={project} --resource-type=backend-services --service={name}
#       --member=MEMBER --role=roles/iap.httpsResourceAccessor
#     terraform: |
#       resource "google_iap_web_backend_service_iam_binding" "users" {
#         web_backend_service = google_compute_backend_service.app.name
#         role                = "roles/iap.httpsResourceAccessor"
#         members             = ["group:app-users@example.com"]
#       }
package lbpolicy.rules.backend_service.iap_public_access

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	input.resource.iap.enabled
}

findings := [finding |
	applies
	some grant in _public
	finding := {
		"path": "/iap/enabled",
		"key": concat(" ", [grant.name, grant.member]),
		"message": concat("", ["IAP admits ", grant.member, ", by a grant on the ", grant.level, "."]),
		"evidence": {"role": _role, "member": grant.member, "granted_on": grant.name},
		"related": [grant.name],
	}
]

review := [item |
	backends.may_be_external
	backends.may_have_iap
	count(array.concat(_public, _unresolved)) > 0
	known_later := array.concat(exposure.undecided, unknown.reviews(["/iap/enabled"]))
	some item in array.concat(known_later, _unresolved)
]

_role := "roles/iap.httpsResourceAccessor"

_levels := {
	"iap": "IAP resource",
	"project": "project",
	"folder": "folder",
	"organization": "organization",
}

# Grants to everyone, each once: {"level", "name", "role", "member", "condition"}.
_everyone := [grant | some grant in {grant |
	some binding in input.iam.bindings
	some member in ["allUsers", "allAuthenticatedUsers"]
	member in binding.members
	grant := {
		"level": object.get(_levels, binding.level, binding.level),
		"name": binding.name,
		"role": binding.role,
		"member": member,
		"condition": binding.condition,
	}
}]

_public := [grant |
	some grant in _everyone
	grant.role == _role
	grant.condition == ""
]

_unresolved := array.concat(_incomplete, [item |
	some grant in _everyone
	reason := _doubt(grant)
	item := {
		"path": "/iap/enabled",
		"key": concat(" ", [grant.name, grant.member, grant.role, grant.condition]),
		"message": concat("", ["Whether IAP admits ", grant.member, " cannot be told: ", reason]),
	}
])

_incomplete := [item |
	not _public[0]
	not input.iam.state == "resolved"
	item := {
		"path": "",
		"key": "iam",
		"message": "Whom IAP admits cannot be told: not every IAM policy that applies is in the inventory.",
	}
]

_doubt(grant) := "its grant has an IAM condition, which is not evaluated." if {
	grant.role == _role
	grant.condition != ""
}

_doubt(grant) := "it holds a custom role whose permissions are not in the inventory." if {
	not startswith(grant.role, "roles/")
}
