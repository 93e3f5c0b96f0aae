"""The wheel that users install: built, installed in a fresh environment, run from another folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build sdist, and the wheel from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_policies_schemas_and_bundles(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "lbpolicy/policies/rules/run_service/iap_bypass.rego" in names
    assert "lbpolicy/schemas/assets/compute.googleapis.com/BackendService.json" in names
    assert "lbpolicy/bundles/default/bundle.yaml" in names
    assert "lbpolicy/py.typed" in names
    assert not [n for n in names if n.startswith(("tests", "examples", "tools"))]


def test_the_installed_wheel_scans(wheel: Path, tmp_path: Path) -> None:
    """Dependencies come from the environment that runs the tests; the package from the wheel alone."""
    environment = tmp_path / "env"
    venv.create(environment, with_pip=True, system_site_packages=False)
    python = environment / "bin" / "python"
    site = next((environment / "lib").glob("python*/site-packages"))
    paths = [p for p in sys.path if p.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(paths) + "\n")
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--force-reinstall", str(wheel)], check=True, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = [str(environment / "bin" / "lbpolicy"), "scan", str(ROOT / "examples" / "export")]
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "LB507" in done.stdout
    where = subprocess.run(
        [str(python), "-c", "import lbpolicy.resources as r; print(r.folder('policies'))"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(site) in where.stdout
