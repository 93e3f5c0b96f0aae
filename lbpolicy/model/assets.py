"""Assets, and what is noticed about them on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lbpolicy.model.json import Json


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an asset was read."""

    file: str
    """The path as the user gave it, or "-" for standard input."""
    line: int | None = None
    """1-based line on which the asset begins."""
    column: int | None = None
    """1-based column, where it is known."""
    address: str = ""
    """Address of the Terraform resource: module.lb.google_compute_backend_service.default["x"]."""
    snippet: str = ""
    """The source line itself, where there is one to show; it holds no secret."""

    @property
    def in_sources(self) -> bool:
        """It is a place in the sources of Terraform; else the plan, or what holds a record."""
        return bool(self.address) and self.line is not None


class Phase(StrEnum):
    """In which of the two worlds of a Terraform plan an asset is."""

    BOTH = "both"
    """What a plan leaves alone, and all that is not of a plan."""
    BEFORE = "before"
    AFTER = "after"


class Change(StrEnum):
    """What a Terraform plan does to an asset."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Asset:
    """One Cloud Asset Inventory record, whatever shape it had; raw, nothing is canonical yet."""

    name: str
    """Full resource name: //compute.googleapis.com/projects/p/global/backendServices/web."""
    type: str
    """Asset type as the source spells it: compute.googleapis.com/RegionBackendService."""
    origin: Origin
    data: Mapping[str, Json] | None = None
    """The resource (RESOURCE content), with Google's field names; None where the record has none."""
    iam_policy: Mapping[str, Json] | None = None
    """The IAM policy (IAM_POLICY content): {"bindings": [...]}; None where the record has none."""
    ancestors: tuple[str, ...] = ()
    """Nearest first: ("projects/123", "folders/4", "organizations/5"); may be empty."""
    update_time: str = ""
    """RFC 3339, or empty."""
    deleted: bool = False
    """A feed message that says the asset is gone."""
    truncated: bool = False
    """Google cut the data (assetExceptions TRUNCATION)."""
    unknown: tuple[str, ...] = ()
    """JSON pointers into `data` of attributes that a plan does not know yet."""
    exact: tuple[int, ...] = ()
    """Bindings of a plan's `iam_policy`: nobody else will have their role, whatever an export says."""
    phase: Phase = Phase.BOTH
    change: Change | None = None
    """What the plan does to it; None for an asset that is of no plan."""

    @property
    def planned(self) -> bool:
        """It is of a plan, which goes before what an export says of the same asset."""
        return self.change is not None


class Level(StrEnum):
    """How bad a notification is. An error makes the scan incomplete (exit code 3)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Notification:
    """Something the user must know about the scan itself."""

    level: Level
    code: str
    """Stable, kebab-case: "duplicate-asset", "schema-violation", "unreadable-source", "rule-error", ..."""
    message: str
    """What happened and where, in words."""
    hint: str = ""
    """What to do about it."""
    origin: Origin | None = None
    asset: str = ""
    """Full resource name, where it is about one asset."""
    rule: str = ""
    """Rule id, where it is about one rule."""


@dataclass(frozen=True, slots=True)
class AssetRef:
    """Which asset an outcome is about."""

    name: str
    """Canonical full resource name."""
    type: str
    """Canonical asset type: compute.googleapis.com/BackendService."""
    project: str = ""
    location: str = ""
    """"global", a region or a zone."""

    @property
    def short_name(self) -> str:
        """The last segment of the name."""
        return self.name.rsplit("/", 1)[-1]

    @property
    def named(self) -> bool:
        """Its own name is known; else a Terraform address stands for it, which has a dot, unlike names."""
        return "." not in self.short_name


@dataclass(frozen=True, slots=True)
class Subject:
    """What one evaluation sees: an asset with its neighbourhood resolved."""

    kind: str
    """The folder of its rules: "backend_service"."""
    asset: AssetRef
    origin: Origin
    document: bytes
    """The JSON text that Rego sees as `input` (schemas/subject.schema.json)."""
