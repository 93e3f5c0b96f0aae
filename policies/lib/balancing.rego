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
#   scheme EXTERNAL_MANAGED, has. False where a plan does not know the scheme.
default classic := false

classic if input.resource.loadBalancingScheme == "EXTERNAL"

classic if {
	not input.resource.loadBalancingScheme
	not unknown.is_unknown("/loadBalancingScheme")
}

# METADATA
# description: >-
#   The backends for which these settings count: {"pointer", "group", "kind", "mode", "settings"}. The balancing mode is
#   empty where a plan does not know it.
certain := [backend |
	some group in backends.probed
	pointer := trim_suffix(group.path, "/group")
	settings := input.resource.backends[to_number(split(group.path, "/")[2])]
	backend := {
		"pointer": pointer,
		"group": group.name,
		"kind": group.kind,
		"mode": _mode(pointer, settings),
		"settings": settings,
	}
]

# METADATA
# description: >-
#   The backends of which it cannot be told: {"pointer", "mode", "settings", "review"}. The review item says why. Where
#   a plan does not know the list, one of them stands for all.
possible := [backend |
	some doubt in backends.may_be_probed_reviews
	pointer := trim_suffix(doubt.path, "/group")
	settings := _settings(pointer)
	backend := {
		"pointer": pointer,
		"mode": _mode(pointer, settings),
		"settings": settings,
		"review": doubt,
	}
]

# METADATA
# description: The capacity scaler of a backend; undefined where a plan does not know it.
capacity(backend) := object.get(backend.settings, "capacityScaler", 1) if {
	not _is_unknown(backend.pointer, "capacityScaler")
}

# METADATA
# description: Review items for the backends whose attribute of this name a plan does not know.
setting_reviews(those, attribute) := unknown.reviews([pointer |
	some backend in those
	pointer := concat("/", [backend.pointer, attribute])
])

# What is set for the backend at a pointer. A pointer to the whole list has no index.
_settings(pointer) := settings if {
	settings := input.resource.backends[to_number(split(pointer, "/")[2])]
} else := {}

_mode(pointer, settings) := "" if {
	_is_unknown(pointer, "balancingMode")
} else := mode if {
	mode := settings.balancingMode
} else := "UTILIZATION"

_is_unknown(pointer, attribute) if {
	input.unknown[0]
	unknown.is_unknown(concat("/", [pointer, attribute]))
}
