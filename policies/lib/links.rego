# METADATA
# title: Links
# description: >-
#   What references lead to. A link is one object or, where a field may hold several references, an array of
#   objects: {"state", "path", "name", "asset", "resource"}; see schemas/subject.schema.json.
package lbpolicy.lib.links

# METADATA
# description: States in which nothing can be said of the asset at the other end.
undecided_states := {"unexported", "unknown"}

# METADATA
# description: The links whose asset is in the inventory.
resolved(links) := [link | some link in links; _in_state(link, "resolved")]

# METADATA
# description: The links whose asset is known not to exist.
missing(links) := [link | some link in links; _in_state(link, "missing")]

# METADATA
# description: The links of which nothing can be said.
undecided(links) := [link | some link in links; undecided_states[link.state]]

# METADATA
# description: Review items, one for each undecided link, for a rule that depends on the other end.
reviews(links) := [item |
	some link in undecided(links)
	path := object.get(link, "path", "")
	names := [link.name | link.name != ""]
	item := {"path": path, "key": array.concat(names, [path])[0], "message": link.reason}
]

# Not in the comprehensions: there the default engine makes a slow call of each comparison.
_in_state(link, state) if link.state == state
