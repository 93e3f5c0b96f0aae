# METADATA
# title: IP version
# description: Whether the address of a forwarding rule is of IP version 4 or 6.
package lbpolicy.lib.ip_version

import data.lbpolicy.lib.unknown

# METADATA
# scope: document
# description: >-
#   "IPV4", "IPV6", "none" for a reserved address that does not exist (rule LB107 tells of it), or "undecided". The API
#   always reads a number. A plan may have the name of a reserved address, which then tells.
default version := "undecided"

version := "IPV6" if {
	contains(_number, ":")
} else := "IPV4" if {
	contains(_number, ".")
} else := input.resource.ipVersion if {
	input.resource.ipVersion in _versions
} else := _reserved.ipVersion if {
	_reserved.ipVersion in _versions
} else := "IPV6" if {
	contains(_reserved.address, ":")
} else := "IPV4" if {
	contains(_reserved.address, ".")
} else := "IPV4" if {
	# Nothing is said: the API assigns an address of version 4.
	not input.resource.IPAddress
	not unknown.is_unknown("/IPAddress")
	not unknown.is_unknown("/ipVersion")
} else := "IPV4" if {
	# So it does for an address that a plan reserves without saying more.
	_reserved
	not "/ipVersion" in object.get(input.links.address, "unknown", [])
} else := "none" if {
	input.links.address.state == "missing"
}

# METADATA
# scope: document
# description: The attribute that tells of version 6.
default told_by := "IPAddress"

told_by := "ipVersion" if {
	input.resource.ipVersion == "IPV6"
	not contains(_number, ":")
}

_versions := {"IPV4", "IPV6"}

# The address; empty for the full name of one, which may hold dots and a colon
# (//compute.googleapis.com/projects/example.com:shop/...).
default _number := ""

_number := input.resource.IPAddress if not startswith(input.resource.IPAddress, "//")

_reserved := input.links.address.resource if input.links.address.state == "resolved"
