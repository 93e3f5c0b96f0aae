from pathlib import Path

import pytest
from policy_folders import head, write_bundle, write_rule

from lbpolicy.errors import UsageError
from lbpolicy.model import Json, PolicySet, Severity
from lbpolicy.policy import Config, load, load_config
from lbpolicy.policy.documents import MAX_BYTES

FAIL_ON = "critical, high, medium, low, info, none, new:critical, new:high, new:medium, new:low, new:info"

PORTS = {
    "ports": {
        "default": [80],
        "description": "Ports.",
        "schema": {"type": "array", "minItems": 1, "items": {"type": "integer"}},
    },
    "strict": {"default": True, "description": "Whether.", "schema": {"type": "boolean"}},
    "days": {"default": 30, "description": "Days.", "schema": {"type": "integer", "minimum": 0}},
}


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "lbpolicy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(tmp_path: Path, text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        load_config(write(tmp_path, text))
    return caught.value


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    place = tmp_path / "policies"
    write_rule(place, "ports", metadata=head(id="LB101", parameters=PORTS))
    write_rule(place, "plain", metadata=head(id="LB102"))
    return place


def loaded(tmp_path: Path, policies: Path, text: str, bundle: str | None = None) -> PolicySet:
    return load([policies], bundle, load_config(write(tmp_path, text)))


def test_everything_that_a_configuration_can_say_is_read(tmp_path: Path) -> None:
    config = load_config(
        write(
            tmp_path,
            "bundle: serverless-iap\nfail_on: high\nas_of: 2026-11-21\njobs: 2\nrules:\n"
            "  LB101: {enabled: false, severity: low, parameters: {ports: [80, 8080]}}\n  LB102: {}\n",
        )
    )
    assert (config.bundle, config.fail_on, config.as_of, config.jobs) == (
        "serverless-iap",
        Severity.HIGH,
        "2026-11-21",
        2,
    )
    settings = config.rules["LB101"]
    assert (settings.enabled, settings.severity, settings.parameters) == (
        False,
        Severity.LOW,
        {"ports": [80, 8080]},
    )
    assert (config.rules["LB102"].enabled, config.rules["LB102"].severity) == (None, None)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}", "rules: {}\n", "---\n"])
def test_an_empty_file_is_an_empty_configuration(tmp_path: Path, text: str) -> None:
    assert load_config(write(tmp_path, text)) == Config()


def test_none_is_a_threshold_and_not_the_lack_of_one(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, "fail_on: none")).fail_on == "none"
    assert load_config(write(tmp_path, "jobs: 1")).fail_on is None


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "rules:\n  LB101:\n    severty: high\n",
            3,
            "unknown key 'severty' in rules.LB101: did you mean 'severity'?",
        ),
        ("bundel: default\n", 1, "unknown key 'bundel': did you mean 'bundle'?"),
        ("jobs: 1\nzzz: 2\n", 2, "unknown key 'zzz'"),
        (
            "fail_on: hihg\n",
            1,
            f'fail_on: expected one of {FAIL_ON}, found "hihg": did you',
        ),
        (
            "fail_on: [high]\n",
            1,
            f'fail_on: expected one of {FAIL_ON}, found ["high"]',
        ),
        ("jobs: two\n", 1, 'jobs: expected a whole number, found "two"'),
        ("jobs: 0\n", 1, "jobs: must be at least 1, found 0"),
        ("jobs: 1.5\n", 1, "jobs: expected a whole number, found 1.5"),
        ("jobs: true\n", 1, "jobs: expected a whole number, found true"),
        ("rules: [LB101]\n", 1, 'rules: expected a mapping (key: value), found ["LB101"]'),
        ("rules:\n  LB101: off\n", 2, "rules.LB101: expected a mapping (key: value), found false"),
        (
            "rules:\n  LB101:\n    enabled: maybe\n",
            3,
            'rules.LB101.enabled: expected true or false, found "maybe"',
        ),
        (
            "rules:\n  LB101:\n    parameters: 3\n",
            3,
            "rules.LB101.parameters: expected a mapping (key: value), found 3",
        ),
        ("as_of: tomorrow\n", 1, "as_of: expected text of the form"),
        ("as_of: 2026-13-01\n", 1, "as_of: month must be in 1..12"),
        ("as_of: 0001-01-01\n", 1, "as_of: 0001-01-01 is too long ago"),
        ("bundle: ''\n", 1, "bundle: expected text of at least 1 character(s)"),
        ("- LB101\n", 1, 'the value: expected a mapping (key: value), found ["LB101"]'),
        ("just text", 1, 'the value: expected a mapping (key: value), found "just text"'),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    found = refusal(tmp_path, text).message
    assert found.startswith(f"{tmp_path / 'lbpolicy.yaml'}:{line}: {message}")


def test_an_unknown_key_comes_with_those_that_are_known(tmp_path: Path) -> None:
    assert refusal(tmp_path, "zzz: 1").hint == (
        "Known keys: bundle, fail_on, baseline, as_of, jobs, waivers, inline_waivers, rules."
    )


@pytest.mark.parametrize("text", ["a: [", "bundle: &b x\njobs: *b", "jobs: 1\njobs: 2", "x: !!python/none y"])
def test_what_is_no_plain_yaml_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).message.startswith(f"{tmp_path / 'lbpolicy.yaml'}:")


def test_a_missing_or_huge_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the configuration: No such file"):
        load_config(tmp_path / "nope.yaml")
    assert "larger than 1 MiB" in refusal(tmp_path, "#" * (MAX_BYTES + 1)).message


