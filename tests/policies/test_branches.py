"""Every branch of every policy is decided by some case: OPA reports each line that none of them reaches."""

from pathlib import Path

from cases import all_policies
from opa_cases import ask
from support_opa import needs_opa


@needs_opa
def test_no_line_of_a_policy_is_left_untried(tmp_path: Path) -> None:
    answer, files = ask(tmp_path, "--coverage")
    policies = all_policies()
    texts = {**policies.libraries, **policies.sources}

    untried = []
    for file, report in answer["coverage"]["files"].items():
        label = files.get(Path(file).name)
        for part in report.get("not_covered", ()) if label else ():
            lines = texts[label].split("\n")[part["start"]["row"] - 1 : part["end"]["row"]]
            untried += [f"{label}:{part['start']['row']}: {line.strip()}" for line in lines]

    assert untried == []
    assert answer["coverage"]["covered_lines"] > len(texts)
