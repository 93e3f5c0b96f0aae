"""What single pages say, of rules made for the purpose."""

import pytest
from pages import CASES, MARK, OURS, catalogue, parameter, read, rule, subject, traceability

from lbpolicy.model import Remediation, Severity
from tools import generate_docs
from tools.docs_catalogue import Case, Catalogue
from tools.docs_index import cases_page, index_page
from tools.docs_parameters import allowed
from tools.docs_rule_page import rule_page
from tools.docs_traceability import traceability_page

HOSTILE = "a | `b` </details><script>x</script> [c](javascript:d) *e* __f__ # g \\"


def test_a_page_names_its_cases() -> None:
    found = read(rule_page(catalogue(), rule(), MARK)).texts
    start = {title: found.index(title) for title in ("Fails on", "Passes on", "Does not apply to")}
    decided = found.index("Cannot be decided when")
    assert found[start["Fails on"] : start["Passes on"]] == [
        "Fails on",
        "a wall without a door",
        "doors are left out",
    ]
    assert found[start["Passes on"] + 1] == "a door"
    assert found[start["Does not apply to"] + 1 : decided] == ["a tent"]
    assert found[decided + 1 : decided + 5] == [
        "Where the inventory does not show enough:",
        "the wall was not exported",
        "In a plan, before it is applied:",
        "the door is not known",
    ]
    assert "the colour is not known and does not matter" not in found


def test_many_reviews_are_cut_with_the_way_to_the_rest() -> None:
    many = tuple(Case(f"attribute {number} is not known", "unknown", "review") for number in range(9))
    found = read(rule_page(catalogue(cases=CASES[:3] + many), rule(), MARK))
    assert "attribute 5 is not known" in found.texts
    assert "attribute 6 is not known" not in found.texts
    assert "and 3 more" in found.texts
    assert "../../tests/policies/backend_service/one.yaml" in found.links


def test_a_rule_for_two_kinds_says_what_differs() -> None:
    bucket = subject(
        "backend_bucket",
        title="Also wrong",
        remediation=Remediation("Mend the bucket.", "gcloud bucket {name}"),
    )
    one = rule(subject(), bucket)
    everything = catalogue(one)
    cases = dict(everything.cases)
    cases[bucket.package] = (Case("a bucket without a door", "fails", "fail"), *CASES[1:])
    page = rule_page(Catalogue((one,), cases, everything.bundles, everything.traceability), one, MARK)
    found = read(page).texts
    fails = found.index("Fails on")
    assert found[fails : found.index("Passes on")] == [
        "Fails on",
        "BackendService:",
        "a wall without a door",
        "doors are left out",
        "BackendBucket:",
        "a bucket without a door",
        "doors are left out",
    ]
    assert found.count("a door") == 1  # the lists are the same for both kinds, and stand once
    assert "compute.googleapis.com/BackendBucket: Also wrong" in next(t for t in found if "Also wrong" in t)
    assert read(page).blocks == ["gcloud mend NAME SCOPE\n", "mended = true\n", "gcloud bucket NAME\n"]


def test_a_page_explains_parameters() -> None:
    ports = parameter([80], {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1})
    found = read(rule_page(catalogue(), rule(parameters={"ports": ports}), MARK))
    assert found.texts[found.texts.index("Parameters") + 5 :][:4] == [
        "ports",
        "[80]",
        "a list of integers of at least 1, 1 or more of them",
        "What it is.",
    ]
    assert found.blocks[0] == "rules:\n  LB401:\n    parameters:\n      ports: [80]\n"


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "boolean"}, "`true` or `false`"),
        ({"type": "string", "enum": ["A", "on"]}, "one of `A`, `'on'`"),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "an integer from 1 to 9"),
        ({"type": "number", "maximum": 9}, "a number of at most 9"),
        (
            {"type": "array", "items": {"enum": [1]}, "uniqueItems": True},
            "a list of each one of `1`, none twice",
        ),
        (
            {"type": "string", "minLength": 1, "pattern": "^a$"},
            "a text, 1 or more characters long, that matches `^a$`",
        ),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, "a mapping of `a` (a text)"),
    ],
)
def test_allowed_values_in_words(schema: dict[str, object], words: str) -> None:
    assert allowed(schema) == words


