#!/usr/bin/env python3
"""Draw docs/scan.svg, the picture of the README: a real scan of the sample export, in colour, shortened.

python tools/terminal_picture.py [--check]
"""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "scan.svg"
COMMAND = ["lbpolicy", "scan", "examples/export"]
WIDTH = 136
SHOWN = ("LB507", "LB501")
"""Rules whose findings are shown whole; the rest is counted."""


def main(arguments: list[str]) -> int:
    """Write the picture; with --check only tell whether it is the one that would be written."""
    picture = _draw(_shorten(_run()))
    if arguments == ["--check"]:
        current = PICTURE.read_text(encoding="utf-8") if PICTURE.exists() else ""
        if current != picture:
            print(
                f"{PICTURE.relative_to(ROOT)} is not what a scan prints today; run tools/terminal_picture.py"
            )
            return 1
        return 0
    PICTURE.write_text(picture, encoding="utf-8")
    print(f"wrote {PICTURE.relative_to(ROOT)}")
    return 0


def _run() -> str:
    """Run the command on a terminal of its own, so that it uses colours."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(WIDTH)}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", *COMMAND, "--as-of", "2026-11-21"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=slave, stderr=subprocess.DEVNULL, env=environment, close_fds=True
    )
    os.close(slave)
    output = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the terminal is gone: the command has ended
            break
        if not piece:
            break
        output += piece
    process.wait()
    return output.decode().replace("\r\n", "\n")


def _shorten(output: str) -> str:
    """Keep the findings of SHOWN and what stands after the last finding; say what was left out."""
    blocks = re.split(r"\n(?=(?:\x1b\[[0-9;]*m)*(?:error|warning|note)(?:\x1b\[[0-9;]*m)*\[)", output)
    kept = [f"$ {' '.join(COMMAND)}\n"]
    rules = [re.search(r"LB\d{3}", block) for block in blocks]
    seen: set[str] = set()
    for block, rule in zip(blocks, rules, strict=True):
        if rule and rule[0] in SHOWN and rule[0] not in seen:
            seen.add(rule[0])
            kept.append(block.strip("\n").split("\n\n")[0] + "\n")
    left = len(blocks) - 1 - len(seen)
    tail = blocks[-1].split("\n\n", 1)[1] if "\n\n" in blocks[-1] else ""
    return "\n".join([*kept, f"  ... {left} more findings ...\n", tail.strip("\n")])


def _draw(text: str) -> str:
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text.from_ansi(text))
    picture = console.export_svg(title="lbpolicy", unique_id="scan")
    # the picture must not fetch a font from anywhere
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL).replace("Fira Code, ", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
