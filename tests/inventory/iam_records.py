"""IAM policies of a Cloud Run service, of a backend service and of what stands above them."""

from typing import Any

from inventory_records import WORLD, compute, document, inventory, policy, run_service

from lbpolicy.model import Asset, Origin

CRM = "//cloudresourcemanager.googleapis.com"
APP = "//run.googleapis.com/projects/p/locations/europe-west1/services/app"
OTHER = f"{APP}-2"
ELSEWHERE = "//run.googleapis.com/projects/q/locations/europe-west1/services/app"
WEB = f"{WORLD}/backendServices/web"
IAP = "//iap.googleapis.com/projects/1041/iap_web"
INVOKER, USER = "roles/run.invoker", "roles/iap.httpsResourceAccessor"
Q = ("projects/1042", "folders/4", "organizations/5")
PROJECT, FOLDER, ORGANIZATION = f"{CRM}/projects/1041", f"{CRM}/folders/4", f"{CRM}/organizations/5"


def grant(name: str, *members: str, role: str = INVOKER, **rest: Any) -> Asset:
    kind = "run.googleapis.com/Service" if "/run." in name else ""
    if name.startswith("//iap."):
        kind, role = "iap.googleapis.com/WebService", USER
    return policy(name, *((role, member) for member in members), kind=kind, **rest)


def file(name: str) -> dict[str, Any]:
    return {"origin": Origin(name, 1)}


UP = (grant(PROJECT, "user:p"), grant(FOLDER, "user:f"), grant(ORGANIZATION, "user:o"))


def iam_of_app(*policies: Asset, **rest: Any) -> dict[str, Any]:
    found: dict[str, Any] = document(inventory([run_service(**rest), *policies]), APP)["iam"]
    return found


def iam_of_web(*policies: Asset, data: Any = None) -> dict[str, Any]:
    found: dict[str, Any] = document(inventory([compute(WEB, data or {"id": "7001"}), *policies]), WEB)["iam"]
    return found


def levels(iam: dict[str, Any]) -> str:
    """Return the states of the levels: R for resolved, u for unexported."""
    return "".join({"resolved": "R", "unexported": "u"}[level["state"]] for level in iam["levels"])


def members(iam: dict[str, Any]) -> list[str]:
    return [member for binding in iam["bindings"] for member in binding["members"]]
