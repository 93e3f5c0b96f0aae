"""Cloud Run: Knative and v2 say the same in one shape; what decides who gets in is never guessed."""

from typing import Any

import pytest

from lbpolicy.inventory.canonical import complete, tidy
from lbpolicy.inventory.cloud_run import is_knative
from lbpolicy.inventory.types import RUN_SERVICE

INGRESS = "run.googleapis.com/ingress"
IAP = "run.googleapis.com/iap-enabled"
INVOKER = "run.googleapis.com/invoker-iam-disabled"
DEFAULT_URL = "run.googleapis.com/default-url-disabled"
OPEN = {"ingress": "INGRESS_TRAFFIC_ALL", "iapEnabled": False, "invokerIamDisabled": False}


def canonical(data: Any) -> dict[str, Any]:
    return complete(RUN_SERVICE, tidy(RUN_SERVICE, data))


def knative(**annotations: Any) -> dict[str, Any]:
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {"name": "app", "labels": {"a": "b"}, "uid": "1", "annotations": annotations},
        "spec": {"template": {"spec": {"containers": [{"env": [{"name": "KEY", "value": "hush"}]}]}}},
        "status": {"url": "https://app.run.app"},
    }


def v2(**settings: Any) -> dict[str, Any]:
    return {
        "name": "app",
        "labels": {"a": "b"},
        "uid": "1",
        "uri": "https://app.run.app",
        "template": {"containers": [{"env": [{"name": "KEY", "value": "hush"}]}]},
        "buildConfig": {"environmentVariables": {"KEY": "hush"}},
        **settings,
    }


@pytest.mark.parametrize(
    ("annotations", "settings"),
    [
        ({}, {}),
        ({INGRESS: "all"}, {"ingress": "INGRESS_TRAFFIC_ALL"}),
        ({INGRESS: "internal"}, {"ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY"}),
        (
            {INGRESS: "internal-and-cloud-load-balancing"},
            {"ingress": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"},
        ),
        ({INGRESS: "none"}, {"ingress": "INGRESS_TRAFFIC_NONE"}),
        ({IAP: "true", INVOKER: "false"}, {"iapEnabled": True, "invokerIamDisabled": False}),
        ({IAP: "false", INVOKER: "true"}, {"iapEnabled": False, "invokerIamDisabled": True}),
        ({IAP: "True", DEFAULT_URL: "true"}, {"iapEnabled": True, "defaultUriDisabled": True}),
        ({IAP: True, INVOKER: "1"}, {"iapEnabled": "true", "invokerIamDisabled": True}),
        ({INGRESS: None, IAP: None}, {"ingress": None, "iapEnabled": None}),
        ({INGRESS: ""}, {"ingress": ""}),
        # What Google may say one day, or says while no revision is active, is left for the rules to judge.
        ({INGRESS: "from-the-moon"}, {"ingress": "from-the-moon"}),
        ({INGRESS: "INGRESS_TRAFFIC_UNSPECIFIED"}, {"ingress": "INGRESS_TRAFFIC_UNSPECIFIED"}),
    ],
)
def test_knative_and_v2_are_one(annotations: dict[str, Any], settings: dict[str, Any]) -> None:
    made = canonical(knative(**annotations))
    assert made == canonical(v2(**settings))
    assert "hush" not in str(made)


def test_defaults() -> None:
    assert canonical({}) == OPEN
    assert canonical({"metadata": {}}) == OPEN
    assert canonical({"metadata": {"annotations": {}}, "status": {"url": 5}}) == OPEN


@pytest.mark.parametrize("said", ["all ", "ALL", "public", "5"])
def test_an_ingress_that_nobody_knows_is_kept(said: str) -> None:
    assert canonical(knative(**{INGRESS: said}))["ingress"] == said
    assert canonical(v2(ingress=said))["ingress"] == said


@pytest.mark.parametrize("value", [5, True, ["all"], {"all": 1}])
def test_an_ingress_annotation_of_the_wrong_type_is_not_open_nor_closed(value: Any) -> None:
    assert canonical(knative(**{INGRESS: value}))["ingress"] == str(value)


@pytest.mark.parametrize("annotation", [IAP, INVOKER, DEFAULT_URL])
@pytest.mark.parametrize("value", ["yes", "maybe", 5, ["true"], {"true": True}, "truefalse"])
def test_a_switch_that_cannot_be_read_is_not_guessed(annotation: str, value: Any) -> None:
    with pytest.raises(ValueError, match="neither true nor false"):
        canonical(knative(**{annotation: value}))


@pytest.mark.parametrize("attribute", ["iapEnabled", "invokerIamDisabled", "defaultUriDisabled"])
@pytest.mark.parametrize("value", ["yes", 5, [], [True], {}])
def test_a_switch_of_v2_that_cannot_be_read_is_not_guessed(attribute: str, value: Any) -> None:
    with pytest.raises(ValueError, match=attribute):
        canonical(v2(**{attribute: value}))


@pytest.mark.parametrize("value", ["x", 5, [], ["x"], True])
def test_metadata_that_is_no_object_is_not_a_service_without_annotations(value: Any) -> None:
    with pytest.raises(ValueError, match="metadata is not an object"):
        canonical({"metadata": value})
    with pytest.raises(ValueError, match="annotations is not an object"):
        canonical({"metadata": {"annotations": value}})


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ({"metadata": {}}, True),
        ({"metadata": "x"}, True),
        ({"apiVersion": "serving.knative.dev/v1", "kind": "Service"}, True),
        ({"apiVersion": 5}, False),
        ({"name": "projects/p/locations/r/services/app", "ingress": "INGRESS_TRAFFIC_ALL"}, False),
        ({}, False),
    ],
)
def test_is_knative(data: dict[str, Any], *, answer: bool) -> None:
    assert is_knative(data) is answer


def test_settings_of_v2_that_no_annotation_has_are_kept() -> None:
    assert canonical(v2(launchStage="GA", traffic=[{"percent": 100}]))["launchStage"] == "GA"
