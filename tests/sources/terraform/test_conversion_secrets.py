import json
from typing import Any

from conversion_plans import change, convert_all

CANARY = "canary-5f3a"


def _everything(*changes: dict[str, Any]) -> str:
    notes: list[Any] = []
    found = convert_all(*changes, notes=notes)
    assert found
    return json.dumps([repr(asset) for asset in found]) + repr(notes)


def test_known_secrets_are_left_out_though_nothing_marks_them() -> None:
    service = {
        "name": "web",
        "iap": [
            {
                "enabled": True,
                "oauth2_client_id": "id",
                "oauth2_client_secret": CANARY,
                "oauth2_client_secret_sha256": CANARY,
                "oauth2_client_secret_of_tomorrow": CANARY,
            }
        ],
        "security_settings": [{"aws_v4_authentication": [{"access_key": CANARY, "access_key_id": "AKIA"}]}],
    }
    certificate = {"name": "cert", "certificate": "PEM", "private_key": CANARY}
    managed = {"name": "cert", "self_managed": [{"pem_certificate": "PEM", "pem_private_key": CANARY}]}
    template = {
        "name": "vm",
        "metadata": {"token": CANARY},
        "metadata_startup_script": CANARY,
        "disk": [CANARY],
    }
    run = {"name": "app", "template": [{"containers": [{"env": [{"name": "K", "value": CANARY}]}]}]}
    text = _everything(
        change("google_compute_backend_service", service),
        change("google_compute_ssl_certificate", certificate),
        change("google_certificate_manager_certificate", managed),
        change("google_compute_instance_template", template),
        change("google_cloud_run_v2_service", run),
        change("google_cloud_run_service", run),
    )
    assert CANARY not in text
    assert "AKIA" in text


def test_what_is_marked_is_left_out_and_said_to_be_unknown() -> None:
    values = {
        "name": "web",
        "protocol": CANARY,
        "custom_request_headers": ["ok", CANARY],
        "backend": [{"group": CANARY, "description": "ok"}],
        "log_config": [{"enable": CANARY}],
    }
    marks = {
        "protocol": True,
        "custom_request_headers": [False, True],
        "backend": [{"group": True}],
        "log_config": True,
    }
    made = change("google_compute_backend_service", values, sensitive=marks)
    assert CANARY not in _everything(made)
    asset = convert_all(made)[0]
    assert asset.data == {
        "name": "web",
        "customRequestHeaders": ["ok", ""],
        "backends": [{"description": "ok"}],
    }
    assert asset.unknown == ("/protocol", "/customRequestHeaders/1", "/backends/0/group", "/logConfig")


def test_secrets_of_what_exists() -> None:
    values = {"name": "web", "protocol": CANARY}
    gone = change("google_compute_backend_service", None, before=values, sensitive={"protocol": True})
    changed = change(
        "google_compute_backend_service", values, name="b", before=values, sensitive={"protocol": True}
    )
    assert CANARY not in _everything(gone, changed)


def test_secrets_in_names_and_places() -> None:
    marks = {"name": True, "region": True, "project": True, "map": True}
    values = {
        "name": CANARY,
        "region": CANARY,
        "project": CANARY,
        "map": CANARY,
        "id": f"projects/{CANARY}/x",
    }
    text = _everything(
        change("google_compute_region_url_map", values, sensitive={**marks, "id": True}),
        change("google_certificate_manager_certificate_map_entry", values, sensitive={**marks, "id": True}),
    )
    assert CANARY not in text


def test_secrets_in_iam() -> None:
    member = {
        "name": "app",
        "location": "l",
        "role": CANARY,
        "member": CANARY,
        "condition": [{"expression": CANARY}],
    }
    marks: dict[str, Any] = {"role": True, "member": True, "condition": [{"expression": True}]}
    policy = {
        "name": "app",
        "location": "l",
        "policy_data": json.dumps({"bindings": [{"role": "r", "members": [CANARY]}]}),
    }
    text = _everything(
        change("google_cloud_run_v2_service_iam_member", member, sensitive=marks),
        change("google_cloud_run_v2_service_iam_policy", policy, sensitive={"policy_data": True}),
        change(
            "google_cloud_run_v2_service_iam_binding",
            {**member, "members": [CANARY]},
            sensitive={**marks, "members": True},
        ),
    )
    assert CANARY not in text


def test_secrets_in_annotations_and_parts() -> None:
    service = {"name": "app", "metadata": [{"annotations": {"run.googleapis.com/ingress": CANARY}}]}
    rule = {"firewall_policy": CANARY, "priority": 1, "description": CANARY}
    text = _everything(
        change(
            "google_cloud_run_service",
            service,
            sensitive={"metadata": [{"annotations": {"run.googleapis.com/ingress": True}}]},
        ),
        change(
            "google_compute_network_firewall_policy_rule",
            rule,
            sensitive={"firewall_policy": True, "description": True},
        ),
    )
    assert CANARY not in text
