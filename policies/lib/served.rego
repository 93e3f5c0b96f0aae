# METADATA
# title: Served certificates
# description: >-
#   Which certificates an HTTPS proxy serves: those that it names or, when it has a certificate map, those of the map's
#   entries. One that does not exist is served to nobody; rule LB212 alone tells of it.
package lbpolicy.lib.served

import data.lbpolicy.lib.certificates
import data.lbpolicy.lib.routing
import data.lbpolicy.lib.unknown
import data.lbpolicy.lib.wording

# METADATA
# scope: document
# description: The HTTPS proxy serves the certificates of a certificate map; then sslCertificates is ignored.
by_map if input.resource.certificateMap

by_map if unknown.is_unknown("/certificateMap")

# METADATA
# scope: document
# description: >-
#   The links to these certificates are input.links[list]. One that a certificate map has comes once for each entry
#   that names it. Links to what does not exist are among them.
default list := "ssl_certificates"

list := "map_certificates" if by_map

# METADATA
# description: Certificates that a plan does not know yet and that no link tells of, as links in state unknown.
later := [link |
	not by_map
	some pointer in input.unknown
	startswith(pointer, "/sslCertificates")
	not pointer in [one.path | some one in input.links.ssl_certificates]
	reason := concat("", ["The plan does not know ", pointer, " yet."])
	link := {"state": "unknown", "path": pointer, "name": "", "reason": reason}
]

# METADATA
# scope: document
# description: The HTTPS proxy serves a certificate, or may do so.
some_certificate if {
	some link in input.links[list]
	link.state != "missing"
}

some_certificate if count(later) > 0

# METADATA
# description: What a reader calls the certificate at the other end of a resolved link.
called(link) := concat(" ", ["certificate", routing.short_name(link.name)])

# METADATA
# description: The server's certificate at the other end of a link is signed with its own key.
self_signed(link) if link.facts.certificates[0].self_signed

# METADATA
# description: >-
#   A review item for all certificates that an HTTPS proxy serves of which it cannot be told whether they are
#   self-signed. What Google manages never is.
signer_reviews := [item |
	doubtful := array.concat(
		[doubt | some link in input.links[list]; doubt := _signer_doubt(link)],
		[doubt | some link in later; doubt := _signer_doubt(link)],
	)
	count(doubtful) > 0
	distinct := {doubt.name | some doubt in doubtful}
	listed := wording.few(sort([name | some name in distinct]), ", ")
	item := {
		"path": doubtful[0].path,
		"key": "signers",
		"message": concat("", ["Whether a certificate is self-signed cannot be told: ", listed, ". ", doubtful[0].reason]),
	}
]

# METADATA
# description: >-
#   Why it cannot be told for which names the certificate at the other end of a link is good. Undefined where it can,
#   and for a certificate that does not exist.
names_doubt(link) := link.reason if {
	not link.state in {"missing", "resolved"}
} else := certificates.text_doubt(link.facts) if {
	link.state == "resolved"
	not link.facts.names
}

_signer_doubt(link) := {"path": link.path, "name": _label(link), "reason": reason} if {
	reason := _signer_gap(link)
}

_signer_gap(link) := link.reason if {
	not link.state in {"missing", "resolved"}
} else := certificates.text_doubt(link.facts) if {
	count(link.facts.certificates) == 0
	not object.get(link.facts, "managed", false)
}

_label(link) := routing.short_name(link.name) if link.name != ""

_label(link) := link.path if link.name == ""
