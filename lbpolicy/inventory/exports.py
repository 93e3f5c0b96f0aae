"""What the exports of the input cover: that an asset is not there proves something only within one export.

Two exports prove nothing together. If one holds the URL maps of project a, and the other all of project b but
its URL maps, then nothing is known of the URL maps of b.
"""

import re
from collections import defaultdict
from functools import lru_cache

_SHARD = re.compile(r"(?P<export>.*?)/?[a-z]+\.googleapis\.com/[A-Za-z]+/[^/]+")
"""An export to a prefix is laid out as <prefix>/<asset type>/<shard>."""


@lru_cache(maxsize=1024)
def export_of(file: str) -> str:
    """Return which export a file belongs to: the prefix of a sharded one; else it is one of its own."""
    shard = _SHARD.fullmatch(file)
    return shard["export"] or "." if shard else file


class Exports:
    """Learns of every record from where it came; answers what was exported."""

    def __init__(self) -> None:
        self.types: set[str] = set()
        """Canonical types of which an export held at least one resource."""
        self.projects: set[str] = set()
        """Projects of which an export held at least one resource."""
        self._of_type: defaultdict[str, set[str]] = defaultdict(set)
        self._of_project: defaultdict[str, set[str]] = defaultdict(set)

    def learn(self, file: str, asset_type: str, project: str) -> None:
        """Take in that a file holds an asset of a canonical type; `project` is "" where it has none."""
        export = export_of(file)
        self.types.add(asset_type)
        self._of_type[asset_type].add(export)
        if project:
            self.projects.add(project)
            self._of_project[project].add(export)

    def cover(self, asset_type: str, project: str) -> bool:
        """Tell whether one and the same export holds assets of the type, and assets of the project."""
        exports = self._of_type.get(asset_type, set())
        return not exports.isdisjoint(self._of_project.get(project, set()))
