"""A set of records that can be looked up and changed by the short names of their assets."""

from collections.abc import Iterable, Sequence
from typing import Any

from examples.architectures.records import Record


class Export:
    """The records of an export, in their order."""

    def __init__(self, records: Iterable[Record]) -> None:
        """Take the records as they are: changes reach them."""
        self.records = list(records)

    def data(self, name: str) -> dict[str, Any]:
        """Return the attributes of the one resource that ends in `name`, to read or to change.

        KeyError: none does, or several do. That holds for every method here.
        """
        resource: dict[str, Any] = self._one(name, "resource")["resource"]["data"]
        return resource

    def replace(self, name: str, data: dict[str, Any]) -> None:
        """Give the one resource that ends in `name` other attributes."""
        self._one(name, "resource")["resource"]["data"] = data

    def bindings(self, name: str) -> list[dict[str, Any]]:
        """Return the bindings of the one IAM policy whose asset ends in `name`, to read or to change."""
        found: list[dict[str, Any]] = self._one(name, "iam_policy")["iam_policy"]["bindings"]
        return found

    def drop(self, name: str) -> None:
        """Take the one resource that ends in `name` out of the export."""
        self.records.remove(self._one(name, "resource"))

    def drop_policy(self, name: str) -> None:
        """Take the one IAM policy whose asset ends in `name` out of the export."""
        self.records.remove(self._one(name, "iam_policy"))

    def keep(self, content: str) -> None:
        """Keep only the records with this content: "resource" or "iam_policy"."""
        self.records = [record for record in self.records if content in record]

    def add(self, records: Sequence[Record]) -> None:
        """Put more records into the export."""
        self.records += records

    def rename(self, name: str, old: str, new: str) -> None:
        """Replace a part of the full name of what ends in `name`, in its resource and its IAM policy."""
        for content in ("resource", "iam_policy"):
            record = self._one(name, content)
            record["name"] = record["name"].replace(old, new)

    def _one(self, name: str, content: str) -> Record:
        found = [r for r in self.records if content in r and r["name"].endswith(f"/{name}")]
        if len(found) != 1:
            raise KeyError(f"{len(found)} records with {content} end in {name}")
        return found[0]
