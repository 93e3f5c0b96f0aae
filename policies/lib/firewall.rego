# METADATA
# title: Firewall
# description: >-
#   What the ingress firewall lets reach the instance groups and zonal NEGs of a backend service. The inventory works it
#   out and puts it into `input.facts.firewall`, an entry for each group that it knows; every other kind of backend lies
#   outside the VPC firewall.
package lbpolicy.lib.firewall

import data.lbpolicy.lib.backends

# METADATA
# description: Links to the groups that lie behind a VPC firewall. A group that does not exist is another rule's fault.
groups := [group |
	some group in backends.probed
	not group.kind == "hybrid NEG"
	not group.state == "missing"
]

# METADATA
# description: What the firewall lets reach each of them, as far as the inventory knows the group.
entries := object.get(input.facts, "firewall", [])

# METADATA
# scope: document
# description: Review items for the groups without an entry, and for those of which the kind cannot be told.
default reviews := []

reviews := array.concat(backends.reviews(backends.may_be_probed), [item |
	some group in groups
	asked := [entry | some entry in entries; entry.path == group.path]
	count(asked) == 0
	keys := [text | some text in [group.name, group.path]; text != ""]
	reasons := [text | some text in [group.reason, "Its network is not known."]; text != ""]
	item := {
		"path": group.path,
		"key": keys[0],
		"message": concat(" ", ["What the firewall lets reach the group cannot be told.", reasons[0]]),
	}
]) if {
	count(input.links.groups) + count(input.unknown) > count(entries)
}

# METADATA
# description: A review item for the group of an entry.
doubt(entry, message) := {"path": entry.path, "key": entry.group, "message": message}

# METADATA
# description: The group of an entry in a sentence. Groups of several regions often share a name.
named(entry) := concat("", ["group ", parts[count(parts) - 1], " in ", parts[count(parts) - 3]]) if {
	startswith(entry.group, "//compute.googleapis.com/projects/")
	parts := split(entry.group, "/")
} else := concat(" ", ["group", entry.group])

# METADATA
# description: Why the entry leaves something undecided.
reason(entry) := reasons[0] if {
	reasons := [text | some text in [entry.reason, "What the firewall lets through cannot be told."]; text != ""]
}

# METADATA
# description: >-
#   The entry does not tell all ports of a kind, "serving_ports" or "probed_ports". Where it does, none means none: the
#   group does not define the named port, or the health check does not exist.
lacks(entry, kind) if kind in object.get(entry, "unknown_ports", [])

# METADATA
# description: Ports, as the facts spell them in `ports` and `open_to_internet`.
spelled(ports) := [format_int(port, 10) | some port in ports]

# METADATA
# description: Those ports in a sentence.
spoken(ports) := concat(" ", ["port", ports[0]]) if {
	count(ports) == 1
} else := concat(" ", ["ports", concat(", ", ports)])
