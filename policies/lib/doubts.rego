# METADATA
# title: Doubts
# description: >-
#   Review items of a rule whose verdict rests on several things: on whether the load balancer is external at all, on
#   attributes that a plan does not know yet, on assets of which too little is known.
package lbpolicy.lib.doubts

import data.lbpolicy.lib.exposure
import data.lbpolicy.lib.unknown

# METADATA
# description: >-
#   For a rule that fails on the values that are known, and whose finding lies in the attributes at an array of JSON
#   pointers.
of_attributes(pointers) := [item |
	some items in [_exposure, unknown.reviews(pointers)]
	some item in items
]

# METADATA
# description: For a rule that finds `faults` and leaves the items in `open` undecided.
of_faults(faults, open) := [item |
	_any(faults, open)
	some items in [_exposure, open]
	some item in items
]

# METADATA
# description: >-
#   The same as `of_attributes`, for a rule about backends of one kind: `found` are those that there are, the items in
#   `open` stand for those of which it cannot be told. One that is there settles that the rule applies.
of_backends(found, open, pointers) := of_attributes(pointers) if {
	found[0]
} else := [item |
	open[0]
	some items in [_exposure, unknown.reviews(pointers), open]
	some item in items
]

# Functions take it from here: inside a function, regorus may find a rule of another package undefined. It is undefined
# where the load balancer is not external; then there is no item.
_exposure := [] if exposure.external

_exposure := exposure.undecided if input.facts.exposure == "unknown"

_any(faults, _) if faults[0]

_any(_, open) if open[0]
