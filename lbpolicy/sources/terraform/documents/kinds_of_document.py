"""Which of Terraform's documents something is, and whether it can be read."""

import re
from collections.abc import Mapping

from lbpolicy.model import Json
from lbpolicy.sources.faults import ReadError

PLAN = "plan"
STATE = "state"

_STEPS = "terraform plan -out=plan.out && terraform show -json plan.out > plan.json"
_SCAN = "Then: lbpolicy scan plan.json --source-dir ."
MAKE_PLAN = f"Make a plan with: {_STEPS} (or with tofu). {_SCAN}"
"""What to do to get a plan that can be read."""
MAKE_STATE = f"For the state: terraform show -json > state.json; for a plan: {_STEPS} (or with tofu)."
"""What to do to get a state that can be read."""

_PLAN_KEYS = frozenset({"resource_changes", "planned_values", "configuration", "output_changes", "applyable"})
_STATE_KEYS = frozenset({"format_version", "terraform_version", "values", "checks"})
_OTHER_KEYS = frozenset({"provider_schemas", "diagnostics", "function_signatures"})
"""Of what other commands of Terraform write as JSON: providers schema, validate, metadata functions."""
_RAW_STATE_KEYS = frozenset({"version", "serial", "lineage"})
_OLD = ("0.1", "0.2")
"""Formats of Terraform 0.12 to 1.0, with the same shape."""
_ZIP = b"PK\x03\x04"
_NAME_IN_ZIP = 30
"""Offset of the first file's name in a zip archive."""
_SOURCE_NAMES = (".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json")
_BEGINS_SOURCE = re.compile(
    rb"(?:\s++|(?:#|//)[^\n]*+\n|/\*.*?\*/)*+"  # comments
    rb"(?:(?:resource|data|provider|module|variable|output)[ \t]++\"[\w-]++\"(?:[ \t]++\"[\w-]++\")?"
    rb"|terraform|locals)[ \t]*+\{",
    re.DOTALL,
).match
_COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
_BEGINNING = 4096
"""Bytes in which a text shows whether Terraform printed it."""
_PRINTED = re.compile(
    rb"(?:Terraform|OpenTofu)\b[^\n]*\b(?:will perform the following actions|used the selected providers)"
    rb"|^No changes\. |^Changes to Outputs:|^The state file is empty"
    rb"|^(?:\xe2\x95\xb7\s*\xe2\x94\x82 |\xe2\x94\x82 |\| )?(?:Error|Warning): "
    rb"|^Failed to (?:read the given file|load|marshal)|^Acquiring state lock",
    re.MULTILINE,
).search
"""What `terraform plan` and `show` print for people, be it a plan or an error."""
_WRAPPED = re.compile(rb"\s*\[command\][^\n]*(?:terraform|tofu)").match
"""The line that the wrapper of a GitHub action puts before the output of Terraform."""


def is_binary_plan(head: bytes) -> bool:
    """Tell from its first bytes whether a file is what `terraform plan -out` writes: a zip with a tfplan."""
    return head.startswith(_ZIP) and head[_NAME_IN_ZIP : _NAME_IN_ZIP + 6] == b"tfplan"


def binary_plan() -> ReadError:
    """Return the error for such a file."""
    hint = f"Convert it: terraform show -json plan.out > plan.json (or tofu show -json). {_SCAN}"
    return ReadError(
        "terraform-binary-plan", "a plan in Terraform's binary form, which only it can read", hint
    )


def source_file(head: bytes, name: str) -> ReadError | None:
    """Return the error for what people write or read and no program should: `.tf` files, printed text.

    `head` is the beginning of the file. None for anything else.
    """
    if _WRAPPED(head):
        text = "a plan among lines of the wrapper that hashicorp/setup-terraform puts around Terraform"
        hint = f"Set terraform_wrapper: false (tofu_wrapper for OpenTofu). {MAKE_PLAN}"
        return ReadError("terraform-wrapper", text, hint)
    if name.endswith(_SOURCE_NAMES) or _BEGINS_SOURCE(head):
        text = "Terraform source code: what will exist is told by a plan that is made of it"
        return ReadError("terraform-source", text, MAKE_PLAN)
    if not head.lstrip().startswith((b"{", b"[")) and _PRINTED(_COLOUR.sub(b"", head[:_BEGINNING])):
        return ReadError("terraform-printed-plan", "what Terraform prints for people, and no JSON", MAKE_PLAN)
    return None


def is_terraform(document: Json) -> bool:
    """Tell whether a JSON document is one of Terraform's, also one that cannot be read as it is."""
    return isinstance(document, Mapping) and (
        (
            "format_version" in document
            and (not (_PLAN_KEYS | _OTHER_KEYS).isdisjoint(document) or _STATE_KEYS.issuperset(document))
        )
        or _is_raw_state(document)
        or _is_encrypted(document)
        or _is_log(document)
    )


def check(document: Mapping[str, Json]) -> str:
    """Return whether a document is a "plan" or a "state".

    Raises ReadError for everything else, with the way to the right file: "terraform-format",
    "terraform-raw-state", "terraform-log", "terraform-encrypted".
    """
    if _is_raw_state(document):
        text = "a Terraform state file as it lies on disk, whose form changes from version to version"
        raise ReadError("terraform-raw-state", text, MAKE_STATE)
    if _is_log(document):
        text = "the log of `terraform plan -json`: it names the changed resources, not what is in them"
        raise ReadError("terraform-log", text, MAKE_PLAN)
    if _is_encrypted(document):
        text = "an encrypted OpenTofu file"
        raise ReadError("terraform-encrypted", text, "Decrypt it: tofu show -json plan.out > plan.json.")
    _check_format(document.get("format_version"))
    if not _PLAN_KEYS.isdisjoint(document):
        return PLAN
    if _STATE_KEYS.issuperset(document):
        return STATE
    raise ReadError("terraform-format", "neither a Terraform plan nor a state", MAKE_STATE)


def _check_format(version: Json) -> None:
    """Refuse what is not format 1.x, or old and alike."""
    if version is None:
        raise ReadError("terraform-format", "a Terraform plan without a format_version", MAKE_PLAN)
    major, _, minor = version.partition(".") if isinstance(version, str) else ("", "", "")
    if (major == "1" and minor.isdecimal()) or version in _OLD:
        return
    shown = f"{version[:20]!r}" if isinstance(version, str) else "that is no text"
    text = f"a Terraform document of format_version {shown}; this release reads 1.x"
    raise ReadError(
        "terraform-format", text, "Update lbpolicy, or make the plan with Terraform 1.1 or later."
    )


def _is_raw_state(document: Mapping[str, Json]) -> bool:
    return "format_version" not in document and (
        _RAW_STATE_KEYS.issubset(document) or ("version" in document and "terraform_version" in document)
    )


def _is_log(document: Mapping[str, Json]) -> bool:
    return "@level" in document and "@message" in document


def _is_encrypted(document: Mapping[str, Json]) -> bool:
    return "encrypted_data" in document and "format_version" not in document
