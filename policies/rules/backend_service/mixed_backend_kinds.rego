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
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.groups

applies if {
	exposure.external
	groups.all[0]
}

findings := [finding |
	applies
	odd := _odd[0]
	kinds := backends.kinds([group | some group in groups.all; _family(group)])
	finding := {
		"path": odd.path,
		"key": "kinds",
		"message": concat("", ["One backend service has backends of different kinds: ", concat(", ", kinds), "."]),
		"evidence": {"kinds": kinds},
		"related": backends.names(groups.all),
	}
]

review := doubts.of_faults(_odd, _unresolved)

# The groups that do not go together with the first one of a known kind.
_odd := [group |
	some group in groups.all
	_is_odd(group)
]

_is_odd(group) if {
	family := _family(group)
	not family == _families[0]
}

_families := [family | some group in groups.all; family := _family(group)]

_family(group) := "zonal NEG" if {
	group.kind == "hybrid NEG"
} else := group.kind if {
	not group.kind == ""
}

# A single group goes together with itself, whatever it is.
_unresolved := [item |
	not _odd[0]
	open := [group | groups.all[1]; some group in backends.undecided]
	some item in backends.reviews(open)
]