def test_a_long_value_is_quoted_in_part(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, f"jobs: {'x' * 5000}").message) < 300 + len(str(tmp_path))


def test_settings_are_applied(tmp_path: Path, policies: Path) -> None:
    text = "rules:\n  LB101: {severity: critical, parameters: {ports: [8080]}}\n  LB102: {enabled: false}\n"
    (rule,) = loaded(tmp_path, policies, text).rules
    assert (rule.id, rule.severity) == ("LB101", Severity.CRITICAL)
    assert rule.values == {"ports": [8080], "strict": True, "days": 30}
    assert rule.parameters["ports"].default == [80]


def test_a_rule_that_is_taken_out_leaves_no_text_behind(tmp_path: Path, policies: Path) -> None:
    assert [r.id for r in loaded(tmp_path, policies, "rules: {LB102: {enabled: false}}").rules] == ["LB101"]


@pytest.mark.parametrize("empty", ["null", "''", "[]", "{}", ""])
def test_an_empty_parameter_leaves_the_default_in_force(tmp_path: Path, policies: Path, empty: str) -> None:
    policy_set = loaded(tmp_path, policies, f"rules:\n  LB101:\n    parameters:\n      ports: {empty}\n")
    assert [rule.id for rule in policy_set.rules] == ["LB101", "LB102"]
    assert policy_set.rules[0].values["ports"] == [80]


@pytest.mark.parametrize(("name", "value"), [("strict", False), ("days", 0)])
def test_false_and_zero_are_not_empty(tmp_path: Path, policies: Path, name: str, value: Json) -> None:
    text = f"rules: {{LB101: {{parameters: {{{name}: {str(value).lower()}}}}}}}"
    assert loaded(tmp_path, policies, text).rules[0].values[name] == value


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("rules:\n  LB110: {}\n", 2, "there is no rule 'LB110': did you mean 'LB10"),
        ("rules:\n  LB102: {}\n  lb101: {}\n", 3, "there is no rule 'lb101'"),
        (
            "rules:\n  LB101:\n    parameters:\n      prots: [1]\n",
            4,
            "LB101 has no parameter 'prots': did you mean 'ports'?",
        ),
        ("rules:\n  LB102: {parameters: {ports: [1]}}\n", 2, "LB102 has no parameter 'ports'"),
        (
            "rules:\n  LB101:\n    parameters:\n      ports: 80\n",
            4,
            "parameter ports of LB101: expected a list, found 80",
        ),
        (
            "rules:\n  LB101:\n    parameters:\n      ports:\n      - 80\n      - x\n",
            4,
            'parameter ports of LB101: [1]: expected a whole number, found "x"',
        ),
        (
            "rules:\n  LB101: {parameters: {days: -1}}\n",
            2,
            "parameter days of LB101: must be at least 0, found -1",
        ),
        (
            "rules:\n  LB101: {parameters: {strict: 'no'}}\n",
            2,
            "parameter strict of LB101: expected true or false",
        ),
        (
            "rules:\n  LB101: {enabled: false, parameters: {days: x}}\n",
            2,
            "parameter days of LB101: expected a whole",
        ),
    ],
)
def test_settings_of_what_is_not_there_are_refused(
    tmp_path: Path, policies: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, policies, text)
    assert caught.value.message.startswith(f"{tmp_path / 'lbpolicy.yaml'}:{line}: {message}")


def test_the_configuration_goes_before_the_bundle_and_that_before_the_rule(
    tmp_path: Path, policies: Path
) -> None:
    bundle = write_bundle(
        tmp_path / "mine",
        "name: mine\ndescription: Mine.\nrules: {include: [LB101]}\n"
        "overrides: {LB101: {severity: low, parameters: {ports: [443], days: 7}}}\n",
    )
    (rule,) = load([policies], bundle).rules
    assert (rule.severity, rule.values) == (Severity.LOW, {"ports": [443], "strict": True, "days": 7})
    text = "rules: {LB101: {severity: high, parameters: {ports: [], days: 9}}}"
    (rule,) = loaded(tmp_path, policies, text, bundle).rules
    assert (rule.severity, rule.values) == (Severity.HIGH, {"ports": [443], "strict": True, "days": 9})


def test_enabled_adds_what_the_bundle_leaves_out_and_other_settings_do_not(
    tmp_path: Path, policies: Path
) -> None:
    bundle = write_bundle(tmp_path / "mine", "name: mine\ndescription: M.\nrules: {include: [LB101]}\n")
    added = loaded(tmp_path, policies, "rules: {LB102: {enabled: true, severity: low}}", bundle)
    assert [(rule.id, rule.severity.value) for rule in added.rules] == [("LB101", "medium"), ("LB102", "low")]
    unchanged = loaded(tmp_path, policies, "rules: {LB102: {severity: low}}", bundle)
    assert [rule.id for rule in unchanged.rules] == ["LB101"]


def test_the_bundle_of_the_configuration_is_taken_unless_one_is_asked_for(
    tmp_path: Path, policies: Path
) -> None:
    mine = write_bundle(tmp_path / "mine", "name: mine\ndescription: M.\nrules: {include: [LB102]}\n")
    assert [rule.id for rule in loaded(tmp_path, policies, f"bundle: {mine}").rules] == ["LB102"]
    assert len(loaded(tmp_path, policies, f"bundle: {mine}", "default").rules) == 2


def test_a_scan_without_rules_is_a_mistake(tmp_path: Path, policies: Path) -> None:
    with pytest.raises(UsageError, match="no rule of bundle default is in force"):
        loaded(tmp_path, policies, "rules: {LB101: {enabled: false}, LB102: {enabled: false}}")
