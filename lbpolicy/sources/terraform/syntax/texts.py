"""Expressions that are given as text: in .tf.json files, and in templates of one interpolation."""

from lbpolicy.sources.terraform.syntax.blocks import parse
from lbpolicy.sources.terraform.syntax.expressions import Expression, Literal, Opaque

_LONGEST = 65536
"""Bytes. Longer strings are scripts and certificates."""


def expression_text(text: str) -> Expression:
    """Parse the text of an expression; Opaque if it is none."""
    if len(text) > _LONGEST:
        return Opaque()
    parsed = parse("", f"_ {{\n_ = {text}\n}}\n".encode())
    found = parsed.blocks[0].expression("_") if len(parsed.blocks) == 1 else None
    return found if found is not None and parsed.broken_line is None else Opaque()


def template_text(text: str) -> Expression:
    """Return what the text of a string is: itself, or what its interpolation gives."""
    if "${" not in text and "%{" not in text:
        return Literal(text)
    if text.startswith("${") and text.endswith("}") and text.count("${") == 1:
        return expression_text(text[2:-1])
    return expression_text(f"<<_EOT_\n{text}\n_EOT_")
