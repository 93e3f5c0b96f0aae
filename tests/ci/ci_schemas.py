"""The schemas of CI systems' files, as check-jsonschema carries them from schemastore.org."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest


def violations(name: str, document: Any) -> list[str]:
    """Return what is wrong with a document: github-actions, github-workflows, gitlab-ci, azure-pipelines."""
    package = pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed: no schemas")
    folder = Path(package.__file__).parent / "builtin_schemas" / "vendor"
    schema = json.loads((folder / f"{name}.json").read_text())
    validator = jsonschema.validators.validator_for(schema)
    return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(document)]
