"""Runs Terraform with the stand-in provider, each time in a copy of examples/terraform."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLES = ROOT / "examples" / "terraform"
ENVIRONMENT = ROOT / ".cache" / "plans" / "venv"

VARIABLES = {
    "oauth_client_id": "310562894417-web.apps.googleusercontent.com",
    "oauth_client_secret": "canary-oauth-client-secret",
    "private_key": "canary-private-key",
    "project": "shop-prod",
}
"""What the architectures ask for. The canaries are planted: no output of lbpolicy may hold them."""

_PROVIDERS = ("google", "google-beta")


class TerraformError(Exception):
    """Terraform refused; the message is what it printed."""


class Workspace:
    """A copy of all the architectures, in which one of them is planned."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def initialise(self) -> None:
        """Make all architectures ready."""
        for file in self.folder.glob("*/main.tf"):
            self._run(file.parent.name, "init", "-input=false", "-no-color")

    def plan(self, architecture: str) -> dict[str, Any]:
        """Return what `terraform show -json` says of a new plan."""
        self._run(architecture, "get", "-no-color")  # an edit may have added a module
        self._run(architecture, "plan", "-input=false", "-no-color", "-lock=false", "-out=plan.out")
        return self._show(architecture, "plan.out")

    def apply(self, architecture: str) -> None:
        """Create everything, as far as the state knows."""
        self._run(architecture, "apply", "-input=false", "-no-color", "-lock=false", "-auto-approve")

    def state(self, architecture: str) -> dict[str, Any]:
        """Return what `terraform show -json` says of the state."""
        return self._show(architecture, "terraform.tfstate")

    def _show(self, architecture: str, file: str) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(self._run(architecture, "show", "-json", file))
        return shown

    def _run(self, architecture: str, *arguments: str) -> str:
        done = subprocess.run(
            ["terraform", *arguments],  # noqa: S607 - whichever one the developer has
            cwd=self.folder / architecture,
            env=dict(self._environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise TerraformError(f"terraform {arguments[0]} in {architecture}:\n{done.stdout}\n{done.stderr}")
        return done.stdout


class Terraform:
    """Terraform and a running stand-in provider. A context manager: it ends the provider."""

    def __init__(self) -> None:
        self._files = tempfile.TemporaryDirectory(prefix="lbpolicy-plans-")
        self._folder = Path(self._files.name)
        self._ready = self._folder / "ready"
        self._provider: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start the provider."""
        socket = self._folder / "provider.sock"
        command = [str(_python()), str(HERE / "provider.py"), str(socket)]
        self._provider = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if not self._provider.stdout or self._provider.stdout.readline() != "ready\n":
            raise TerraformError("The stand-in provider did not start; see what it printed.")
        self._environment = _environment(self._folder, socket, self._provider.pid)
        shutil.copytree(EXAMPLES, self._ready)
        Workspace(self._ready, self._environment).initialise()
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and remove what Terraform left."""
        if self._provider:
            self._provider.terminate()
            self._provider.wait()
        self._files.cleanup()

    @contextlib.contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Give a fresh copy of the architectures, and remove it afterwards."""
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            folder = Path(name) / "terraform"
            shutil.copytree(self._ready, folder)
            yield Workspace(folder, self._environment)


def _environment(folder: Path, socket: Path, pid: int) -> dict[str, str]:
    """Return the environment in which Terraform uses the provider on `socket`, and nothing from elsewhere."""
    configuration = folder / "terraform.rc"
    configuration.touch()
    address = {"Network": "unix", "String": str(socket)}
    attached = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": pid, "Test": True, "Addr": address}
    providers = {f"registry.terraform.io/hashicorp/{name}": attached for name in _PROVIDERS}
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("TF_")},
        **{f"TF_VAR_{name}": value for name, value in VARIABLES.items()},
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(configuration),
        "TF_REATTACH_PROVIDERS": json.dumps(providers),
    }


def _python() -> Path:
    """Return a Python with the provider's requirements; they exclude those of lbpolicy, so it has its own."""
    python = ENVIRONMENT / "bin" / "python"
    stamp, wanted = ENVIRONMENT / "requirements.txt", HERE / "requirements.txt"
    if not stamp.is_file() or stamp.read_text() != wanted.read_text():
        print("Setting up the stand-in provider ...", file=sys.stderr)
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        _install(python, ["-r", str(wanted)])
        shutil.copyfile(wanted, stamp)
    return python


def _install(python: Path, what: Sequence[str]) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what]
    subprocess.run(command, check=True)
