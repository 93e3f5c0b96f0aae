# METADATA
# title: Locations
# description: >-
#   Where the assets at the other end of links are. A full name, //compute.googleapis.com/projects/P/zones/Z/..., tells
#   it even where the asset is not at hand; an asset of a plan may have no such name.
package lbpolicy.lib.locations

# METADATA
# description: >-
#   Where the asset is: {"scope": "global", "regional" or "zonal", "location"}. Both are empty where it cannot be told;
#   a plan may know the scope alone.
of(link) := {"scope": asset.scope, "location": asset.location} if {
	asset := link.asset
} else := {"scope": "global", "location": "global"} if {
	split(link.name, "/")[5] == "global"
} else := {"scope": scope, "location": parts[6]} if {
	parts := split(link.name, "/")
	scope := {"regions": "regional", "zones": "zonal"}[parts[5]]
} else := {"scope": "", "location": ""}

# METADATA
# description: The region of a place, that of a zone too; undefined for what is global or not known.
region(place) := place.location if {
	place.scope == "regional"
	place.location != ""
} else := concat("-", array.slice(parts, 0, 2)) if {
	place.scope == "zonal"
	parts := split(place.location, "-")
	count(parts) > 2
}
