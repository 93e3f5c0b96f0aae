"""Plan JSON and state JSON (`terraform show -json`) to a Plan.

The format: https://developer.hashicorp.com/terraform/internals/json-format
"""

from collections.abc import Iterable, Iterator, Mapping

from lbpolicy.model import Change, Json, Level, Notification
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.terraform.documents import kinds_of_document as documents
from lbpolicy.sources.terraform.documents.addresses import module_names
from lbpolicy.sources.terraform.documents.configuration import Configuration
from lbpolicy.sources.terraform.documents.planned import Plan, Planned, marked, value_at
from lbpolicy.sources.terraform.documents.stored import stored

__all__ = ["Plan", "Planned", "marked", "read", "value_at"]

_CHANGES = {
    frozenset({"no-op"}): Change.NONE,
    frozenset({"read"}): Change.NONE,
    frozenset({"forget"}): Change.NONE,  # Terraform lets go of it; in Google Cloud nothing happens
    frozenset({"create"}): Change.CREATE,
    frozenset({"update"}): Change.UPDATE,
    frozenset({"delete"}): Change.DELETE,
    frozenset({"create", "delete"}): Change.REPLACE,
    frozenset({"create", "forget"}): Change.REPLACE,
}
_MODES = ("managed", "data")
_SHOWN = 5
"""How many addresses a notification names."""


def read(document: Mapping[str, Json]) -> Plan:
    """Read a plan or a state.

    Raises ReadError where the document is neither, or of a format that is not known. A resource that cannot
    be read is left out and told in the notifications, as is a plan that failed or is not complete.
    """
    kind = documents.check(document)
    reader = _Reader(document)
    if kind == documents.STATE:
        reader.add_stored(document.get("values"))
    else:
        reader.add_changes(document.get("resource_changes", []))
        prior = document.get("prior_state")
        reader.add_stored(prior.get("values") if isinstance(prior, Mapping) else None)
    return reader.plan(kind)


