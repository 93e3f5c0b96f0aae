# METADATA
# title: Exposure
# description: >-
#   Whether the subject serves external HTTP(S) load balancing. The inventory works it out from the load balancing
#   schemes of the asset, of its frontends and of its backend services, and puts it into `input.facts.exposure`:
#   external, internal, none (nothing routes to it or from it) or unknown.
package lbpolicy.lib.exposure

# METADATA
# description: The subject is part of an external HTTP(S) load balancer.
external if input.facts.exposure == "external"

# METADATA
# scope: document
# description: Review items for a rule that would apply if the load balancer were external.
default undecided := []

undecided := [{
	"path": "",
	"key": "exposure",
	"message": "Whether the load balancer is external cannot be told: no frontend or backend of it is in the inventory.",
}] if {
	input.facts.exposure == "unknown"
}
