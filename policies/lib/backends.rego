# METADATA
# title: Backends
# description: >-
#   What kind of backend each group of a backend service is, read from `input.links.groups`: "instance group",
#   "zonal NEG", "hybrid NEG", "internet NEG", "serverless NEG", "Private Service Connect NEG", or the endpoint type
#   followed by "NEG" for a type that no external HTTP(S) load balancer uses. Undefined where it cannot be told.
package lbpolicy.lib.backends

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.unknown

# METADATA
# scope: document
# description: The subject is part of an external HTTP(S) load balancer, or it cannot be told whether it is.
may_be_external if exposure.external

may_be_external if count(exposure.undecided) > 0

# METADATA
# description: >-
#   The kind of the group at the other end of a link. Where the endpoint type is not at hand the location may tell it:
#   global NEGs are internet NEGs, and a zonal one is reached over a VPC network (whether it is hybrid stays open).
kind(link) := "instance group" if {
	_collection(link) == "instanceGroups"
} else := object.get(_kinds, type, concat(" ", [type, "NEG"])) if {
	type := link.resource.networkEndpointType
} else := "zonal NEG" if {
	_neg_in(link, "zones")
} else := "internet NEG" if {
	_neg_in(link, "global")
}

# METADATA
# description: The groups of the backend service whose kind is one of an array of kinds.
of_kinds(kinds) := [link |
	some link in input.links.groups
	kind(link) in kinds
]

# METADATA
# description: The serverless NEGs behind the backend service.
serverless := of_kinds(["serverless NEG"])

# METADATA
# description: The groups behind the backend service that the load balancer reaches over a VPC network and probes.
probed := of_kinds(["instance group", "zonal NEG", "hybrid NEG"])

# METADATA
# description: The groups whose kind cannot be told. Each may be a serverless NEG.
undecided := [link |
	some link in input.links.groups
	not kind(link)
]

# METADATA
# description: Those of them that may be reached over a VPC network; a regional NEG never is.
may_be_probed := [link |
	some link in undecided
	not _neg_in(link, "regions")
]

# METADATA
# description: Review items for groups whose kind cannot be told, and for backends that are not known at all.
reviews(groups) := array.concat(unknown.reviews(_unlinked), [item |
	some link in groups
	reason := object.get(link, "reason", "Its networkEndpointType is not known.")
	item := {
		"path": link.path,
		"key": _key(link),
		"message": concat(" ", ["What kind of backend this is cannot be told.", reason]),
	}
])

# METADATA
# description: >-
#   Review items for a rule about serverless NEGs that would fail on the values that are known. What it would find lies
#   in the attributes at an array of JSON pointers.
serverless_reviews(pointers) := [item |
	may_be_external
	unresolved := [doubt | count(serverless) == 0; some doubt in reviews(undecided)]
	count(serverless) + count(unresolved) > 0
	known_later := array.concat(_exposure, unknown.reviews(pointers))
	some item in array.concat(known_later, unresolved)
]

# METADATA
# scope: document
# description: The backend service names a health check, whether or not that exists.
has_health_check if count(input.resource.healthChecks) > 0

has_health_check if {
	some link in input.links.health_checks
	link.state != "unknown"
}

# An element of the list that is not known is an element; only a list that is not known may turn out empty.
has_health_check if {
	some pointer in input.unknown
	startswith(pointer, "/healthChecks/")
}

# METADATA
# scope: document
# description: IAP is enabled on the backend service, or the plan does not know yet.
may_have_iap if input.resource.iap.enabled

may_have_iap if unknown.is_unknown("/iap/enabled")

# METADATA
# description: The serverless NEGs that route to Cloud Run (not to App Engine, Cloud Functions or API Gateway).
cloud_run := [link |
	some link in serverless
	_to_cloud_run(link)
]

# METADATA
# description: The Cloud Run services behind the backend service on which IAP is enabled.
run_services_with_iap := [link |
	some link in links.resolved(input.links.run_services)
	link.resource.iapEnabled
]

# METADATA
# description: The Cloud Run services behind the backend service on which IAP is not enabled.
run_services_without_iap := [link |
	some link in links.resolved(input.links.run_services)
	_iap_known(link)
	not link.resource.iapEnabled
]

# METADATA
# description: >-
#   What stands for Cloud Run services of which it cannot be told whether IAP is enabled: links to them, and NEGs that
#   choose the service request by request (URL mask).
run_services_undecided := array.concat(
	[link |
		some link in input.links.run_services
		not _iap_known(link)
	],
	[unrouted |
		some link in cloud_run
		not link.path in _routed
		unrouted := {
			"state": "unknown",
			"path": link.path,
			"name": link.name,
			"reason": "To which Cloud Run services the NEG routes cannot be told.",
		}
	],
)

# METADATA
# description: >-
#   Review items for a rule that compares IAP on the backend service with IAP on its Cloud Run services: `found` are
#   the services that settle it, `open` what stands for services that might.
iap_reviews(found, open) := [item |
	may_be_external
	unresolved := [doubt |
		count(found) == 0
		some doubt in array.concat(_run_reviews(open), reviews(undecided))
	]
	count(found) + count(unresolved) > 0
	known_later := array.concat(_exposure, unknown.reviews(["/iap/enabled"]))
	some item in array.concat(known_later, unresolved)
]

_run_reviews(services) := [item |
	some link in services
	reason := object.get(link, "reason", "The plan does not know iapEnabled of the Cloud Run service yet.")
	item := {"path": link.path, "key": _key(link), "message": reason}
]

_to_cloud_run(link) if link.resource.cloudRun

_to_cloud_run(link) if {
	some pointer in link.unknown
	startswith(pointer, "/cloudRun")
}

# Paths of the groups for which it is told, or said why not, to which Cloud Run service they route.
_routed := {link.path | some link in input.links.run_services}

_iap_known(link) if {
	link.state == "resolved"
	not "/iapEnabled" in object.get(link, "unknown", [])
}

# Pointers of groups that are not known and that no link stands for.
_unlinked := [pointer |
	some pointer in input.unknown
	regex.match(`^/backends(/[0-9]+(/group)?)?$`, pointer)
	paths := {link.path | some link in input.links.groups}
	not pointer in paths
	not concat("", [pointer, "/group"]) in paths
]

_kinds := {
	"GCE_VM_IP_PORT": "zonal NEG",
	"INTERNET_FQDN_PORT": "internet NEG",
	"INTERNET_IP_PORT": "internet NEG",
	"NON_GCP_PRIVATE_IP_PORT": "hybrid NEG",
	"PRIVATE_SERVICE_CONNECT": "Private Service Connect NEG",
	"SERVERLESS": "serverless NEG",
}

# Functions take it from here: inside a function, regorus may find a rule of another package undefined.
_exposure := exposure.undecided

_name(link) := object.get(link, "name", "")

_key(link) := [text | some text in [_name(link), link.path]; text != ""][0]

# A full name is //compute.googleapis.com/projects/P/zones/Z/instanceGroups/NAME, or has regions/R or global in place of
# zones/Z. An asset of a plan may have no such name, but then its type and scope are at hand.
_collection(link) := "instanceGroups" if {
	link.asset.type == "compute.googleapis.com/InstanceGroup"
} else := parts[count(parts) - 2] if {
	parts := split(_name(link), "/")
}

_neg_in(link, place) if {
	_collection(link) == "networkEndpointGroups"
	split(_name(link), "/")[5] == place
}

_neg_in(link, place) if link.asset.scope == {"zones": "zonal", "regions": "regional", "global": "global"}[place]
