# METADATA
# title: Balancing
# description: >-
#   What a backend service sets for each of its backends: balancing mode, target capacity and capacity scaler. They
#   have a meaning for instance groups, zonal NEGs and hybrid NEGs; for every other kind the API reports its defaults.
package lbpolicy.lib.balancing

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.unknown

# METADATA
# scope: document
# description: >-
#   The backend service belongs to a classic Application Load Balancer, which lacks much of what its successor, the
#   scheme EXTERNAL_MANAGED, has. Undefined where a plan does not know the scheme.
classic if {
	object.get(input.resource, "loadBalancingScheme", "EXTERNAL") == "EXTERNAL"
	not unknown.is_unknown("/loadBalancingScheme")
}

# METADATA
# description: 'The backends for which these settings count: {"pointer", "group", "kind", "settings"}.'
certain := [backend |
	some group in backends.probed

	# Not by _settings: in a function the default engine copies the whole list for each backend.
	settings := input.resource.backends[to_number(split(group.path, "/")[2])]
	backend := {
		"pointer": trim_suffix(group.path, "/group"),
		"group": group.name,
		"kind": backends.kind(group),
		"settings": settings,
	}
]

# METADATA
# description: >-
#   The backends of which it cannot be told: {"pointer", "settings", "review"}. The review item says why. Where a plan
#   does not know the list, one of them stands for all.
possible := [backend |
	some doubt in backends.reviews(backends.may_be_probed)
	backend := {
		"pointer": trim_suffix(doubt.path, "/group"),
		"settings": _settings(doubt.path),
		"review": doubt,
	}
]

# METADATA
# description: The balancing mode of a backend; undefined where a plan does not know it.
mode(backend) := object.get(backend.settings, "balancingMode", "UTILIZATION") if {
	not unknown.is_unknown(concat("/", [backend.pointer, "balancingMode"]))
}

# METADATA
# description: The capacity scaler of a backend; undefined where a plan does not know it.
capacity(backend) := object.get(backend.settings, "capacityScaler", 1) if {
	not unknown.is_unknown(concat("/", [backend.pointer, "capacityScaler"]))
}

# METADATA
# description: Review items for the backends whose attribute of this name a plan does not know.
setting_reviews(those, attribute) := unknown.reviews([pointer |
	some backend in those
	pointer := concat("/", [backend.pointer, attribute])
])

# What is set for the backend at a pointer, or that of its group. A pointer to the whole list has no index.
_settings(pointer) := settings if {
	settings := input.resource.backends[to_number(split(pointer, "/")[2])]
} else := {}
