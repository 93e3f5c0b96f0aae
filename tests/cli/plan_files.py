"""Small Terraform plans, as `terraform show -json` writes them, and the sources that they come from."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PROJECT = "shop-prod"
SERVICE = "google_compute_backend_service"
CANARY = "canary-5ec2e7"
"""Stands wherever a plan may hold a secret."""

WEB: dict[str, Any] = {
    "name": "web",
    "project": PROJECT,
    "protocol": "HTTPS",
    "load_balancing_scheme": "EXTERNAL_MANAGED",
    "timeout_sec": 30,
    "enable_cdn": False,
    "security_policy": "",
    "log_config": [{"enable": True, "sample_rate": 1}],
    "iap": [],
    "backend": [],
}
"""A backend service that logs every request, and has no Cloud Armor policy."""

QUIET = WEB | {"log_config": []}
"""The same without logs."""

MAIN = """\
provider "google" {
  project = "shop-prod"
}

resource "google_compute_backend_service" "web" {
  name                  = "web"
  protocol              = "HTTPS"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  enable_cdn            = false
}
"""
"""The sources of QUIET."""


def change(
    before: Any, after: Any, *, type_: str = SERVICE, name: str = "web", **more: Any
) -> dict[str, Any]:
    """Return an entry of resource_changes; `more` are members of its change."""
    actions = {
        (False, True): ["create"],
        (True, False): ["delete"],
    }.get((before is not None, after is not None), ["no-op"] if before == after else ["update"])
    details = {"actions": actions, "before": before, "after": after, "after_unknown": {}}
    details |= {"before_sensitive": {}, "after_sensitive": {}} | more
    return {
        "address": f"{type_}.{name}",
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/google",
        "change": details,
    }


def plan(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a plan; `more` are members of the document."""
    resources = [
        {
            "address": one["address"],
            "mode": "managed",
            "type": one["type"],
            "name": one["name"],
            "provider_config_key": "google",
            "expressions": {
                key: {"constant_value": value}
                for key, value in (one["change"]["after"] or {}).items()
                if isinstance(value, str | bool | int)
            },
        }
        for one in changes
        if one["change"]["after"] is not None
    ]
    provider = {"name": "google", "expressions": {"project": {"constant_value": PROJECT}}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.5",
        "planned_values": {"root_module": {}},
        "resource_changes": list(changes),
        "configuration": {
            "provider_config": {"google": provider},
            "root_module": {"resources": resources},
        },
    } | more


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    """Return what `terraform show -json` says of a state with some backend services."""
    return {
        "format_version": "1.0",
        "terraform_version": "1.9.5",
        "values": {
            "root_module": {
                "resources": [
                    {
                        "address": f"{SERVICE}.{values['name']}",
                        "mode": "managed",
                        "type": SERVICE,
                        "name": values["name"],
                        "provider_name": "registry.terraform.io/hashicorp/google",
                        "values": values,
                        "sensitive_values": {},
                    }
                    for values in resources
                ]
            }
        },
    }


def export(records: Iterable[tuple[str, str, dict[str, Any]]]) -> bytes:
    """Return an export of compute assets: (collection, name, data)."""
    kinds = {"backendServices": "BackendService", "urlMaps": "UrlMap", "securityPolicies": "SecurityPolicy"}
    lines = []
    for collection, name, data in records:
        full = f"//compute.googleapis.com/projects/{PROJECT}/global/{collection}/{name}"
        kind = f"compute.googleapis.com/{kinds[collection]}"
        lines.append(json.dumps({"name": full, "asset_type": kind, "resource": {"data": data}}))
    return "\n".join(lines).encode() + b"\n"


def write_bundle(folder: Path) -> None:
    """Write a bundle of three rules, which a scan loads faster than all of them."""
    folder.mkdir(exist_ok=True)
    rules = "rules:\n  include: [LB414, LB415, LB422]\n"
    (folder / "bundle.yaml").write_text(f"name: small\ndescription: Logs, Cloud Armor, references.\n{rules}")


def write(path: Path, document: Any) -> Path:
    """Write a document as Terraform does: on one line."""
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    return path
