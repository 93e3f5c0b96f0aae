"""Write docs/rules/*.md and docs/traceability.md from the rules, their cases and docs/traceability.yaml.

Usage: python tools/generate_docs.py [--check] [--output DIR]

A page holds nothing that is not in the METADATA of a rule, in its cases, in a bundle or in traceability.yaml:
to change a page, change one of these. The same checkout gives the same bytes.

Exit codes: 0 written, or in step; 1 `--check` found files that differ (each is named); 2 wrong options, or
policies that cannot be used.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script, Python sees the folder of the script alone
    sys.path.insert(0, str(ROOT))

from lbpolicy.errors import LbpolicyError  # noqa: E402 - after the path is right
from tools.docs_catalogue import Catalogue, read_catalogue  # noqa: E402
from tools.docs_index import cases_page, index_page  # noqa: E402
from tools.docs_rule_page import rule_page  # noqa: E402
from tools.docs_traceability import traceability_page  # noqa: E402

OUTPUT = ROOT / "docs"
MARK = "<!-- Written by tools/generate_docs.py; do not edit. -->"


def generate(catalogue: Catalogue) -> dict[str, bytes]:
    """Return the content of each file by its path below docs. Same catalogue, same bytes."""
    ids = [rule.id for rule in catalogue.rules]
    pages = {f"rules/{rule.id}.md": rule_page(catalogue, rule, MARK) for rule in catalogue.rules}
    pages["rules/README.md"] = index_page(catalogue, MARK)
    pages["rules/cases.md"] = cases_page(catalogue, MARK)
    pages["traceability.md"] = traceability_page(catalogue.traceability, ids, MARK)
    return {path: text.encode() for path, text in pages.items()}


def differences(files: Mapping[str, bytes], output: Path) -> list[str]:
    """Return the paths below `output` whose file is missing, has other content, or is no longer generated.

    The folder `rules` belongs to this script; of what lies in `output` itself, only what `files` names.
    """
    found = [path for path in (output / "rules").rglob("*") if path.is_file()]
    found += [output / path for path in files if (output / path).is_file()]
    present = {path.relative_to(output).as_posix(): path.read_bytes() for path in found}
    return sorted(path for path in files.keys() | present.keys() if files.get(path) != present.get(path))


def write(files: Mapping[str, bytes], output: Path) -> list[str]:
    """Bring `output` in step with `files`; return the paths that changed."""
    changed = differences(files, output)
    for path in changed:
        target = output / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[path])
        else:
            target.unlink()
    return changed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the documentation of the rules.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file differs")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where to write (default: docs)")
    options = parser.parse_args(arguments)
    try:
        files = generate(read_catalogue())
    except LbpolicyError as error:
        print(error.message, error.hint, file=sys.stderr)
        return 2
    if not options.check:
        print(f"{len(files)} pages, {len(write(files, options.output))} changed")
        return 0
    changed = differences(files, options.output)
    for path in changed:
        print(f"docs: {path} is not what the rules say; run tools/generate_docs.py", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
