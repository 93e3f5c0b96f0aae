# METADATA
# title: Cloud Run ingress lets requests in past the load balancer
# description: >-
#   A Cloud Run service behind an external load balancer has further doors: its run.app URL and any domain mapping.
#   Requests that come through them meet neither IAP nor Cloud Armor nor the load balancer's TLS policy and logs.
#   Ingress "internal and Cloud Load Balancing" shuts these doors and leaves the load balancer's open. Ingress
#   "internal" and "none" shut the load balancer's door too, so every request that it forwards is refused.
# related_resources:
# - ref: https://cloud.google.com/run/docs/securing/ingress
# - ref: https://cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts
# custom:
#   id: LB503
#   name: CloudRunIngress
#   severity: high
#   precision: very-high
#   source: [serverless#correct-architecture]
#   requires:
#   - run.googleapis.com/Service
#   - compute.googleapis.com/NetworkEndpointGroup
#   - compute.googleapis.com/BackendService
#   remediation:
#     summary: Set the ingress of the service to internal-and-cloud-load-balancing.
#     gcloud: >-
#       gcloud run services update {name} --region={location} --project={project}
#       --ingress=internal-and-cloud-load-balancing
#     terraform: ingress = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
#   frameworks:
#     NIST SP 800-53: [SC-7]
#   exceptions: >-
#     A service that must also answer on its run.app URL, for instance to webhooks of a service outside Google Cloud,
#     and that checks every caller itself.
package lbpolicy.rules.run_service.cloud_run_ingress

import data.lbpolicy.lib.cloud_run
import data.lbpolicy.lib.unknown

applies if count(cloud_run.external_backends) > 0

# Right whatever routes to it: with undecided backend services this is a pass, not an open question.
applies if {
	_right
	count(cloud_run.external_reviews) > 0
}

findings := [finding |
	applies
	effect := _effect
	finding := {
		"path": "/ingress",
		"message": concat("", ["Ingress is ", input.resource.ingress, ": ", effect]),
		"evidence": {"ingress": input.resource.ingress},
		"related": [link.name | some link in cloud_run.external_backends],
	}
]

review := [item |
	not _right
	count(cloud_run.external_backends) + count(cloud_run.external_reviews) > 0
	some item in array.concat(cloud_run.external_reviews, array.concat(unknown.reviews(["/ingress"]), _unclear))
]

# METADATA
# description: What each wrong setting does.
effects := {
	"INGRESS_TRAFFIC_ALL": "requests reach the service without passing the load balancer.",
	"INGRESS_TRAFFIC_INTERNAL_ONLY": "the service refuses the requests that the external load balancer forwards.",
	"INGRESS_TRAFFIC_NONE": "the service refuses the requests that the external load balancer forwards.",
}

_effect := "the run.app URL is switched off, but a domain mapping would lead past the load balancer." if {
	input.resource.ingress == "INGRESS_TRAFFIC_ALL"
	input.resource.defaultUriDisabled
} else := effects[input.resource.ingress]

_right if input.resource.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"

# Run says INGRESS_TRAFFIC_UNSPECIFIED while no revision is active.
_unclear := [item |
	not effects[input.resource.ingress]
	item := {
		"path": "/ingress",
		"key": "ingress",
		"message": concat("", ["What ingress ", input.resource.ingress, " lets in is not known."]),
	}
]
