import re
from pathlib import Path

from examples.generate import CONTENTS, FOLDER, write
from lbpolicy.model import Level, Status

from .scanning import scan_files, verdicts

README = FOLDER.parent / "README.md"


def documented() -> set[tuple[str, str]]:
    """The rule and asset columns of the README's table of faults."""
    return set(re.findall(r"^\| (LB\d{3}) \| (\S+) \|", README.read_text(), re.MULTILINE))


def test_the_example_has_exactly_the_faults_of_its_readme() -> None:
    report = scan_files([FOLDER / file for file in CONTENTS])

    assert verdicts(report, Status.FAIL) == documented()
    assert verdicts(report, Status.REVIEW) == set()
    assert [n for n in report.notifications if n.level is not Level.NOTE] == []


def test_every_fault_is_in_the_faulty_project() -> None:
    report = scan_files([FOLDER / file for file in CONTENTS])

    projects = {f.outcome.asset.project for f in report.findings if f.outcome.status is Status.FAIL}
    assert projects == {"legacy-prod"}


def test_the_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    write(tmp_path)

    for file in CONTENTS:
        assert (FOLDER / file).read_bytes() == (tmp_path / file).read_bytes()
