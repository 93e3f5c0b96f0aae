"""Where the real OPA is, for tests that ask it."""

import os
import shutil

import pytest

OPA = os.environ.get("LBPOLICY_OPA") or shutil.which("opa") or ""

needs_opa = pytest.mark.skipif(
    not OPA, reason="OPA is not installed: set LBPOLICY_OPA or put opa on the PATH"
)
