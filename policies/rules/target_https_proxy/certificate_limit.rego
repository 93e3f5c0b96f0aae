# METADATA
# title: More certificates than an HTTPS proxy may name
# description: >-
#   In sslCertificates a target HTTPS proxy may name 15 SSL certificates of Compute Engine, or 100 certificates of
#   Certificate Manager; the two kinds do not mix. A plan with more cannot be applied. Set a parameter lower to be told
#   before the limit is reached. The certificates behind a certificate map are not counted: a map is the way to serve
#   more.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/quotas
# - ref: https://cloud.google.com/compute/docs/reference/rest/v1/targetHttpsProxies
# - ref: https://cloud.google.com/certificate-manager/docs/maps
# custom:
#   id: LB202
#   name: CertificateLimit
#   severity: low
#   precision: very-high
#   source: [overview#architecture-and-resources, overview#ssl-certificates]
#   requires: [compute.googleapis.com/TargetHttpsProxy, compute.googleapis.com/ForwardingRule]
#   parameters:
#     max_certificates:
#       default: 15
#       description: How many SSL certificates of Compute Engine a target HTTPS proxy may name.
#       schema: {type: integer, minimum: 1}
#     max_manager_certificates:
#       default: 100
#       description: How many certificates of Certificate Manager it may name instead.
#       schema: {type: integer, minimum: 1}
#   remediation:
#     summary: >-
#       Put the certificates into a certificate map of Certificate Manager, which chooses one by host name. A regional
#       proxy takes no map: let it name certificates of Certificate Manager, with --certificate-manager-certificates.
#       Or let one certificate serve several host names.
#     gcloud: >-
#       gcloud compute target-https-proxies update {name} {scope} --project={project} --certificate-map=CERTIFICATE_MAP
#     terraform: >-
#       certificate_map =
#       "//certificatemanager.googleapis.com/${google_certificate_manager_certificate_map.web.id}"
package lbpolicy.rules.target_https_proxy.certificate_limit

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

applies if exposure.external

applies if count(exposure.undecided) > 0

findings := [fault |
	exposure.external
	some fault in _faults
]

review := array.concat(
	[doubt | count(_faults) > 0; some doubt in exposure.undecided],
	[item | applies; some item in array.concat(unknown.reviews(["/sslCertificates"]), _kind_reviews)],
)

_faults := [{
	"path": _path,
	"key": "certificates",
	"message": concat("", [
		"The HTTPS proxy names ",
		format_int(_count, 10),
		_limit.kind,
		" certificates; at most ",
		format_int(_limit.allowed, 10),
		" are allowed.",
	]),
	"evidence": {"certificates": _count, "allowed": _limit.allowed},
} |
	applies
	_count > _limit.allowed
]

# Of which kind the certificates are is told by any that is known; of one that a plan will create, not even that is.
_kind_reviews := [{
	"path": "/sslCertificates",
	"key": "certificates",
	"message": concat(" ", [
		"The plan does not know yet of which kind the",
		format_int(_count, 10),
		"certificates of the HTTPS proxy are.",
	]),
} |
	not _limit
	_count > min([
		data.lbpolicy.parameters.LB202.max_certificates,
		data.lbpolicy.parameters.LB202.max_manager_certificates,
	])
]

_limit := {
	"kind": " Certificate Manager",
	"allowed": data.lbpolicy.parameters.LB202.max_manager_certificates,
} if {
	startswith(_known[0], "//certificatemanager.googleapis.com/")
} else := {"kind": " SSL", "allowed": data.lbpolicy.parameters.LB202.max_certificates} if {
	_known[0]
}

# A certificate that a plan cannot name yet keeps its place in the list, empty.
_known := [name | some name in object.get(input.resource, "sslCertificates", []); name != ""]

# With those that are not named yet.
_count := count(_known) + _later

_later := count([pointer | some pointer in input.unknown; regex.match(`^/sslCertificates/[0-9]+$`, pointer)])

# Their number is known, so what they are called leaves nothing open: the finding does not lie in their pointers.
default _path := ""

_path := "/sslCertificates" if _later == 0
