# METADATA
# title: Backend outside the region of a Standard Tier frontend
# description: >-
#   In Standard Tier a classic load balancer (a regional forwarding rule of scheme EXTERNAL) works in one region: all
#   instance groups and NEGs behind it must lie in the region of its address and forwarding rule. A group elsewhere gets
#   none of its requests, and where it is the only one there is nothing to answer them. Fails once for each group in
#   another region; a zone belongs to its region. Global NEGs lie in no region and are left out. A backend service
#   without such a frontend is not applicable.
# related_resources:
# - ref: https://cloud.google.com/load-balancing/docs/https
# - ref: https://cloud.google.com/network-tiers/docs/overview
# custom:
#   id: LB426
#   name: StandardTierBackendRegion
#   severity: high
#   precision: high
#   source:
#   - overview#behavior-of-the-load-balancer-in-different-network-service-tiers
#   - overview#network-service-tiers
#   requires:
#   - compute.googleapis.com/BackendService
#   - compute.googleapis.com/ForwardingRule
#   - compute.googleapis.com/TargetHttpProxy
#   - compute.googleapis.com/TargetHttpsProxy
#   - compute.googleapis.com/UrlMap
#   remediation:
#     summary: >-
#       Take the group out of the backend service and add groups in the region of the forwarding rule, or serve all
#       regions with a global forwarding rule and address in Premium Tier. The command is for a zonal instance group.
#     gcloud: >-
#       gcloud compute backend-services remove-backend {name} {scope} --project={project}
#       --instance-group=GROUP --instance-group-zone=ZONE
#     terraform: |
#       resource "google_compute_global_forwarding_rule" "web" {
#         name                  = "web"
#         load_balancing_scheme = "EXTERNAL"
#         ip_address            = google_compute_global_address.web.id
#         port_range            = "443"
#         target                = google_compute_target_https_proxy.web.id
#       }
package lbpolicy.rules.backend_service.standard_tier_backend_region

import data.lbpolicy.lib.backends
import data.lbpolicy.lib.doubts
import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.groups
import data.lbpolicy.lib.locations

applies if {
	exposure.external
	_frontends[0]
	_groups[0]
}

findings := [finding |
	applies
	some finding in _faults
]

review := doubts.of_faults(_faults, _open)

# The frontends in Standard Tier: {"name", "region"}.
_frontends := [frontend |
	some link in input.links.frontends
	_is_standard(link)
	frontend := {"name": link.name, "region": link.asset.location}
]

_is_standard(link) if {
	link.asset.scope == "regional"
	link.resource.networkTier == "STANDARD"
	link.resource.loadBalancingScheme == "EXTERNAL"
}

# The groups that lie in a region, known or not.
_groups := [group |
	some group in groups.all
	not group.place.scope == "global"
]

_faults := [fault |
	some wanted in {frontend.region | some frontend in _frontends; frontend.region != ""}
	some group in _groups
	region := locations.region(group.place)
	region != wanted
	fault := {
		"path": group.path,
		"key": concat(" ", [wanted, group.name]),
		"message": concat("", ["The group ", group.name, " is in ", region, ", its Standard Tier frontend in ", wanted, "."]),
		"evidence": {"region": region, "frontend_region": wanted},
		"related": sort([frontend.name | some frontend in _frontends; frontend.region == wanted]),
	}
]

_open := [item |
	some items in [_frontend_reviews, _group_reviews]
	some item in items
]

_frontend_reviews := [item |
	reason := [doubt | some link in input.links.frontends; doubt := _doubt(link)][0]
	_may_have_groups
	item := {
		"path": "",
		"key": "frontends",
		"message": concat(" ", ["Whether a frontend is in Standard Tier, and in which region, cannot be told.", reason]),
	}
]

default _may_have_groups := false

_may_have_groups if _groups[0]

_may_have_groups if backends.unlinked[0]

_doubt(link) := reason if {
	reason := link.reason
	not link.state == "missing"
	not input.resource.loadBalancingScheme == "EXTERNAL_MANAGED"
} else := doubt if {
	link.asset.scope == "regional"
	doubt := _regional_doubt(link)
}

_regional_doubt(link) := "The plan does not know the network tier or the scheme of a forwarding rule yet." if {
	object.get(link.resource, "networkTier", "STANDARD") == "STANDARD"
	object.get(link.resource, "loadBalancingScheme", "EXTERNAL") == "EXTERNAL"
	some pointer in link.unknown
	pointer in {"/networkTier", "/loadBalancingScheme"}
} else := "The plan does not know the region of a forwarding rule yet." if {
	link.asset.location == ""
	_is_standard(link)
}

_group_reviews := [item |
	_frontends[0]
	some items in [backends.unlinked, [item | some group in _groups; item := _placeless(group)]]
	some item in items
]

_placeless(group) := item if {
	not group.state == "missing"
	not locations.region(group.place)
	item := {
		"path": group.path,
		"key": [text | some text in [group.name, group.path]; text != ""][0],
		"message": concat(" ", ["In which region the backend is cannot be told.", group.reason]),
	}
}
