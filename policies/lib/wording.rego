# METADATA
# title: Wording
# description: How messages say what is said in many of them.
package lbpolicy.lib.wording

# METADATA
# description: Some texts as one; of many the first five, and how many more there are.
few(texts, separator) := concat(" ", [concat(separator, array.slice(texts, 0, 5)), "and", rest, "more"]) if {
	count(texts) > 5
	rest := format_int(count(texts) - 5, 10)
} else := concat(separator, texts)
