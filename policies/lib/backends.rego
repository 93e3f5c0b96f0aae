# METADATA
# title: Backends
# description: >-
#   The groups of a backend service by what rules ask of them, and the review items for groups of which it cannot be
#   told. A group that does not exist is LB423's matter: what its name does not tell is no question for other rules.
#   What is true or false has a default: the default engine works out again and again what is undefined.
package lbpolicy.lib.backends

import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.groups
import data.lbpolicy.lib.unknown

# METADATA
# scope: document
# description: The subject is part of an external HTTP(S) load balancer, or it cannot be told whether it is.
default may_be_external := false

may_be_external if exposure.external

may_be_external if input.facts.exposure == "unknown"

# METADATA
# description: The serverless NEGs behind the backend service.
serverless := [group | some group in groups.all; _is(group, "serverless NEG")]

# METADATA
# scope: document
# description: There is one.
default has_serverless := false

has_serverless if some _ in serverless

# METADATA
# description: The groups behind the backend service that the load balancer reaches over a VPC network and probes.
probed := [group | some group in groups.all; _probed_kinds[group.kind]]

# METADATA
# scope: document
# description: There is one.
default has_probed := false

has_probed if some _ in probed

# METADATA
# description: The internet NEGs behind the backend service.
internet := [group | some group in groups.all; _is(group, "internet NEG")]

# METADATA
# description: The groups whose kind cannot be told. Each may be a serverless NEG.
undecided := [group | some group in groups.all; _is_undecided(group)]

# METADATA
# description: Those of them that may be reached over a VPC network; a regional NEG never is.
may_be_probed := [group | some group in undecided; not group.place.scope == "regional"]

# METADATA
# description: The names of groups, sorted.
names(those) := sort({group.name | some group in those; group.name != ""})

# METADATA
# description: The kinds of groups, sorted.
kinds(those) := sort({group.kind | some group in those})

# METADATA
# description: Review items for groups of which too little is known, and for backends that are not known at all.
reviews(those) := [item | some items in [unlinked, _group_reviews(those)]; some item in items]

_group_reviews(those) := [item |
	some group in those
	item := {
		"path": group.path,
		"key": _key(group),
		"message": concat(" ", ["What kind of backend this is cannot be told.", _because(group)]),
	}
]

# METADATA
# description: Review items for backends that a plan does not know and that no link stands for.
unlinked := unknown.reviews([pointer |
	some pointer in input.unknown
	regex.match(`^/backends(/[0-9]+(/group)?)?$`, pointer)
	paths := {link.path | some link in input.links.groups}
	not pointer in paths
	not concat("", [pointer, "/group"]) in paths
])

# METADATA
# description: Review items for the groups whose kind cannot be told, and for backends that are not known at all.
undecided_reviews := reviews(undecided)

# METADATA
# description: Those of them that stand for a group which the load balancer may probe.
may_be_probed_reviews := reviews(may_be_probed)

# METADATA
# description: >-
#   Review items for a rule about groups that are probed and that would fail on the values that are known. What it would
#   find lies in the attributes at an array of JSON pointers.
probed_reviews(pointers) := doubts.of_backends(probed, may_be_probed_reviews, pointers)

# METADATA
# description: The same for a rule about serverless NEGs.
serverless_reviews(pointers) := doubts.of_backends(serverless, undecided_reviews, pointers)

# METADATA
# scope: document
# description: Requests go to the backends without TLS, or the plan does not know yet.
default may_be_plaintext := false

may_be_plaintext if is_plaintext

may_be_plaintext if unknown.is_unknown("/protocol")

# METADATA
# scope: document
# description: Requests go to the backends without TLS.
default is_plaintext := false

is_plaintext if protocol == "HTTP"

is_plaintext if protocol == "H2C"

# METADATA
# description: The protocol to the backends.
protocol := input.resource.protocol

# METADATA
# scope: document
# description: The backend service names a health check, whether or not that exists.
default has_health_check := false

has_health_check if some _ in input.resource.healthChecks

has_health_check if {
	some link in input.links.health_checks
	not link.state == "unknown"
}

# An element of the list that is not known is an element; only a list that is not known may turn out empty.
has_health_check if {
	some pointer in input.unknown
	startswith(pointer, "/healthChecks/")
}

# METADATA
# scope: document
# description: IAP is enabled on the backend service, or the plan does not know yet.
default may_have_iap := false

may_have_iap if input.resource.iap.enabled

may_have_iap if unknown.is_unknown("/iap/enabled")

# METADATA
# description: The serverless NEGs that route to Cloud Run (not to App Engine, Cloud Functions or API Gateway).
cloud_run := [{"path": link.path, "name": link.name} |
	some link in input.links.groups
	_to_cloud_run(link)
]

# METADATA
# description: The Cloud Run services behind the backend service on which IAP is enabled.
run_services_with_iap := [{"path": link.path, "name": link.name} |
	some link in input.links.run_services
	link.resource.iapEnabled
]

# METADATA
# description: The Cloud Run services behind the backend service on which IAP is not enabled.
run_services_without_iap := [{"path": link.path, "name": link.name} |
	some link in input.links.run_services
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
		some neg in cloud_run
		not _routed(neg)
		unrouted := {
			"state": "unknown",
			"path": neg.path,
			"name": neg.name,
			"reason": "To which Cloud Run services the NEG routes cannot be told.",
		}
	],
)

# METADATA
# description: >-
#   Review items for a rule that compares IAP on the backend service with IAP on its Cloud Run services: `found` are
#   the services that settle it, `open` what stands for services that might.
iap_reviews(found, open) := doubts.of_backends(
	found,
	array.concat(_run_reviews(open), undecided_reviews),
	["/iap/enabled"],
)

_run_reviews(services) := [item |
	some link in services
	reason := object.get(link, "reason", "The plan does not know iapEnabled of the Cloud Run service yet.")
	item := {"path": link.path, "key": _key(link), "message": reason}
]

_to_cloud_run(link) if {
	link.resource.networkEndpointType == "SERVERLESS"
	link.resource.cloudRun
}

_to_cloud_run(link) if {
	link.resource.networkEndpointType == "SERVERLESS"
	some pointer in link.unknown
	startswith(pointer, "/cloudRun")
}

# For the group it is told, or said why not, to which Cloud Run service it routes.
_routed(group) if {
	some link in input.links.run_services
	link.path == group.path
}

_iap_known(link) if {
	link.state == "resolved"
	not "/iapEnabled" in object.get(link, "unknown", [])
}

_is(group, kind) if group.kind == kind

_is_undecided(group) if {
	group.kind == ""
	not group.state == "missing"
}

_because(group) := "Its networkEndpointType is not known." if {
	group.reason == ""
} else := group.reason

_probed_kinds := {"instance group", "zonal NEG", "hybrid NEG"}

_key(link) := link.path if {
	link.name == ""
} else := link.name
