# METADATA
# title: IAP may not call the Cloud Run service behind it
# description: >-
#   IAP calls Cloud Run as its service agent, service-PROJECT_NUMBER@gcp-sa-iap.iam.gserviceaccount.com. Cloud Run asks
#   IAM whether that caller holds run.routes.invoke. Where neither the agent nor everybody was granted a role with it,
#   on the service or above it, users pass IAP and then get 403 for every request. A service whose invoker check is
#   switched off asks nobody. Deny policies are not read.
# related_resources:
# - ref: https://cloud.google.com/iap/docs/enabling-cloud-run
# - ref: https://cloud.google.com/run/docs/securing/managing-access
# custom:
#   id: LB504
#   name: CloudRunInvoker
#   severity: medium
#   precision: high
#   source: [serverless#correct-architecture]
#   requires:
#   - run.googleapis.com/Service
#   - compute.googleapis.com/NetworkEndpointGroup
#   - compute.googleapis.com/BackendService
#   - IAM_POLICY
#   remediation:
#     summary: >-
#       Grant roles/run.invoker on the service to the IAP service agent of its project. If the agent does not exist yet,
#       create it with "gcloud beta services identity create --service=iap.googleapis.com --project=PROJECT".
#     gcloud: >-
#       gcloud run services add-iam-policy-binding {name} --region={location} --project={project}
#       --role=roles/run.invoker
#       --member="serviceAccount:service-$(gcloud projects describe {project}
#       --format='value(projectNumber)')@gcp-sa-iap.iam.gserviceaccount.com"
#     terraform: |-
#       resource "google_cloud_run_v2_service_iam_member" "iap" {
#         project  = google_cloud_run_v2_service.SERVICE.project
#         location = google_cloud_run_v2_service.SERVICE.location
#         name     = google_cloud_run_v2_service.SERVICE.name
#         role     = "roles/run.invoker"
#         member   = "serviceAccount:service-${data.google_project.PROJECT.number}@gcp-sa-iap.iam.gserviceaccount.com"
#       }
#   exceptions: A service that is being set up and must not be reached yet.
package lbpolicy.rules.run_service.cloud_run_invoker

import data.lbpolicy.lib.cloud_run
import data.lbpolicy.lib.links
import data.lbpolicy.lib.unknown

applies if count(cloud_run.iap_backends) > 0

# Right whatever routes to it: with undecided backend services this is a pass, not an open question.
applies if {
	_right
	count(cloud_run.iap_reviews) > 0
}

findings := [finding |
	applies
	_open
	count(_doubts) == 0
	finding := {
		"path": "",
		"message": concat(" ", [
			"Neither allUsers nor the IAP service agent may call the service:",
			"every request that IAP lets through ends in 403.",
		]),
		"evidence": {"invokerIamDisabled": false},
		"related": [link.name | some link in cloud_run.iap_backends],
	}
]

review := [item |
	_open
	some item in array.concat(cloud_run.iap_reviews, _doubts)
]

_right if input.resource.invokerIamDisabled

_right if count(cloud_run.callers(_wanted)) > 0

# It applies or may apply, and is not right for certain.
_open if {
	not _right
	count(cloud_run.iap_backends) + count(cloud_run.iap_reviews) > 0
}

_doubts := [item |
	_open
	candidates := array.concat(_wanted, cloud_run.iap_agents)
	known := array.concat(unknown.reviews(["/invokerIamDisabled"]), _unproven)
	some item in array.concat(known, cloud_run.caller_reviews(candidates))
]

# The agent that IAP uses here may be one of another number than those known, or a member of a group.
_unproven := [item |
	_open
	others := array.concat(cloud_run.callers(cloud_run.iap_agents), cloud_run.calling_groups)
	count(others) > 0
	item := {
		"path": "",
		"key": "agent",
		"message": concat(" ", [
			"A group, or an IAP service agent whose project number is not known to be the right one, may call the service:",
			"whether IAP calls it as one of these cannot be told.",
		]),
	}
]

_wanted := array.concat(cloud_run.public_members, [member |
	some number in array.concat(
		[input.asset.project_number],
		[link.asset.project_number | some link in links.resolved(input.links.backend_services)],
	)
	member := concat("", ["serviceAccount:service-", number, "@gcp-sa-iap.iam.gserviceaccount.com"])
])
