"""The resources that a state holds, in the order in which it holds them."""

from collections.abc import Iterator, Mapping

from lbpolicy.model import Json


def stored(root: Json, bad: list[str]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield (address of the module, resource) of a `root_module` and of all modules below it.

    What is of the wrong type is named in `bad`. Not recursive: hostile input nests as deep as it likes.
    """
    pending = [("", root)]
    while pending:
        address, module = pending.pop()
        if module is None:
            continue
        if not isinstance(module, Mapping):
            bad.append(f"module {address}" if address else "the root module")
            continue
        for entry in _entries(module, "resources", address, bad):
            yield address, entry
        children = list(_entries(module, "child_modules", address, bad))
        pending += [(str(child.get("address") or ""), child) for child in reversed(children)]


def _entries(
    module: Mapping[str, Json], name: str, address: str, bad: list[str]
) -> Iterator[Mapping[str, Json]]:
    entries = module.get(name, [])
    if not isinstance(entries, list):
        bad.append(f"{name} of module {address}" if address else name)
        return
    for entry in entries:
        if isinstance(entry, Mapping):
            yield entry
        else:
            bad.append(f"{name} of module {address}" if address else name)
