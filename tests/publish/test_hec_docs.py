"""docs/siem.md knows the command as it is."""

import re
from pathlib import Path

from lbpolicy.cli.publish_hec import command
from lbpolicy.publish.hec import Pace

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "siem.md").read_text("utf-8")
ELSEWHERE = {"--passes", "--baseline", "--as-of"}
"""Options of `lbpolicy scan`."""


def test_every_option_is_documented_and_every_documented_option_is_there() -> None:
    there = {name for option in command.params for name in option.opts if name.startswith("--")}
    documented = set(re.findall(r"--[a-z][a-z-]+", PAGE)) - ELSEWHERE
    assert documented == there - {"--quiet"}
    assert "`-q`" in PAGE
    assert "`ocsf:lbpolicy`" in PAGE
    assert f"{Pace().batch_bytes / 1e6:.1f} MB" in PAGE
