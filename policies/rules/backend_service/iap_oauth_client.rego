# METADATA
# title: IAP without an OAuth client of its own
# description: >-
#   The architecture attaches an OAuth client to IAP on the backend service: it carries the consent screen and decides
#   whether people from outside the organization can sign in. Without one IAP uses a client that Google manages, which
#   serves the organization's own users only. Where that is what you want, set the parameter
#   iap_google_managed_client to true. A client may also stand in the IAP settings of the backend service, its project
#   or above; no inventory holds these.
# related_resources:
# - ref: https://cloud.google.com/iap/docs/custom-oauth-configuration
# - ref: https://cloud.google.com/iap/docs/enabling-cloud-run
# custom:
#   id: LB506
#   name: IapOauthClient
#   severity: low
#   precision: high
#   source: [serverless#correct-architecture]
#   requires: [compute.googleapis.com/BackendService]
#   parameters:
#     iap_google_managed_client:
#       default: false
#       description: Whether IAP may use the OAuth client that Google manages.
#       schema: {type: boolean}
#   exceptions: An OAuth client that is set in the IAP settings (gcloud iap settings get shows them).
#   remediation:
#     summary: Name an OAuth client, or accept the Google-managed one with the parameter iap_google_managed_client.
#     gcloud: >-
#       gcloud compute backend-services update {name} {scope} --project={project}
#       --iap=enabled,oauth2-client-id=CLIENT_ID,oauth2-client-secret=CLIENT_SECRET
#     terraform: |
#       iap {
#         enabled              = true
#         oauth2_client_id     = var.iap_client_id
#         oauth2_client_secret = var.iap_client_secret
#       }
package lbpolicy.rules.backend_service.iap_oauth_client

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if {
	exposure.external
	input.resource.iap.enabled
}

findings := [finding |
	applies
	_without_client
	not unknown.is_unknown("/iap/oauth2ClientId")
	finding := {
		"path": "/iap/oauth2ClientId",
		"message": concat(" ", [
			"IAP has no OAuth client on the backend service and, unless its settings name one, uses a Google-managed one;",
			"to accept that, set the parameter iap_google_managed_client to true.",
		]),
		"evidence": {"iap.enabled": true, "iap.oauth2ClientId": ""},
	}
]

review := [item |
	backends.may_be_external
	backends.may_have_iap
	_without_client
	some item in array.concat(exposure.undecided, unknown.reviews(["/iap/enabled", "/iap/oauth2ClientId"]))
]

# Also where the plan does not know the client yet. A space is how a client is taken away again.
_without_client if {
	not data.lbpolicy.parameters.LB506.iap_google_managed_client
	iap := object.get(input.resource, "iap", {})
	object.get(iap, "oauth2ClientId", "") in {"", " "}
}
