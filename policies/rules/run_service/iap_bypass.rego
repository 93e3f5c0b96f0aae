# METADATA
# title: Cloud Run URL leads past IAP
# description: >-
#   IAP on a backend service guards the load balancer and nothing else. A Cloud Run service with ingress "all" also
#   answers on its run.app URL, and one that anybody may call answers there without asking who it is: whoever finds the
#   URL is in, although users of the load balancer have to sign in. IAP on the Cloud Run service itself guards every
#   way in and passes. Where only the run.app URL is switched off a domain mapping may still lead in: a review.
# related_resources:
# - ref: https://cloud.google.com/iap/docs/enabling-cloud-run
# - ref: https://cloud.google.com/run/docs/securing/ingress
# - ref: https://cloud.google.com/run/docs/authenticating/public
# custom:
#   id: LB507
#   name: IapBypass
#   severity: critical
#   precision: high
#   source: [serverless#correct-architecture, beyond]
#   requires:
#   - run.googleapis.com/Service
#   - compute.googleapis.com/NetworkEndpointGroup
#   - compute.googleapis.com/BackendService
#   - IAM_POLICY
#   remediation:
#     summary: >-
#       Set the ingress of the service to internal-and-cloud-load-balancing. Or let only the IAP service agent call it,
#       in place of allUsers.
#     gcloud: >-
#       gcloud run services update {name} --region={location} --project={project}
#       --ingress=internal-and-cloud-load-balancing
#     terraform: ingress = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
#   frameworks:
#     NIST SP 800-53: [AC-3]
#   exceptions: A service that verifies the signed IAP header of every request and refuses requests without it.
package lbpolicy.rules.run_service.iap_bypass

import data.lbpolicy.lib.cloud_run
import data.lbpolicy.lib.unknown

applies if count(cloud_run.iap_backends) > 0

# Safe whatever routes to it: with undecided backend services this is a pass, not an open question.
applies if {
	_safe
	count(cloud_run.iap_reviews) > 0
}

findings := [finding |
	applies
	_open
	count(_doubts) == 0
	finding := {
		"path": "/ingress",
		"message": concat("", [
			"IAP can be bypassed through the run.app URL: ingress is INGRESS_TRAFFIC_ALL and ",
			_openings[0].text,
			".",
		]),
		"evidence": {"ingress": input.resource.ingress, "public": _openings[0].name},
		"related": [link.name | some link in cloud_run.iap_backends],
	}
]

review := [item |
	_open
	some item in array.concat(cloud_run.iap_reviews, _doubts)
]

# METADATA
# description: Ingress settings that keep the internet out.
closed := {"INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", "INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_NONE"}

_safe if input.resource.ingress in closed

_safe if input.resource.iapEnabled

_safe if {
	count(_openings) == 0
	count(_caller_doubts) == 0
}

# It applies or may apply, and is not safe for certain.
_open if {
	not _safe
	count(cloud_run.iap_backends) + count(cloud_run.iap_reviews) > 0
}

# What makes the service public for certain.
_openings := array.concat(
	[{"name": "invokerIamDisabled", "text": "the invoker check is switched off"} | input.resource.invokerIamDisabled],
	[{"name": member, "text": concat("", [member, " may call the service"])} |
		some member in cloud_run.callers(cloud_run.public_members)
	],
)

# Why it cannot be told whether the service is public.
default _caller_doubts := []

_caller_doubts := array.concat(
	unknown.reviews(["/invokerIamDisabled"]),
	cloud_run.caller_reviews(cloud_run.public_members),
) if {
	count(_openings) == 0
}

_doubts := array.concat(
	array.concat(unknown.reviews(["/ingress", "/iapEnabled", "/defaultUriDisabled"]), _caller_doubts),
	array.concat(_ingress_doubts, _mapping_doubts),
)

# Run says INGRESS_TRAFFIC_UNSPECIFIED while no revision is active.
_ingress_doubts := [item |
	input.resource.ingress != "INGRESS_TRAFFIC_ALL"
	item := {
		"path": "/ingress",
		"key": "ingress",
		"message": concat("", ["What ingress ", input.resource.ingress, " lets in is not known."]),
	}
]

_mapping_doubts := [item |
	input.resource.defaultUriDisabled
	item := {
		"path": "/defaultUriDisabled",
		"key": "domain-mapping",
		"message": concat(" ", [
			"The run.app URL is switched off, but a domain mapping would still lead past IAP:",
			"domain mappings are not in the inventory.",
		]),
	}
]
