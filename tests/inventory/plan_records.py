"""Assets as a Terraform plan has them, for the tests of the inventory."""

from dataclasses import replace
from typing import Any

from inventory_records import COMPUTE, REGION, WORLD, asset, compute, inventory, run_service

from lbpolicy.inventory import Inventory
from lbpolicy.model import Asset, Change, Notification, Origin, Phase

__all__ = ["COMPUTE", "REGION", "WORLD", "created", "load_balancer", "of_plan", "policy_of", "world"]

RULE, PROXY, MAP = f"{WORLD}/forwardingRules/web", f"{WORLD}/targetHttpsProxies/web", f"{WORLD}/urlMaps/web"
SERVICE, NEG = f"{WORLD}/backendServices/web", f"{REGION}/networkEndpointGroups/web"


def of_plan(one: Asset, change: Change = Change.CREATE, phase: Phase = Phase.AFTER, **more: Any) -> Asset:
    """Return an asset as a plan has it; without ancestors, which a plan does not tell."""
    settings: dict[str, Any] = {
        "origin": Origin("plan.json", address=f"google.{one.name.rpartition('/')[2]}"),
        "ancestors": (),
        "change": change,
        "phase": phase,
    }
    return replace(one, **(settings | more))


def created(url: str, data: Any = None, unknown: tuple[str, ...] = (), **more: Any) -> Asset:
    """Return a compute asset that a plan creates."""
    return of_plan(compute(url, data), unknown=unknown, **more)


def load_balancer(**unknown: tuple[str, ...]) -> list[Asset]:
    """Return a load balancer in front of Cloud Run that a plan creates whole.

    `unknown`: by "rule", "proxy", "map", "service" or "neg" what the plan does not know of it; what is not
    known is left out of the data.
    """
    scheme = {"loadBalancingScheme": "EXTERNAL_MANAGED"}
    parts: dict[str, tuple[str, dict[str, Any]]] = {
        "rule": (RULE, {"target": PROXY, "portRange": "443-443", **scheme}),
        "proxy": (PROXY, {"urlMap": MAP}),
        "map": (MAP, {"defaultService": SERVICE}),
        "service": (SERVICE, {"backends": [{"group": NEG}], **scheme}),
        "neg": (NEG, {"networkEndpointType": "SERVERLESS", "cloudRun": {"service": "app"}}),
    }
    assets = []
    for part, (url, data) in parts.items():
        later = unknown.get(part, ())
        assets.append(created(url, without(data, later), later))
    return [*assets, of_plan(run_service(data={"name": "app"}))]


def without(data: Any, pointers: tuple[str, ...], here: str = "") -> Any:
    """Return data as the converter leaves it: an element of a list that is not known is empty."""
    if isinstance(data, dict):
        return {
            key: without(value, pointers, f"{here}/{key}")
            for key, value in data.items()
            if f"{here}/{key}" not in pointers
        }
    if isinstance(data, list):
        return [
            ({} if isinstance(item, dict) else "")
            if f"{here}/{index}" in pointers
            else without(item, pointers, f"{here}/{index}")
            for index, item in enumerate(data)
        ]
    return data


def policy_of(
    name: str, kind: str, *grants: tuple[str, str], unknown: tuple[str, ...] = (), **more: Any
) -> Asset:
    """Return the part of an IAM policy that a plan holds; with "/bindings" in `unknown` there may be more."""
    bindings = [{"role": role, "members": [member]} for role, member in grants]
    return of_plan(asset(name, kind, iam_policy={"bindings": bindings}), unknown=unknown, **more)


def world(
    *assets: Asset, removed: tuple[Asset, ...] = (), notes: list[Notification] | None = None
) -> Inventory:
    """Return the world after a plan, ready."""
    ready = inventory((), notes)
    for one in assets:
        ready.add(one)
    for one in removed:
        ready.remove(one)
    ready.finish()
    return ready
