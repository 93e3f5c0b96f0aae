"""What a module declares, from its blocks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lbpolicy.sources.terraform.documents.configuration import ResourceKey
from lbpolicy.sources.terraform.syntax.blocks import Attribute, Block

_MODES = {"resource": "managed", "data": "data"}


@dataclass(frozen=True, slots=True, eq=False)
class ModuleSource:
    """The declarations of one module, whatever the number of its instances."""

    folder: Path
    downloaded: bool = False
    """It lies in .terraform: it is not part of what the user keeps."""
    resources: Mapping[ResourceKey, Block] = field(default_factory=dict)
    calls: Mapping[str, Block] = field(default_factory=dict)
    variables: Mapping[str, Block] = field(default_factory=dict)
    outputs: Mapping[str, Block] = field(default_factory=dict)
    locals: Mapping[str, Attribute] = field(default_factory=dict)


def module_source(folder: Path, blocks: Iterable[Block], *, downloaded: bool) -> ModuleSource:
    """Sort the blocks of a folder. What is declared again, in an override file, is merged."""
    resources: dict[ResourceKey, Block] = {}
    named: dict[str, dict[str, Block]] = {"module": {}, "variable": {}, "output": {}}
    constants: dict[str, Attribute] = {}
    for block in blocks:
        match block.kind, block.labels:
            case ("resource" | "data") as kind, (type_, name):
                key = (_MODES[kind], type_, name)
                resources[key] = _merged(resources.get(key), block)
            case ("module" | "variable" | "output") as kind, (name,):
                named[kind][name] = _merged(named[kind].get(name), block)
            case "locals", ():
                constants |= block.attributes
            case _:
                pass
    return ModuleSource(
        folder, downloaded, resources, named["module"], named["variable"], named["output"], constants
    )


def _merged(first: Block | None, block: Block) -> Block:
    """Lay an override over a block: its attributes, and its nested blocks kind by kind."""
    if first is None:
        return block
    kinds = {_kind(inner) for inner in block.blocks}
    kept = tuple(inner for inner in first.blocks if _kind(inner) not in kinds)
    return replace(
        first,
        attributes={**first.attributes, **block.attributes},
        blocks=kept + block.blocks,
        overrides=(*first.overrides, block),
    )


def _kind(block: Block) -> str:
    return block.labels[0] if block.kind == "dynamic" and block.labels else block.kind
