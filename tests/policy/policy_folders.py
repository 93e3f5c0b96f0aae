"""Builds small folders of policies for the tests of the loader."""

from pathlib import Path

import yaml

CUSTOM: dict[str, object] = {
    "id": "ACME1",
    "name": "SomethingOff",
    "severity": "medium",
    "precision": "high",
    "source": ["beyond"],
    "requires": ["compute.googleapis.com/UrlMap"],
    "remediation": {"summary": "Mend it."},
}
"""The least METADATA that passes, below `custom`."""

BODY = "applies if input.resource.off\n\nfindings := [finding | applies; finding := {}]\n"
"""The least rule that passes."""


def head(**custom: object) -> str:
    """Return a METADATA block with keys of `custom` added or replaced; None takes a key away."""
    changed = {key: value for key, value in {**CUSTOM, **custom}.items() if value is not None}
    text = yaml.safe_dump(
        {"title": "Something is off", "description": "It matters.", "custom": changed}, sort_keys=False
    )
    return "# METADATA\n" + "".join(f"# {line}\n" for line in text.splitlines())


def write_rule(place: Path, name: str = "off", body: str = BODY, metadata: str | None = None) -> Path:
    """Write rules/url_map/<name>.rego below `place`."""
    file = place / "rules" / "url_map" / f"{name}.rego"
    file.parent.mkdir(parents=True, exist_ok=True)
    block = head() if metadata is None else metadata
    file.write_text(f"{block}package lbpolicy.rules.url_map.{name}\n\n{body}", encoding="utf-8")
    return file


def write_library(place: Path, name: str, body: str) -> Path:
    """Write lib/<name>.rego below `place`."""
    file = place / "lib" / f"{name}.rego"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"package lbpolicy.lib.{name.replace('/', '.')}\n\n{body}", encoding="utf-8")
    return file


def write_bundle(place: Path, text: str) -> str:
    """Write <place>/bundle.yaml, and return what --bundle takes."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "bundle.yaml").write_text(text, encoding="utf-8")
    return str(place)
