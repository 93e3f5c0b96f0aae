import json
from typing import Any

import pytest
from conversion_plans import change, convert_all

from lbpolicy.model import Asset, Phase

_PLACE = {"name": "app", "location": "europe-west1"}
_INVOKER = "roles/run.invoker"


def _policies(*changes: dict[str, Any]) -> list[Asset]:
    return [asset for asset in convert_all(*changes) if asset.iam_policy is not None]


def test_a_policy_says_all_of_it_even_of_what_exists() -> None:
    bindings = [{"role": "roles/viewer", "members": ["user:a@example.com"]}]
    made = change(
        "google_cloud_run_v2_service_iam_policy",
        {**_PLACE, "policy_data": json.dumps({"bindings": bindings})},
    )
    _, after = _policies(made)
    assert (after.iam_policy, after.unknown) == ({"bindings": bindings}, ())


def test_a_policy_document_that_is_read_later_is_found() -> None:
    policy = change(
        "google_cloud_run_v2_service_iam_policy",
        dict(_PLACE),
        unknown={"policy_data": True},
        references={"policy_data": ["data.google_iam_policy.web.policy_data", "data.google_iam_policy.web"]},
    )
    source = change(
        "google_iam_policy",
        {"binding": [{"role": _INVOKER, "members": [None], "condition": []}]},
        unknown={"policy_data": True, "binding": [{"members": [True]}]},
        references={
            "binding": [
                {
                    "role": ["var.role"],
                    "members": ["google_service_account.web.email", "google_service_account.web"],
                }
            ]
        },
        mode="data",
        actions=["read"],
    )
    account = change("google_service_account", {"account_id": "app"}, unknown={"email": True})
    _, after = _policies(policy, source, account)
    assert after.iam_policy == {
        "bindings": [{"role": _INVOKER, "members": ["serviceAccount:google_service_account.web"]}]
    }
    assert after.unknown == ()


@pytest.mark.parametrize("text", ["{", "[]", '{"bindings": 1}', "null", '"x"'])
def test_a_policy_document_that_cannot_be_read_says_nothing(text: str) -> None:
    _, after = _policies(change("google_cloud_run_v2_service_iam_policy", {**_PLACE, "policy_data": text}))
    assert (after.iam_policy, after.unknown) == ({"bindings": []}, ("/bindings",))


def test_the_policy_that_a_data_source_reads_is_whole() -> None:
    bindings = [{"role": _INVOKER, "members": ["allUsers"]}]
    values = {**_PLACE, "policy_data": json.dumps({"bindings": bindings})}
    read = change(
        "google_cloud_run_v2_service_iam_policy", values, before=values, mode="data", actions=["no-op"]
    )
    (policy,) = _policies(read)
    assert (policy.iam_policy, policy.unknown, policy.phase) == ({"bindings": bindings}, (), Phase.BOTH)
