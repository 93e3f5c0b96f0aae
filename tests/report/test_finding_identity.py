import hashlib
import json
from dataclasses import replace

import pytest

from lbpolicy.model import AssetRef, Origin, Outcome, Status
from lbpolicy.report.identity import discriminator, finding_id, identified

ASSET = AssetRef("//compute.googleapis.com/projects/p/global/urlMaps/m", "compute.googleapis.com/UrlMap", "p")
OUTCOME = Outcome("LB901", Status.FAIL, ASSET, Origin("a.json", 1), "Bad.", "/hostRules/0", "www")


def identity(outcome: Outcome) -> str:
    [(name, _)] = identified([outcome])
    return name


def test_the_recipe_is_the_published_one() -> None:
    text = '["lbpolicy/v1","LB901","//x/y","\\u00e9"]'
    assert json.loads(text) == ["lbpolicy/v1", "LB901", "//x/y", "é"]
    assert finding_id("LB901", "//x/y", "é") == hashlib.sha256(text.encode()).hexdigest()[:32]


def test_parts_cannot_run_into_each_other() -> None:
    ids = {
        finding_id("LB9", "01", "x"),
        finding_id("LB90", "1", "x"),
        finding_id("LB9", "01x", ""),
        finding_id("LB9", '01","x', ""),
        finding_id("LB9", "01", "x", 2),
        finding_id("LB9", "01", 'x",2'),
        finding_id("LB9", "01", "x2"),
    }
    assert len(ids) == 7


@pytest.mark.parametrize(
    "changed",
    [
        replace(OUTCOME, message="Worded anew."),
        replace(OUTCOME, origin=Origin("b.json", 99)),
        replace(OUTCOME, path="/hostRules/7"),
        replace(OUTCOME, evidence={"n": 1}, related=("//z",)),
        replace(OUTCOME, status=Status.REVIEW),
        replace(OUTCOME, asset=replace(ASSET, project="", location="global")),
    ],
)
def test_a_finding_stays_the_same_when_only_its_telling_changes(changed: Outcome) -> None:
    assert identity(changed) == identity(OUTCOME)


@pytest.mark.parametrize(
    "other",
    [
        replace(OUTCOME, rule="LB902"),
        replace(OUTCOME, key="api"),
        replace(OUTCOME, key=""),
        replace(OUTCOME, asset=replace(ASSET, name=ASSET.name + "2")),
    ],
)
def test_another_finding_is_another(other: Outcome) -> None:
    assert identity(other) != identity(OUTCOME)


def test_the_discriminator_is_the_key_else_the_path_and_empty_for_a_pass() -> None:
    assert discriminator(OUTCOME) == "www"
    assert discriminator(replace(OUTCOME, key="")) == "/hostRules/0"
    assert discriminator(replace(OUTCOME, status=Status.PASS)) == ""


def test_the_same_said_twice_is_said_once() -> None:
    twice = [OUTCOME, replace(OUTCOME, path="/hostRules/4")]
    assert [outcome.path for _, outcome in identified(twice)] == ["/hostRules/0"]


def test_what_only_the_message_tells_apart_is_numbered_whatever_the_order() -> None:
    three = [replace(OUTCOME, message=text) for text in ("A.", "B.", "C.")]
    numbered = dict(identified(three))
    assert list(numbered) == [finding_id("LB901", ASSET.name, "www", n) for n in (1, 2, 3)]
    assert dict(identified(reversed(three))) == numbered


def test_a_review_that_comes_does_not_rename_the_failure() -> None:
    review = replace(OUTCOME, status=Status.REVIEW, message="A.", path="")
    alone = next(identified([OUTCOME]))
    assert alone in list(identified([review, OUTCOME]))


def test_a_lone_surrogate_has_an_identity_too() -> None:
    assert finding_id("LB901", "//x/\ud800", "") != finding_id("LB901", "//x/\udfff", "")
