#!/usr/bin/env python3
"""Draw docs/report.png, the README's picture of the HTML report: a load balancer of the sample export.

python tools/report_picture.py

Needs Chromium (LBPOLICY_CHROMIUM, or chromium on the PATH).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "report.png"
SIZE = {"width": 1400, "height": 1000}


def main() -> int:
    """Scan, open the report, take the picture."""
    chromium = os.environ.get("LBPOLICY_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        print("There is no Chromium; Debian's package is chromium.", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        command = ["-m", "lbpolicy", "scan", "examples/export", "--as-of", "2026-11-21", "--quiet"]
        options = ["--fail-on", "none", "-o", f"html={report}"]
        subprocess.run([sys.executable, *command, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]})
        page.goto(report.as_uri())
        page.get_by_text("Load balancers").first.click()
        page.locator("svg.picture").first.wait_for()
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"wrote {PICTURE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
