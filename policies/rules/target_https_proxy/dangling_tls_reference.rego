# METADATA
# title: HTTPS proxy that names a certificate, certificate map or SSL policy which does not exist
# description: >-
#   For TLS a target HTTPS proxy depends on what it names: certificates, or a certificate map whose entries name
#   certificates, and an SSL policy. Clients of a host whose certificate does not exist in an exported project get an
#   error, or another host's certificate; a plan that names what does not exist cannot be applied. There is a finding
#   for each name. Proxies that no forwarding rule targets yet are judged too. The other rules say nothing of what does
#   not exist.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/ssl-certificates
# - ref: https://cloud.google.com/certificate-manager/docs/how-it-works
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/targetHttpsProxies
# custom:
#   id: LB212
#   name: DanglingTlsReference
#   severity: high
#   precision: high
#   source: [overview#ssl-certificates, overview#ssl-policies]
#   requires:
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/SslCertificate
#   - compute.googleapis.com/SslPolicy
#   - certificatemanager.googleapis.com/Certificate
#   - certificatemanager.googleapis.com/CertificateMap
#   - certificatemanager.googleapis.com/CertificateMapEntry
#   - compute.googleapis.com/ForwardingRule
#   remediation:
#     summary: >-
#       Create what is named, or let the proxy name what exists: the command sets certificates and SSL policy. A
#       certificate map is set with --certificate-map, and its entries with gcloud certificate-manager maps entries
#       update.
#     gcloud: >-
#       gcloud compute target-https-proxies update {name} {scope} --project={project}
#       --ssl-certificates=CERTIFICATE --ssl-policy=SSL_POLICY
#     terraform: |-
#       ssl_certificates = [google_compute_managed_ssl_certificate.web.id]
#       ssl_policy       = google_compute_ssl_policy.web.id
package lbpolicy.rules.target_https_proxy.dangling_tls_reference

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.links
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown
import data.lbpolicy.lib.wording

applies if {
	input.facts.exposure != "internal"
	count(input.links.ssl_certificates) + count(_unknown) > 0
}

applies if {
	input.facts.exposure != "internal"
	some field in ["certificate_map", "ssl_policy"]
	input.links[field].state != "absent"
}

findings := [fault |
	applies
	count(exposure.undecided) == 0
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	[item | applies; some item in array.concat(_undecided, array.concat(_map_undecided, _unknown))],
)

_faults := array.concat(_own_faults, _map_faults)

# One for each name, however often it stands there.
_own_faults := [fault |
	missing := links.missing(_open)
	some name in sort({link.name | some link in missing})
	paths := [link.path | some link in missing; link.name == name]
	fault := {
		"path": paths[0],
		"key": name,
		"message": concat("", ["The HTTPS proxy names ", name, ", which does not exist."]),
		"evidence": {"name": name, "references": paths},
		"related": [name],
	}
]

_map_faults := [fault |
	own := [link.name | some link in links.missing(_open)]
	some name in sort({link.name |
		some link in input.links.map_certificates
		link.state == "missing"
		not link.name in own
	})
	distinct := {_host(link) | some link in input.links.map_certificates; link.name == name}
	hosts := sort([host | some host in distinct])
	told := wording.few(hosts, ", ")
	fault := {
		"path": "/certificateMap",
		"key": name,
		"message": concat("", ["Certificate map ", _map, " names ", name, " for ", told, ", which does not exist."]),
		"evidence": {"name": name, "hosts": hosts},
		"related": [name],
	}
]

# Again one for each name; a reference that has none is told by its path.
_undecided := [item |
	undecided := links.undecided(_open)
	some key in sort({_key(link) | some link in undecided})
	first := [link | some link in undecided; _key(link) == key][0]
	item := {"path": first.path, "key": key, "message": first.reason}
]

# A map may hold a thousand certificates that were not exported: one review speaks for all of them. Of a map that is
# not at hand its own link speaks.
_map_undecided := [{
	"path": "/certificateMap",
	"key": "map certificates",
	"message": concat(" ", ["Not every certificate behind certificate map", _map, "can be looked up.", reasons[0]]),
} |
	input.links.certificate_map.state == "resolved"
	reasons := [link.reason | some link in input.links.map_certificates; link.state in links.undecided_states]
	count(reasons) > 0
]

# References that a plan does not know yet, where no link speaks of them.
_unknown := unknown.reviews([pointer |
	some pointer in input.unknown
	regex.match(`^/(sslCertificates(/[0-9]+)?|certificateMap|sslPolicy)$`, pointer)
	not pointer in [link.path | some link in _open]
])

# What the proxy itself names and the inventory does not hold.
_open := array.concat(
	[link | some link in input.links.ssl_certificates; link.state != "resolved"],
	[link |
		some field in ["certificate_map", "ssl_policy"]
		link := input.links[field]
		not link.state in {"absent", "resolved"}
	],
)

_map := routing.short_name(object.get(input.links.certificate_map, "name", ""))

# The primary certificate of a map is for whoever asks for a host that no entry has.
_host(link) := "every other host" if object.get(link, "hostname", "") == ""

_host(link) := link.hostname if link.hostname != ""

_key(link) := link.name if link.name != ""

_key(link) := link.path if link.name == ""
