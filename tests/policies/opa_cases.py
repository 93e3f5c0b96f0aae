"""All cases as one question to OPA: it takes 50 ms to start, so each run asks them together."""

import json
import subprocess
from pathlib import Path
from typing import Any

from cases import Case, all_cases, all_policies
from support_opa import OPA

QUERY = """
package differential

answers := [answer |
	some one in data.cases
	answer := data.lbpolicy.rules[one.kind][one.rule] with input as one.input
		with data.lbpolicy.parameters as one.parameters
]
"""


def ask(folder: Path, *options: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Evaluate every case; return what OPA prints, and which policy lies in which file of the folder."""
    policies = all_policies()
    texts = {**policies.libraries, **policies.sources}
    files = {f"{index}.rego": label for index, label in enumerate(texts)}
    for name, label in files.items():
        (folder / name).write_text(texts[label], encoding="utf-8")
    (folder / "differential.rego").write_text(QUERY, encoding="utf-8")
    (folder / "data.json").write_text(json.dumps({"cases": [_asked(case) for case in all_cases()]}))
    command = [OPA, "eval", "--strict-builtin-errors", *options, "--data", str(folder)]
    done = subprocess.run(
        [*command, "data.differential.answers"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout), files


def _asked(case: Case) -> dict[str, Any]:
    return {
        "kind": case.on.kind,
        "rule": case.on.package.rpartition(".")[2],
        "input": case.document,
        "parameters": _parameters(case),
    }


def _parameters(case: Case) -> dict[str, Any]:
    values = {rule.id: dict(rule.values) for rule in all_policies().rules}
    values[case.rule.id] |= case.parameters
    return values
