"""The parameters of a rule: what they are, what they may be, and how to set them."""

from collections.abc import Iterator, Mapping

import yaml

from lbpolicy.model import Json, Rule
from tools import docs_markdown as md

_TYPES = {
    "array": "a list",
    "boolean": "`true` or `false`",
    "integer": "an integer",
    "number": "a number",
    "object": "a mapping",
    "string": "a text",
}
_MANY = {
    "array": "lists",
    "boolean": "`true` or `false`",
    "integer": "integers",
    "number": "numbers",
    "object": "mappings",
    "string": "texts",
}


def parameter_blocks(rule: Rule) -> Iterator[str]:
    """Yield the section of a page that explains the parameters; nothing for a rule without any."""
    if not rule.parameters:
        return
    yield "## Parameters"
    rows = (
        (md.code(name), md.code(_flow(one.default)), allowed(one.schema), md.text(one.description))
        for name, one in rule.parameters.items()
    )
    yield md.table(("parameter", "default", "values", "meaning"), rows)
    yield "In `lbpolicy.yaml`, with the defaults:"
    yield md.fence(snippet(rule), "yaml")


def snippet(rule: Rule) -> str:
    """Return the lines of lbpolicy.yaml that give every parameter its default."""
    lines = ["rules:", f"  {rule.id}:", "    parameters:"]
    return "\n".join(
        [*lines, *(f"      {name}: {_flow(one.default)}" for name, one in rule.parameters.items())]
    )


def _flow(value: Json) -> str:
    """Return a value as YAML on one line, as one would write it."""
    written: str = yaml.safe_dump(value, default_flow_style=True, width=10**6, sort_keys=False)
    return written.removesuffix("...\n").strip()


def allowed(schema: Mapping[str, Json], *, many: bool = False) -> str:
    """Return in words, as Markdown, what a value may be; `many` speaks of several values."""
    if "enum" in schema:
        return ("each one of " if many else "one of ") + ", ".join(md.code(_flow(v)) for v in schema["enum"])
    words = " ".join([(_MANY if many else _TYPES)[schema["type"]], *_range(schema)])
    if "items" in schema:
        words += f" of {allowed(schema['items'], many=True)}"
    if "properties" in schema:
        parts = (f"{md.code(name)} ({allowed(part)})" for name, part in schema["properties"].items())
        words += f" of {', '.join(parts)}"
    return ", ".join([words, *_limits(schema)])


def _range(schema: Mapping[str, Json]) -> Iterator[str]:
    if "minimum" in schema and "maximum" in schema:
        yield f"from {schema['minimum']} to {schema['maximum']}"
    elif "minimum" in schema:
        yield f"of at least {schema['minimum']}"
    elif "maximum" in schema:
        yield f"of at most {schema['maximum']}"


def _limits(schema: Mapping[str, Json]) -> Iterator[str]:
    for keyword, words in (
        ("minItems", "{} or more of them"),
        ("maxItems", "{} or fewer of them"),
        ("minLength", "{} or more characters long"),
        ("maxLength", "{} or fewer characters long"),
    ):
        if schema.get(keyword):
            yield words.format(schema[keyword])
    if schema.get("uniqueItems"):
        yield "none twice"
    if "pattern" in schema:
        yield f"that matches {md.code(schema['pattern'])}"
