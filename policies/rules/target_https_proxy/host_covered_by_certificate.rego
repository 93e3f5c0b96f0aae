# METADATA
# title: Host without a certificate that carries its name
# description: >-
#   A client takes a certificate only for the names that it carries. Each host in the host rules of a proxy's URL map
#   fails whose name no certificate carries that the proxy would serve for it. Without a certificate map these are all
#   of sslCertificates; with one, those of the map's entry for that very host, else of the entry for the wildcard above
#   it, else of the primary entry, as the load balancer chooses by the name that a client asks for. A wildcard stands
#   for one label: *.example.com covers shop.example.com, and neither example.com nor a.shop.example.com. The host
#   pattern *.example.com needs the wildcard; where certificates name only some of its hosts it is a review, as nobody
#   can tell which ones are in use. The host * and IP addresses are left out, and a port (example.com:8443) is ignored.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates
# - ref: https://cloud.google.com/certificate-manager/docs/certificate-selection-logic
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps
# custom:
#   id: LB210
#   name: HostCoveredByCertificate
#   severity: medium
#   precision: high
#   source: [beyond, overview#ssl-certificates]
#   requires:
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/UrlMap
#   - compute.googleapis.com/SslCertificate
#   - certificatemanager.googleapis.com/Certificate
#   - certificatemanager.googleapis.com/CertificateMap
#   - certificatemanager.googleapis.com/CertificateMapEntry
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Attach a certificate that carries the host's name, next to those that are attached; for a proxy with a
#       certificate map, add an entry for the host with gcloud certificate-manager maps entries create. Or take the host
#       out of the URL map.
#     gcloud: >-
#       gcloud compute target-https-proxies update {name} {scope} --project={project}
#       --ssl-certificates=CERTIFICATE,OTHER_CERTIFICATE
#     terraform: |-
#       managed {
#         domains = ["www.example.com", "shop.example.com"]
#       }
#   frameworks:
#     NIST SP 800-53: [SC-23]
#   exceptions: A host that clients reach over HTTP alone, through another proxy with the same URL map.
package lbpolicy.rules.target_https_proxy.host_covered_by_certificate

import data.lbpolicy.lib.certificates
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.routing

applies if count(_hosts) > 0

findings := [fault |
	exposure.external
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	array.concat(_map_reviews, array.concat(_name_reviews, _pattern_reviews)),
)

_faults := [{
	"path": _pointer,
	"key": host.text,
	"message": concat("", ["No certificate that the HTTPS proxy serves for host ", host.text, " carries its name."]),
	"evidence": {"host": host.text, "urlMap": input.links.url_map.name},
	"related": [input.links.url_map.name],
} |
	some host in _unsettled
	not _open(host)
	not _in_part(host)
]

# All hosts in one: what is not known of a certificate concerns every host that no other certificate covers.
_name_reviews := [{
	"path": _pointer,
	"key": "names",
	"message": concat("", ["Whether a certificate carries their names cannot be told: ", hosts, ". ", reasons[0]]),
} |
	count(_open_entries) > 0
	open := [host.text | some host in _unsettled; _open(host)]
	count(open) > 0
	hosts := certificates.few(open)
	reasons := [reason | some link in certificates.served; reason := certificates.names_doubt(link)]
]

_pattern_reviews := [{
	"path": _pointer,
	"key": host.text,
	"message": concat(" ", ["Certificates carry the names of some hosts that", host.text, "stands for, not of all."]),
} |
	some host in _unsettled
	not _open(host)
	_in_part(host)
]

# A proxy without any certificate serves no host, which rule LB201 says once.
_relevant if {
	input.facts.exposure in {"external", "unknown"}
	count(certificates.served) > 0
}

_relevant if {
	input.facts.exposure in {"external", "unknown"}
	certificates.by_map
}

# The unknown pointers lie in the URL map; the path of a review lies in the proxy.
_map_reviews := array.concat(
	[item |
		_relevant
		input.links.url_map.state in {"missing", "unexported", "unknown"}
		message := concat(" ", ["Which hosts the HTTPS proxy serves cannot be told.", input.links.url_map.reason])
		item := {"path": "/urlMap", "key": "/urlMap", "message": message}
	],
	[item |
		_relevant
		some pointer in object.get(input.links.url_map, "unknown", [])
		regex.match(`^/hostRules(/[0-9]+(/hosts(/[0-9]+)?)?)?$`, pointer)
		map := routing.short_name(input.links.url_map.name)
		message := concat("", ["The plan does not know ", pointer, " of URL map ", map, " yet."])
		item := {"path": "/urlMap", "key": pointer, "message": message}
	],
)

# The named hosts, each with the entry of the certificate map that the load balancer takes for it (the primary one has
# no hostname, and neither has what is served without a map), and with what that entry and a name for the host make.
_hosts := [host |
	_relevant
	some rule in input.links.url_map.resource.hostRules
	some text in rule.hosts
	name := split(lower(text), ":")[0]
	not regex.match(`^(\*|[0-9.]*)$`, name)
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

_unsettled := [host | some host in _hosts; not _settled(host)]

# Among the entries that are not known there may be one of the host's own, which would then be the one that counts.
_settled(host) if {
	not _foreign(host, _open_entries)
	some wanted in host.wanted
	wanted in _carried
}

_open(host) if host.entry in _open_entries

_open(host) if _foreign(host, _open_entries)

_foreign(host, entries) if {
	_some_entry in entries
	host.entry != host.name
}

# A pattern of which some hosts have a certificate.
_in_part(host) if {
	startswith(host.name, "*")
	some link in certificates.served
	some name in array.concat(object.get(link, ["facts", "names"], []), [object.get(link, "hostname", "")])
	endswith(name, substring(host.name, 1, -1))
}

default _pointer := "/sslCertificates"

_pointer := "/certificateMap" if certificates.by_map

_hostnames := [link.hostname | certificates.by_map; some link in certificates.served; link.hostname]

# Entries and the names that their certificates carry: "shop.example.com *.example.com".
_carried := [concat(" ", [object.get(link, "hostname", ""), name]) |
	some link in certificates.served
	some name in link.facts.names
]

# Entries with a certificate whose names are not known.
_open_entries := [entry |
	some link in certificates.served
	not link.facts.names
	entry := object.get(link, "hostname", _unsaid)
]

default _unsaid := ""

_unsaid := _some_entry if certificates.by_map

# Stands for an entry of which not even the hostname is known.
_some_entry := "?"
