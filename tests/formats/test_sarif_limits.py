"""What the services take: results, bytes, characters, tags."""

import gzip
import random
import tracemalloc
from dataclasses import replace
from typing import Any

import pytest
from plan_reports import LINE
from reports import CDN_RULE, WEB, finding, report
from sarif_logs import PIPELINE, sarif_rules, sarif_run

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.interface import SarifProfile
from lbpolicy.formats.sarif.profiles import PROFILES
from lbpolicy.formats.sarif.room import Room
from lbpolicy.model import Report, Severity

SERVICES: tuple[SarifProfile, ...] = ("github", "gitlab", "azdo")


def written(what: Report, profile: SarifProfile) -> bytes:
    options = RenderOptions(sarif_profile=profile, pipeline=PIPELINE)
    return b"".join(FORMATS["sarif"].render(what, options))


def cut(run: dict[str, Any]) -> str:
    found = run["invocations"][0]["toolExecutionNotifications"]
    return "".join(one["message"]["text"] for one in found if one["descriptor"]["id"] == "results-cut")


@pytest.mark.parametrize("profile", SERVICES)
def test_at_most_5000_results_the_worst_ones(profile: SarifProfile) -> None:
    low = [replace(finding(key=f"low {n}"), severity=Severity.LOW) for n in range(3000)]
    run = sarif_run(report([*(finding(key=str(n)) for n in range(3000)), *low]), profile)
    assert len(run["results"]) == 5000
    assert [one["level"] for one in run["results"]] == ["error"] * 3000 + ["note"] * 2000
    assert cut(run).startswith("1,000 of 6,000 results are left out, the least severe ones.")
    assert "takes 5,000 results and 10 MB" in cut(run)


def noise(count: int, length: int) -> Report:
    """Return a report with texts that no compression makes shorter than three quarters."""
    chance = random.Random(7)  # noqa: S311 - noise, the same in every run
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
    texts = ("".join(chance.choices(letters, k=length)) for _ in range(count))
    return report(finding(key=str(n), message=text) for n, text in enumerate(texts))


@pytest.mark.parametrize("profile", ["github", "azdo"])
def test_the_file_stays_below_ten_megabytes_after_gzip(profile: SarifProfile) -> None:
    made = noise(3200, 4500)
    packed = len(gzip.compress(written(made, profile), 6))
    assert 9_500_000 < packed < 10_000_000, "full, and no fuller than may be"
    run = sarif_run(made, profile)
    assert cut(run).startswith(f"{3200 - len(run['results']):,} of 3,200 results are left out")
    assert len(gzip.compress(written(made, "gitlab"), 6)) < 10_000_000


def test_gitlab_counts_the_bytes_themselves() -> None:
    made = report(
        finding(asset=replace(WEB, name=f"{WEB.name}{'x' * 2500}{n}"), key=str(n)) for n in range(4000)
    )
    size = len(written(made, "gitlab"))
    assert 9_900_000 < size <= 10_000_000
    assert cut(sarif_run(made, "gitlab"))


def test_one_finding_that_is_too_long_does_not_take_the_others_place() -> None:
    giant = finding(path="z" * 11_000_000)
    run = sarif_run(report([giant, finding(key="small")]), "gitlab")
    assert len(run["results"]) == 1
    assert cut(run).startswith("1 of 2 results")


def test_room_is_taken_only_by_what_fits() -> None:
    room = Room(100, packed=False)
    room.put(b"x" * 40)
    room.reserve(b"x" * 20)
    assert not room.take(b"x" * 41)
    assert room.take(b"x" * 40)
    assert not room.take(b"x")
    assert Room(0, packed=False).take(b"x" * 1000)


@pytest.mark.parametrize("name", ["x" * 5000, "{" * 5000, "a {0} b" * 900, "x](y" * 900])
def test_gitlab_drops_no_result_for_a_long_text(name: str) -> None:
    asset = replace(WEB, name=f"//compute.googleapis.com/{name}")
    rule = replace(CDN_RULE, description=name)
    for message in (name, "Short."):
        run = sarif_run(report([finding(asset=asset, message=message)], catalogue=(rule,)), "gitlab")
        [result] = run["results"]
        text = result["message"]["text"]
        assert len(text) <= PROFILES["gitlab"].text
        assert text.endswith("'.")
        doubled = [one.replace("{", "{{").replace("}", "}}") for one in result["message"]["arguments"]]
        assert text == f"Asset '{doubled[0]}': '{doubled[1]}'."
        [described] = run["tool"]["driver"]["rules"]
        assert len(described["fullDescription"]["text"]) <= PROFILES["gitlab"].text
        assert described["fullDescription"]["text"].endswith(".")
        assert len(described["shortDescription"]["text"]) <= PROFILES["gitlab"].text


def test_gitlab_reads_the_severity_of_every_finding() -> None:
    every = [replace(finding(key=one.value), severity=one) for one in Severity]
    ranks = [one["rank"] for one in sarif_run(report(every), "gitlab")["results"]]
    limits = [90, 70, 40, 10, 0]  # from there on it says critical, high, medium, low, info
    assert [rank >= limit for rank, limit in zip(ranks, limits, strict=True)] == [True] * 5
    assert [rank < limit for rank, limit in zip(ranks[1:], limits, strict=False)] == [True] * 4
    assert "rank" not in sarif_run(report(every), "github")["results"][0]


@pytest.mark.parametrize("profile", SERVICES)
def test_a_weakness_is_a_tag_that_makes_no_secret_of_it(profile: SarifProfile) -> None:
    rule = replace(CDN_RULE, frameworks={"CWE": ("CWE-319", "16"), "CIS": tuple(map(str, range(20)))})
    [shown] = sarif_rules(report(catalogue=(rule,)), profile)
    tags = shown["properties"]["tags"]
    assert len(tags) == 10
    [generic] = sarif_rules(report(catalogue=(rule,)))
    assert {"external/cwe/cwe-319", "external/cwe/cwe-16"} <= set(generic["properties"]["tags"])
    assert not any(tag.lower().startswith(("cwe", "cve")) for tag in generic["properties"]["tags"])


@pytest.mark.parametrize("profile", SERVICES)
def test_ten_thousand_instances_on_one_line_are_one_short_result(profile: SarifProfile) -> None:
    made = report(
        finding(
            asset=replace(WEB, name=f"{WEB.name}{n}"), origin=replace(LINE, address=f"g.w[{n}]"), key=str(n)
        )
        for n in range(10_000)
    )
    assert len(written(made, profile)) < 40_000
    [result] = sarif_run(made, profile)["results"]
    assert "and 9996 more" in result["message"]["text"]


@pytest.mark.parametrize("profile", ["generic", *SERVICES])
def test_memory_is_bounded_by_what_a_service_takes(profile: SarifProfile) -> None:
    made = report(finding(key=str(n)) for n in range(12_000))
    options = RenderOptions(sarif_profile=profile, pipeline=PIPELINE)
    tracemalloc.start()
    for _ in FORMATS["sarif"].render(made, options):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < (300_000 if profile == "generic" else 2_500_000)
