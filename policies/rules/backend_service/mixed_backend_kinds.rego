# METADATA
# title: Different kinds of backends in one backend service
# description: >-
#   One backend service balances over one kind of backend. Instance groups do not go together with NEGs, and serverless,
#   internet, Private Service Connect and zonal NEGs do not go together with each other: health checks, balancing modes
#   and capacity mean something else for each. The one mixture that Google Cloud supports is zonal NEGs (GCE_VM_IP_PORT)
#   with hybrid NEGs (NON_GCP_PRIVATE_IP_PORT), and it passes.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/backend-service#backends
# - ref: https://cloud.google.com/load-balancing/docs/negs
# custom:
#   id: LB401
#   name: MixedBackendKinds
#   severity: high
#   precision: high
#   source: [overview#architecture-and-resources]
#   requires: [compute.googleapis.com/BackendService, compute.googleapis.com/NetworkEndpointGroup]
#   remediation:
#     summary: >-
#       Give each kind of backend a backend service of its own and let the URL map choose between them. Take the groups
#       that do not belong out of this one.
#     gcloud: >-
#       gcloud compute backend-services remove-backend {name} {scope} --project={project}
#       --network-endpoint-group=NEG --network-endpoint-group-region=NEG_REGION
#     terraform: |
#       backend {
#         group = google_compute_region_network_endpoint_group.app.id
#       }
package lbpolicy.rules.backend_service.mixed_backend_kinds

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.exposure

applies if {
	exposure.external
	count(input.links.groups) > 0
}

findings := [finding |
	applies
	odd := _odd[0]
	finding := {
		"path": odd.path,
		"key": "kinds",
		"message": concat("", ["One backend service has backends of different kinds: ", concat(", ", _kinds), "."]),
		"evidence": {"kinds": _kinds},
		"related": sort({group.name | some group in input.links.groups; group.name != ""}),
	}
]

review := [item |
	backends.may_be_external
	count(array.concat(_odd, _unresolved)) > 0
	some item in array.concat(exposure.undecided, _unresolved)
]

_kinds := sort({kind | some group in input.links.groups; kind := backends.kind(group)})

# The groups that do not go together with the first one of a known kind.
_odd := [group |
	known := [kind | some group in input.links.groups; kind := _compatible(backends.kind(group))]
	some group in input.links.groups
	_compatible(backends.kind(group)) != known[0]
]

# A single group goes together with itself, whatever it is.
_unresolved := [item |
	count(_odd) == 0
	open := [group | some group in backends.undecided; count(input.links.groups) > 1]
	some item in backends.reviews(open)
]

_compatible(kind) := object.get({"hybrid NEG": "zonal NEG"}, kind, kind)
