# METADATA
# title: Coverage
# description: >-
#   Which hosts of an HTTPS proxy's URL map have a certificate that carries their name. A certificate map chooses among
#   its entries by the name that a client asks for; without a map every certificate of the proxy may answer.
package lbpolicy.lib.coverage

import data.lbpolicy.lib.served

# METADATA
# description: >-
#   The hosts that have a name, as they stand in the host rules: "text", in lower case and without a port: "name". The
#   host * and IP addresses have none. "entry" is that of the certificate map that the load balancer takes for the host
#   (the primary one has no hostname, and neither has what is served without a map), and "wanted" is what this entry
#   makes with each name that would do for the host.
hosts := [host |
	some rule in input.links.url_map.resource.hostRules
	some text in rule.hosts
	name := split(lower(text), ":")[0]
	not regex.match(`^(\*$|\[|[0-9.]*$)`, name)
	labels := split(name, ".")
	wildcard := concat(".", array.concat(["*"], array.slice(labels, 1, count(labels))))
	entry := array.concat([one | some one in [name, wildcard]; one in _hostnames], [""])[0]
	host := {
		"text": text,
		"name": name,
		"entry": entry,
		"wanted": [concat(" ", [entry, name]), concat(" ", [entry, wildcard])],
	}
]

# METADATA
# description: The hosts, as they stand in the host rules, whose name no certificate carries.
uncovered := [host.text |
	some host in _unsettled
	not _among(host, _gaps)
	not _among(host, _lost)
	not _in_part(host)
]

# METADATA
# description: The patterns, such as *.example.com, of which certificates carry the names of some hosts and not of all.
partly_covered := [host.text |
	some host in _unsettled
	not _among(host, _gaps)
	_in_part(host)
]

# METADATA
# description: The hosts of which it cannot be told, because the names of a certificate are not known.
undecided := [host.text | some host in _unsettled; _among(host, _gaps)]

# METADATA
# description: Why the names of these certificates are not known.
reasons := [gap.reason | some gap in _gaps]

_unsettled := [host | some host in hosts; not _settled(host)]

# Among the entries that are not known there may be one of the host's own, which would then be the one that counts.
_settled(host) if {
	not _foreign(host, _gaps)
	some wanted in host.wanted
	wanted in _carried
}

# The load balancer may take the entry of one of the gaps for the host.
_among(host, gaps) if {
	some gap in gaps
	gap.entry == host.entry
}

_among(host, gaps) if _foreign(host, gaps)

_foreign(host, gaps) if {
	host.entry != host.name
	some gap in gaps
	gap.entry == _some_entry
}

_in_part(host) if {
	startswith(host.name, "*")
	some link in input.links[served.list]
	some name in array.concat(object.get(link, ["facts", "names"], []), [object.get(link, "hostname", "")])
	endswith(name, substring(host.name, 1, -1))
}

_hostnames := [link.hostname | served.by_map; some link in input.links.map_certificates; link.hostname]

# Entries and the names that their certificates carry: "shop.example.com *.example.com".
_carried := [concat(" ", [object.get(link, "hostname", ""), name]) |
	some link in input.links[served.list]
	some name in link.facts.names
]

# Entries with a certificate whose names are not known, and why.
_gaps := array.concat(
	[{"entry": object.get(link, "hostname", _unsaid), "reason": reason} |
		some link in input.links[served.list]
		reason := served.names_doubt(link)
	],
	[{"entry": _unsaid, "reason": link.reason} | some link in served.later],
)

# Entries with a certificate that does not exist, which rule LB212 tells of.
_lost := [{"entry": object.get(link, "hostname", _unsaid)} |
	some link in input.links[served.list]
	link.state == "missing"
]

default _unsaid := ""

_unsaid := _some_entry if served.by_map

# Stands for an entry of which not even the hostname is known.
_some_entry := "?"