class _Reader:
    """Gathers the resources of one document, and what is wrong with them."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self._document = document
        self._configuration = Configuration(document.get("configuration"))
        self._resources: dict[str, Planned] = {}
        self._provider_keys: dict[tuple[str, str, str, str], str] = {}
        self._bad: list[str] = []

    def add_changes(self, changes: Json) -> None:
        """Add the entries of `resource_changes`."""
        if not isinstance(changes, list):
            raise ReadError("terraform-format", "resource_changes is not a list", documents.MAKE_PLAN)
        for entry in changes:
            if isinstance(entry, Mapping) and entry.get("mode", _MODES[0]) not in _MODES:
                continue  # Terraform has others, which leave nothing behind
            planned = self._changed(entry) if isinstance(entry, Mapping) else None
            if planned is None:
                self._bad.append(_label(entry))
            else:
                self._add(planned)

    def add_stored(self, values: Json) -> None:
        """Add the resources of `values`, but for those that the plan has told of already."""
        if values is None:
            return
        if not isinstance(values, Mapping):
            raise ReadError("terraform-format", "values is not an object", documents.MAKE_STATE)
        for module, entry in stored(values.get("root_module"), self._bad):
            planned = self._existing(module, entry)
            if planned is None:
                self._bad.append(_label(entry))
            elif planned.mode in _MODES and planned.address not in self._resources:
                self._add(planned)

    def plan(self, kind: str) -> Plan:
        """Return all that was read."""
        document = self._document
        deferred = frozenset(_deferred(document.get("deferred_changes")))
        configuration = document.get("configuration")
        variables = document.get("variables")
        variables = variables if isinstance(variables, Mapping) else {}
        complete = not document.get("errored") and document.get("complete", True) is True and not deferred
        return Plan(
            terraform_version=str(document.get("terraform_version") or "")[:40],
            kind=kind,
            resources=tuple(self._resources.values()),
            configuration=configuration if isinstance(configuration, Mapping) else {},
            variables={name: value_at(entry, ("value",)) for name, entry in variables.items()},
            complete=complete,
            deferred=deferred,
            notifications=tuple(_complaints(document, deferred, self._bad)),
        )

    def _add(self, planned: Planned) -> None:
        if self._resources.setdefault(planned.address, planned) is not planned:
            self._bad.append(planned.address)

    def _changed(self, entry: Mapping[str, Json]) -> Planned | None:
        """Return an entry of `resource_changes`; None if it is not as it should be."""
        change = entry.get("change")
        actions = change.get("actions") if isinstance(change, Mapping) else None
        if not (isinstance(change, Mapping) and isinstance(actions, list) and _named(entry)):
            return None
        effect = _CHANGES.get(frozenset(map(str, actions)))
        before, after = change.get("before"), change.get("after")
        if effect is None or not all(
            value is None or isinstance(value, Mapping) for value in (before, after)
        ):
            return None
        forgotten = actions == ["forget"]
        deposed = entry.get("deposed")
        return Planned(
            address=entry["address"] + (f" (deposed object {deposed})" if deposed else ""),
            module=str(entry.get("module_address") or ""),
            **self._identity(entry, str(entry.get("module_address") or "")),
            change=effect,
            actions=tuple(map(str, actions)),
            before=before,
            after=before if forgotten else after,
            unknown={} if forgotten else change.get("after_unknown", {}),
            sensitive=change.get("before_sensitive" if forgotten else "after_sensitive", {}),
            before_sensitive=change.get("before_sensitive", {}),
            previous_address=str(entry.get("previous_address") or ""),
            deposed=bool(deposed),
        )

    def _existing(self, module: str, entry: Mapping[str, Json]) -> Planned | None:
        """Return an entry of `values`; None if it is not as it should be."""
        values = entry.get("values", {})
        if not (isinstance(values, Mapping) and _named(entry)):
            return None
        secret = entry.get("sensitive_values", {})
        deposed = entry.get("deposed_key")
        return Planned(
            address=entry["address"] + (f" (deposed object {deposed})" if deposed else ""),
            module=module,
            **self._identity(entry, module),
            change=Change.NONE,
            actions=("no-op",),
            before=values,
            after=values,
            unknown={},
            sensitive=secret,
            before_sensitive=secret,
            deposed=bool(deposed),
        )

    def _identity(self, entry: Mapping[str, Json], module: str) -> dict[str, Json]:
        key = (str(entry.get("mode", "managed")), entry["type"], entry["name"])
        return {
            "mode": key[0],
            "type": key[1],
            "name": key[2],
            "index": entry.get("index"),
            "provider_key": self._provider_key(module, key, entry.get("provider_name")),
        }

    def _provider_key(self, module: str, key: tuple[str, str, str], provider: Json) -> str:
        known = self._provider_keys.get((module, *key))
        if known is None:
            resource = self._configuration.resource(module_names(module), key) or {}
            known = resource.get("provider_config_key") or str(provider or "").rpartition("/")[2]
            self._provider_keys[(module, *key)] = known = str(known)
        return known


def _named(entry: Mapping[str, Json]) -> bool:
    texts = all(isinstance(entry.get(name), str) and entry[name] for name in ("address", "type", "name"))
    index = entry.get("index")
    return texts and (index is None or (isinstance(index, int | str) and not isinstance(index, bool)))


def _label(entry: Json) -> str:
    address = entry.get("address") if isinstance(entry, Mapping) else None
    return address if isinstance(address, str) else "one without an address"


def _deferred(entries: Json) -> Iterator[str]:
    """Yield the addresses of the changes that are put off."""
    for entry in entries if isinstance(entries, list) else ():
        address = value_at(entry, ("resource_change", "address"))
        if isinstance(address, str):
            yield address


def _complaints(
    document: Mapping[str, Json], deferred: Iterable[str], bad: list[str]
) -> Iterator[Notification]:
    """Yield what must be told about a document that could be read."""
    if document.get("errored"):
        text = "The plan failed: what Terraform had not planned yet is not in it."
        yield Notification(Level.ERROR, "terraform-plan-errored", text, "Mend the plan, and make it again.")
    elif document.get("complete") is False:
        text = "The plan is not complete: applying it leaves changes to a later plan, or -target was used."
        hint = "Make a plan of the whole configuration; what is not in it cannot be judged."
        if deferred:
            text = "The plan is not complete: applying it leaves changes to a later plan."
            hint = "Apply it, then make the plan that follows and scan that, too."
        yield Notification(Level.ERROR, "terraform-plan-incomplete", text, hint)
    if deferred:
        text = f"Changes are put off to a later plan, and not judged: {_names(sorted(deferred))}."
        yield Notification(Level.NOTE, "terraform-deferred", text)
    if bad:
        text = f"Resources of the document could not be read: {_names(bad)}."
        yield Notification(Level.ERROR, "terraform-resource", text, documents.MAKE_PLAN)
    if document.get("format_version") == "0.1":
        text = (
            "The document does not say which values are secret: its format is that of Terraform before 0.15."
        )
        yield Notification(Level.NOTE, "terraform-old-format", text, "Make it with Terraform 1.1 or later.")


def _names(addresses: list[str]) -> str:
    rest = len(addresses) - _SHOWN
    return ", ".join(address[:200] for address in addresses[:_SHOWN]) + (
        f" and {rest:,} more" if rest > 0 else ""
    )
