# METADATA
# title: Unknown attributes
# description: Attributes that a Terraform plan cannot know before apply; a verdict that rests on one is a review.
package lbpolicy.lib.unknown

# METADATA
# description: The attribute at the JSON pointer, or one that holds it, is not known yet.
is_unknown(pointer) if {
	some known_later in _pointers
	_covers(known_later, pointer)
}

# METADATA
# description: Review items, one for each of the pointers that is not known yet.
reviews(pointers) := [item |
	some pointer in pointers
	is_unknown(pointer)
	item := {
		"path": pointer,
		"key": pointer,
		"message": concat("", ["The plan does not know ", pointer, " yet."]),
	}
]

# Read once for all calls.
_pointers := input.unknown

_covers(outer, inner) if outer == inner

_covers(outer, inner) if startswith(inner, concat("", [outer, "/"]))
