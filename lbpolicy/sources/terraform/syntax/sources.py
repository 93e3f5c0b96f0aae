"""The .tf sources of a plan: what its modules declare, and on which lines."""

import posixpath
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from lbpolicy.model import Notification
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.terraform.documents.addresses import Step, module_names
from lbpolicy.sources.terraform.documents.planned import Plan
from lbpolicy.sources.terraform.syntax.blocks import Attribute, Block, Comment
from lbpolicy.sources.terraform.syntax.expressions import Expression, Literal, references
from lbpolicy.sources.terraform.syntax.folders import Folders
from lbpolicy.sources.terraform.syntax.modules import ModuleSource, module_source
from lbpolicy.sources.terraform.syntax.places import Choose, Position, by_index, locate, position_of
from lbpolicy.sources.terraform.syntax.root import find_root

__all__ = ["Attribute", "Block", "Comment", "ModuleSource", "Position", "TerraformSources"]

_MANIFEST = Path(".terraform", "modules", "modules.json")
_LARGEST_MANIFEST = 5 * 1024 * 1024


class TerraformSources:
    """Reads the configuration that a plan was made from, module by module, when it is asked for.

    `folder`: where `terraform plan` was run, or a folder above it: with a `plan` the root module is the one
    folder that declares what the plan names. Raises ReadError if there is no such folder. Files that are
    broken or too large are told in `notifications`; the rest is used.
    """

    def __init__(self, folder: Path, plan: Plan | None = None) -> None:
        try:
            is_folder = folder.is_dir()
        except OSError:
            is_folder = False
        if not is_folder:
            hint = "Give the folder in which terraform plan was run."
            raise ReadError("source-dir", f"source folder {folder}: there is no such folder", hint)
        self._folders = Folders(folder)
        self._own: list[Notification] = []
        self._root = find_root(folder, self._folders, plan, self._own)
        self._modules: dict[tuple[str, ...], ModuleSource | None] = {}
        self._manifest: Mapping[str, str] | None = None

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """What is wrong with the files read so far."""
        return (*self._own, *self._folders.notifications)

    def module(self, module: str) -> ModuleSource | None:
        """Return the declarations of a module ("" for the root); None where its source is not at hand."""
        names = module_names(module)
        return None if module and not names else self._module(names)

    def block(self, module: str, type_: str, name: str, mode: str = "managed") -> Block | None:
        """Return the block that declares a resource or data source."""
        source = self.module(module)
        return source.resources.get((mode, type_, name)) if source is not None else None

    def call(self, module: str) -> Block | None:
        """Return the block that calls a module."""
        names = module_names(module)
        parent = self._module(names[:-1]) if names else None
        return parent.calls.get(names[-1]) if parent is not None else None

    def local(self, module: str, name: str) -> Attribute | None:
        """Return the definition of local.NAME."""
        source = self.module(module)
        return source.locals.get(name) if source is not None else None

    def position(self, module: str, type_: str, name: str, path: Sequence[Step] = ()) -> Position | None:
        """Return where an attribute is written: ("iap", 0, "enabled").

        Where it is not written: the block that it would be in. In a module that is not at hand, or lies in
        .terraform: the call, or the call's argument if the attribute plainly comes from one.
        """
        block = self.block(module, type_, name) or self.block(module, type_, name, "data")
        return self.place(module, block, path)

    def place(
        self, module: str, block: Block | None, path: Sequence[Step], choose: Choose = by_index
    ) -> Position | None:
        """Return the same for a block of a module; None for one that is not at hand.

        `choose` says which of several nested blocks of a kind is meant; by default the one with that place in
        the file, although a plan sorts some of them anew.
        """
        source = self.module(module)
        if block is None or source is None:
            return self._call_position(module, frozenset())
        found = locate(block, path, choose)
        if not source.downloaded:
            return found
        return self._call_position(module, _variables(found.expression, block))

    def comments(self, block: Block) -> tuple[Comment, ...]:
        """Return the comments directly above a block, within it and at its line ends, in their order."""
        comments = block.file.comments
        start = bisect_left(comments, block.line, key=lambda comment: comment.line)
        end = bisect_right(comments, block.end_line, key=lambda comment: comment.line)
        first = block.line
        while start and comments[start - 1].end_line == first - 1:
            text = block.file.line(comments[start - 1].line).lstrip()
            if not text.startswith(("#", "//", "/*")):
                break  # it stands behind something else
            start -= 1
            first = comments[start].line
        return comments[start:end]

    def _call_position(self, module: str, variables: frozenset[str]) -> Position | None:
        """Return the nearest call that is written in the user's own files, or its argument for a variable."""
        names = module_names(module)
        for length in range(len(names), 0, -1):
            parent = self._module(names[: length - 1])
            call = parent.calls.get(names[length - 1]) if parent is not None else None
            argument = call.attributes.get(*variables) if call is not None and len(variables) == 1 else None
            if parent is not None and call is not None and not parent.downloaded:
                return position_of(argument or call, "argument" if argument is not None else "call")
            variables = _variables(argument.expression, call) if argument and call else frozenset()
        return None

    def _module(self, names: tuple[str, ...]) -> ModuleSource | None:
        for length in range(len(names) + 1):
            path = names[:length]
            if path not in self._modules:
                self._modules[path] = self._load(path)
        return self._modules[names]

    def _load(self, names: tuple[str, ...]) -> ModuleSource | None:
        folder = self._folder(names)
        if folder is None or not self._folders.has_files(folder):
            return None
        downloaded = ".terraform" in self._folders.relative(folder).split("/")
        return module_source(folder, self._folders.blocks(folder), downloaded=downloaded)

    def _folder(self, names: tuple[str, ...]) -> Path | None:
        if not names:
            return self._root
        parent = self._modules.get(names[:-1])
        call = parent.calls.get(names[-1]) if parent is not None else None
        source = call.expression("source") if call is not None else None
        if parent is not None and isinstance(source, Literal) and _is_local(source.value):
            return Path(posixpath.normpath((parent.folder / source.value).as_posix()))
        known = self._manifest_folders().get(".".join(names))
        return self._root / known if known is not None and self._root is not None else None

    def _manifest_folders(self) -> Mapping[str, str]:
        """Return which modules `terraform init` laid where."""
        if self._manifest is None:
            self._manifest = dict(_manifest(self._root / _MANIFEST)) if self._root is not None else {}
        return self._manifest


def _variables(expression: Expression | None, block: Block) -> frozenset[str]:
    """Return the variables of its module that an expression of a block comes from."""
    if expression is None:
        return frozenset()
    found = list(references(expression))
    repeated = block.expression("for_each") if any(steps[0] == "each" for steps in found) else None
    found += references(repeated) if repeated is not None else ()
    return frozenset(str(steps[1]) for steps in found if steps[0] == "var" and len(steps) > 1)


def _is_local(source: object) -> bool:
    return isinstance(source, str) and source.startswith(("./", "../"))


def _manifest(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (key, folder) of modules.json: ("lb.backend", ".terraform/modules/lb/modules/backend")."""
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            return
        document = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    entries = document.get("Modules") if isinstance(document, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        key, folder = (entry.get("Key"), entry.get("Dir")) if isinstance(entry, dict) else (None, None)
        if isinstance(key, str) and isinstance(folder, str):
            yield key, folder.replace("\\", "/")
