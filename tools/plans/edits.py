"""Changes to a copy of an architecture's Terraform, as tests/plans/*.yaml describe them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from examples.architectures import pem

Edit = Mapping[str, Any]
"""What to do to one file of a configuration.

file: path from the architecture's folder, by default main.tf
in: "TYPE.NAME" or "module.NAME", the block that the rest is about; with it any of
  set: {attribute: expression}; an attribute that is not there is added
  unset: [attributes, each on one line]
  without: [names of nested blocks, "rule#2" for the second one]
  insert: text at the end of the block
  replace, with: text that occurs once
  drop: true, to take the whole block out
add: text at the end of the file
pem: name of a certificate in examples.architectures.pem, for certificate.pem
"""


class EditError(Exception):
    """An edit does not fit the configuration."""


def apply(edit: Edit, architecture: Path) -> None:
    """Carry out one edit in the folder of an architecture."""
    if "pem" in edit:
        (architecture / "certificate.pem").write_text(getattr(pem, edit["pem"]))
        return
    file = architecture / edit.get("file", "main.tf")
    text = file.read_text()
    if "in" in edit:
        start, end = _block(text, edit["in"])
        text = text[:start] + _changed(text[start:end], edit) + text[end:]
    elif "replace" in edit:
        text = _replaced(text, edit["replace"], edit["with"])
    if "add" in edit:
        text += f"\n{edit['add']}"
    file.write_text(text)


def _block(text: str, address: str) -> tuple[int, int]:
    """Return where the block of a resource or module begins and ends."""
    kind, _, name = address.partition(".")
    header = f'module "{name}"' if kind == "module" else f'resource "{kind}" "{name}"'
    found = re.search(rf"^{re.escape(header)} \{{\n.*?^\}}\n", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise EditError(f"no block {header}")
    return found.span()


def _changed(block: str, edit: Edit) -> str:
    if edit.get("drop"):
        return ""
    for name in edit.get("unset", ()):
        block = _unset(block, name)
    for name in edit.get("without", ()):
        block = _without(block, name)
    for name, expression in edit.get("set", {}).items():
        block = _set(block, name, expression)
    if "replace" in edit:
        block = _replaced(block, edit["replace"], edit["with"])
    if "insert" in edit:
        block = block.removesuffix("}\n") + f"\n{edit['insert']}}}\n"
    return block


def _set(block: str, name: str, expression: str) -> str:
    line = re.compile(rf"^( *){name} *=.*$", re.MULTILINE)
    if not line.search(block):
        header, _, rest = block.partition("\n")
        return f"{header}\n  {name} = {expression}\n{rest}"
    return line.sub(lambda found: f"{found[1]}{name} = {expression}", block, count=1)


def _unset(block: str, name: str) -> str:
    shorter, count = re.subn(rf"^ *{name} *=.*\n", "", block, count=1, flags=re.MULTILINE)
    if not count:
        raise EditError(f"no attribute {name} in\n{block}")
    return shorter


def _without(block: str, name: str) -> str:
    """Take out the nested block of that name; its closing brace is as far in as its name."""
    name, _, number = name.partition("#")
    nested = list(
        re.finditer(rf"^( *)(dynamic )?\"?{name}\"? \{{\n.*?^\1\}}\n", block, re.MULTILINE | re.DOTALL)
    )
    if len(nested) < int(number or 1):
        raise EditError(f"no block {name} in\n{block}")
    chosen = nested[int(number or 1) - 1]
    return block[: chosen.start()] + block[chosen.end() :]


def _replaced(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise EditError(f"{text.count(old)} times in the text: {old}")
    return text.replace(old, new)