def test_long_commands_go_on_before_an_option() -> None:
    options = " ".join(f"--option-number-{number}=value" for number in range(6))
    long = subject(remediation=Remediation("Mend.", f"gcloud mend {options}"))
    block = read(rule_page(catalogue(), rule(long), MARK)).blocks[0]
    assert block.replace(" \\\n    ", " ") == f"gcloud mend {options}\n"
    assert max(map(len, block.splitlines())) <= 110
    quoted = subject(remediation=Remediation("Mend.", f"echo 'one {options}'"))
    assert read(rule_page(catalogue(), rule(quoted), MARK)).blocks[0] == f"echo 'one {options}'\n"


def test_sources_and_what_goes_beyond_them() -> None:
    one = rule(id="LB402", source=("handbook#walls", "beyond"))
    page = rule_page(catalogue(one), one, MARK)
    assert "- [Walls](../traceability.md#handbook-walls)\n" in page
    assert "Beyond the documents](../traceability.md#beyond): Roofs leak." in page
    assert "[Walls, 1](../traceability.md#handbook-walls-1): Walls have doors." in rule_page(
        catalogue(), rule(), MARK
    )


def test_a_severity_that_a_bundle_changes_is_shown() -> None:
    one = rule()
    base = catalogue(one)
    bundles = {"default": {"LB401": Severity.HIGH}, "strict": {"LB401": Severity.CRITICAL}, "other": {}}
    page = rule_page(Catalogue(base.rules, base.cases, bundles, base.traceability), one, MARK)
    assert "| Bundles | `default`, `strict` (there critical) |" in page


def test_index_and_cases() -> None:
    other = rule(id="LB505", severity=Severity.CRITICAL, frameworks={"A": ("1.10", "1.9")})
    everything = catalogue(rule(frameworks={"A": ("1.9",)}), other)
    page = index_page(everything, MARK)
    assert "| all | 1 | 1 | 0 | 0 | 0 | 2 |" in page
    assert "| A | 1.9 | [LB401](LB401.md), [LB505](LB505.md) |\n| A | 1.10 | [LB505](LB505.md) |" in page
    file = "../../tests/policies/backend_service/one.yaml"
    assert f"| [LB401](LB401.md) | [BackendService]({file}) | 1 | 1 | 1 | 1 | 2 | 1 | 7 |" in cases_page(
        everything, MARK
    )
    assert "| all |  | 2 | 2 | 2 | 2 | 4 | 2 | 14 |" in cases_page(everything, MARK)


def test_hostile_metadata_stays_text() -> None:
    bad = Remediation(HOSTILE, "gcloud ``` {name}", "```\n# out\n")
    on = subject(title=HOSTILE, remediation=bad)
    one = rule(
        on,
        subject("backend_bucket", title=HOSTILE, remediation=bad),
        description=f"{HOSTILE}\n\n- {HOSTILE}",
        exceptions=HOSTILE,
        related_resources=("https://example.com/> [a](javascript:b)",),
        parameters={"ports": parameter(HOSTILE, {"type": "string", "enum": [HOSTILE]}, HOSTILE)},
        frameworks={HOSTILE: (HOSTILE,)},
    )
    everything = catalogue(
        one, cases=(*CASES, Case(HOSTILE, "fails", "fail")), says=HOSTILE, why=HOSTILE, check=HOSTILE
    )
    for path, content in generate_docs.generate(everything).items():
        found = read(content.decode())
        assert [html for html in found.html if not OURS.fullmatch(html)] == [], path
        assert [link for link in found.links if link.startswith("javascript:")] == [], path
        assert found.kinds <= {
            "html_inline",
            "link_open",
            "link_close",
            "code_inline",
            "em_open",
            "em_close",
            "strong_open",
            "strong_close",
        }, path
        assert path == "rules/cases.md" or any(HOSTILE in text for text in found.texts), path
    assert HOSTILE in read(rule_page(everything, one, MARK)).texts
    assert read(rule_page(everything, one, MARK)).blocks[-2:] == ["gcloud ``` NAME\n", "```\n# out\n"]


def test_demands_say_what_checks_them() -> None:
    found = read(traceability_page(traceability(), ["LB401"], MARK))
    assert "rules/LB401.md" in found.links
    row = found.texts.index("Walls have doors.")
    assert found.texts[row - 1 : row + 7] == [
        "1",
        "Walls have doors.",
        "LB401",
        "",
        "2",
        "Doors are red.",
        "",
        "Nobody knows. Check",
    ]
    assert "See Walls, 1. (2)" in found.texts
    assert "| Handbook | 2 | 1 | 0 | 1 |" in traceability_page(traceability(), [], MARK)
