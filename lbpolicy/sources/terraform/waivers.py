"""Comments in `.tf` files that waive a rule for the resource beside which they stand."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lbpolicy.model import Level, Notification, Origin, Waiver
from lbpolicy.sources.terraform.documents.addresses import module_names, parent_module
from lbpolicy.sources.terraform.documents.planned import Planned
from lbpolicy.sources.terraform.syntax.blocks import Block, Comment, SourceFile
from lbpolicy.sources.terraform.syntax.sources import ModuleSource, TerraformSources
from lbpolicy.sources.terraform.waiver_comments import FORM, MARK, Written, waivers_in

_SHOWN = 200
_JSON = ".json"


class InlineWaivers:
    """The comments of one plan's sources, and what is wrong with them.

    A comment counts in the block of a resource or directly above it. For a resource of a module that is not
    in the user's own files it counts at the call of the module, which is where its findings point to; what
    the author of a downloaded module wrote into it never counts.
    """

    def __init__(self, sources: TerraformSources, folder: Path) -> None:
        """`folder` is that of the sources as the user gave it: origins begin with it."""
        self._sources = sources
        self._folder = folder
        self._waiving: dict[Block, tuple[tuple[SourceFile, Written], ...]] = {}
        self._blocks: dict[tuple[tuple[str, ...], str, str], Block | None] = {}

    def of(self, resources: Iterable[Planned]) -> dict[str, tuple[Waiver, ...]]:
        """Return the waivers of resources by address; those that have none are left out."""
        found = {}
        for planned in resources:
            block = self._block(planned) if planned.mode == "managed" and not planned.deposed else None
            if block is None:
                continue
            waivers = tuple(self._waivers(block, planned.address))
            if waivers:
                found[planned.address] = waivers
        return found

    def notifications(self) -> Iterator[Notification]:
        """Yield what is wrong with the comments of the blocks that were asked for, by file and line."""
        for several in self._waiving.values():
            for file, written in several:
                if written.wrong:
                    yield self._told(Level.ERROR, file, written.line, (written.wrong, FORM))
        yield from self._strays()

    def _waivers(self, block: Block, address: str) -> Iterator[Waiver]:
        if block not in self._waiving:
            self._waiving[block] = tuple(self._read(block))
        for file, written in self._waiving[block]:
            if written.fields is None:
                continue
            origin = Origin(self._label(file), written.line)
            for rule in written.rules:
                yield Waiver(rule=rule, resource=address, origin=origin, inline=True, **written.fields)

    def _read(self, block: Block) -> Iterator[tuple[SourceFile, Written]]:
        for part in (block, *block.overrides):
            if part.file.path.endswith(_JSON):
                continue
            for comment in self._sources.comments(part):
                yield from ((part.file, written) for written in waivers_in(comment, part.file))

    def _block(self, planned: Planned) -> Block | None:
        """Return the block at which comments on a resource count."""
        key = (module_names(planned.module), planned.type, planned.name)
        if key not in self._blocks:
            self._blocks[key] = self._find(planned)
        return self._blocks[key]

    def _find(self, planned: Planned) -> Block | None:
        source = self._sources.module(planned.module)
        if source is not None and not source.downloaded:
            return self._sources.block(planned.module, planned.type, planned.name)
        module = planned.module
        while module:
            above, _, _ = parent_module(module)
            parent = self._sources.module(above)
            if parent is not None and not parent.downloaded:
                return self._sources.call(module)
            module = above
        return None

    def _strays(self) -> Iterator[Notification]:
        """Yield the comments of these files that belong to no block of a resource or call, or are in JSON."""
        files: dict[SourceFile, set[Comment]] = {}
        for names in {names for names, _, _ in self._blocks}:
            source = self._sources.module(".".join(f"module.{name}" for name in names))
            if source is None or source.downloaded:
                continue
            for whole in _blocks_of(source):
                for block in (whole, *whole.overrides):
                    claimed = files.setdefault(block.file, set())
                    if block.kind in {"resource", "module"}:
                        claimed.update(self._sources.comments(block))
        for file, claimed in sorted(files.items(), key=lambda pair: pair[0].path):
            in_json = file.path.endswith(_JSON)
            for comment in file.comments:
                if comment.text.startswith(MARK) and (in_json or comment not in claimed):
                    yield self._stray(file, comment, in_json=in_json)

    def _stray(self, file: SourceFile, comment: Comment, *, in_json: bool) -> Notification:
        if in_json:
            wrong, hint = "comments in JSON are not read", "Write the waiver in lbpolicy-waivers.yaml."
        else:
            wrong = "it is neither in the block of a resource or module call nor directly above one"
            hint = "Move it to the resource that it is about."
        return self._told(Level.WARNING, file, comment.line, (wrong, hint))

    def _told(self, level: Level, file: SourceFile, line: int, what: tuple[str, str]) -> Notification:
        label, (wrong, hint) = self._label(file), what
        text = f"{label}:{line}: this {MARK} waives nothing: {wrong[:_SHOWN]}."
        return Notification(level, "waiver-refused", text, hint, Origin(label, line))

    def _label(self, file: SourceFile) -> str:
        return (self._folder / file.path).as_posix()


def _blocks_of(source: ModuleSource) -> Iterator[Block]:
    """Yield blocks of every file of a module that holds more than constants."""
    yield from source.resources.values()
    yield from source.calls.values()
    yield from source.variables.values()
    yield from source.outputs.values()
