# METADATA
# title: Cloud Run
# description: >-
#   Who routes to a Cloud Run service, and who may call it. Each question has three answers: certainly, certainly not,
#   and undecided; what is undecided comes as an array of review items.
package lbpolicy.lib.cloud_run

import data.lbpolicy.lib.links

# METADATA
# description: Load balancing schemes of external HTTP(S) load balancers.
external_schemes := {"EXTERNAL", "EXTERNAL_MANAGED"}

# METADATA
# description: Members that stand for anybody; every Google account is an authenticated user.
public_members := ["allUsers", "allAuthenticatedUsers"]

# METADATA
# description: Roles that hold the permission to call a service, run.routes.invoke.
invoker_roles := {"roles/run.invoker", "roles/run.servicesInvoker", "roles/run.admin"}

# METADATA
# description: Predefined roles that hold it too, or did at some time. Of custom roles nothing is known.
wide_roles := {
	"roles/owner",
	"roles/editor",
	"roles/run.developer",
	"roles/run.sourceDeveloper",
	"roles/run.serviceAgent",
}

# METADATA
# description: Links to the backend services of external load balancers that route to the service.
external_backends := [link |
	some link in links.resolved(input.links.backend_services)
	link.resource.loadBalancingScheme in external_schemes
]

# METADATA
# description: Those of them that IAP guards.
iap_backends := [link |
	some link in external_backends
	link.resource.iap.enabled
]

# METADATA
# scope: document
# description: Why it cannot be told whether an external load balancer routes to the service; empty when one does.
default external_reviews := []

external_reviews := array.concat(links.reviews(input.links.backend_services), doubts) if {
	count(external_backends) == 0
	doubts := [item |
		some link in links.resolved(input.links.backend_services)
		not link.resource.loadBalancingScheme
		item := _doubt(link, "belongs to an external load balancer")
	]
}

# METADATA
# scope: document
# description: Why it cannot be told whether IAP guards an external way to the service; empty when it does.
default iap_reviews := []

iap_reviews := array.concat(links.reviews(input.links.backend_services), doubts) if {
	count(iap_backends) == 0
	doubts := [item |
		some link in links.resolved(input.links.backend_services)
		_iap_undecided(link)
		item := _doubt(link, "guards an external load balancer with IAP")
	]
}

# METADATA
# description: Those of the members (exact names) that may certainly call the service, whatever the level of the grant.
callers(members) := _holders(members, invoker_bindings)

# METADATA
# description: Review items for a rule that found none of the members among those who may certainly call the service.
caller_reviews(members) := array.concat(
	_grant_review("condition", _holders(members, conditional_bindings), "only under a condition, which is not evaluated."),
	array.concat(
		_grant_review("role", _holders(members, unclear_bindings), "by a role whose permissions are not in the inventory."),
		_incomplete,
	),
)

# METADATA
# description: IAP service agents, of whatever project, with a role that lets or may let them call the service.
iap_agents := sort([agent |
	agents := {member |
		some binding in array.concat(invoker_bindings, array.concat(conditional_bindings, unclear_bindings))
		some member in binding.members
		endswith(member, "@gcp-sa-iap.iam.gserviceaccount.com")
	}
	some agent in agents
])

# METADATA
# description: Groups and principal sets that may call the service; who is in them is not in the inventory.
calling_groups := [member |
	some binding in invoker_bindings
	some member in binding.members
	some prefix in ["group:", "principalSet:"]
	startswith(member, prefix)
]

# METADATA
# description: Bindings, at whatever level, that let their members call the service.
invoker_bindings := [binding |
	some binding in input.iam.bindings
	binding.role in invoker_roles
	binding.condition == ""
]

# METADATA
# description: Bindings that let their members call the service under a condition.
conditional_bindings := [binding |
	some binding in input.iam.bindings
	binding.role in invoker_roles
	binding.condition != ""
]

# METADATA
# description: Bindings whose role may hold the permission to call the service.
unclear_bindings := [binding |
	some binding in input.iam.bindings
	_may_invoke(binding.role)
]

_incomplete := [item |
	object.get(input, ["iam", "state"], "unexported") != "resolved"
	item := {
		"path": "",
		"key": "iam",
		"message": concat(" ", [
			"Who may call the service cannot be told: the IAM policies of the service, its project, folders",
			"and organization are not all in the inventory.",
		]),
	}
]

_grant_review(key, holders, ending) := [item |
	count(holders) > 0
	distinct := {holder | some holder in holders}
	names := concat(", ", sort([holder | some holder in distinct]))
	item := {
		"path": "",
		"key": key,
		"message": concat(" ", ["The right to call the service may be granted to", names, ending]),
	}
]

_holders(members, bindings) := [member |
	some member in members
	_holds(member, bindings)
]

_holds(member, bindings) if {
	some binding in bindings
	member in binding.members
}

_may_invoke(role) if role in wide_roles

_may_invoke(role) if not startswith(role, "roles/")

# Defaults are filled in, so an attribute that is absent is one that the plan does not know yet.
_iap_undecided(link) if {
	not link.resource.loadBalancingScheme
	object.get(link.resource, ["iap", "enabled"], true)
}

_iap_undecided(link) if {
	link.resource.loadBalancingScheme in external_schemes
	object.get(link.resource, ["iap", "enabled"], "unknown") == "unknown"
}

_doubt(link, what) := {
	"path": "",
	"key": link.name,
	"message": concat(" ", ["The plan does not know yet whether the backend service", link.name, concat("", [what, "."])]),
}
