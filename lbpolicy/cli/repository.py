"""Which repository and revision a scan runs in, for reports that want to say so."""

import os
import re
import subprocess
from collections.abc import Mapping
from typing import Literal

from lbpolicy.cli.rooted import repository_root
from lbpolicy.formats import Repository
from lbpolicy.formats.interface import Host

_SCP = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]+):(?P<path>[^/].*)")
_SECONDS = 5
_PROVIDERS: Mapping[str, Host] = {
    "TfsGit": "azure",
    "GitHub": "github",
    "GitHubEnterprise": "github",
    "Bitbucket": "bitbucket",
}
"""Where the repositories of Azure Pipelines are, by BUILD_REPOSITORY_PROVIDER."""


def find_repository() -> Repository | None:
    """Return the repository, from the CI system's variables or from git; None outside of one."""
    return _github() or _gitlab() or _azure() or _bitbucket() or _git()


def _github() -> Repository | None:
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    revision = os.environ.get("GITHUB_SHA")
    if not (server and name and revision):
        return None
    return Repository(f"{server}/{name}", revision, os.environ.get("GITHUB_REF_NAME", ""), "github")


def _gitlab() -> Repository | None:
    url, revision = os.environ.get("CI_PROJECT_URL"), os.environ.get("CI_COMMIT_SHA")
    if not (url and revision):
        return None
    return Repository(url, revision, os.environ.get("CI_COMMIT_BRANCH", ""), "gitlab")


def _azure() -> Repository | None:
    url, revision = os.environ.get("BUILD_REPOSITORY_URI"), os.environ.get("BUILD_SOURCEVERSION")
    branch = os.environ.get("BUILD_SOURCEBRANCH", "").removeprefix("refs/heads/")
    host: Host | Literal[""] = _PROVIDERS.get(os.environ.get("BUILD_REPOSITORY_PROVIDER", ""), "")
    return Repository(url, revision, branch.removeprefix("refs/"), host) if url and revision else None


def _bitbucket() -> Repository | None:
    name, revision = os.environ.get("BITBUCKET_REPO_FULL_NAME"), os.environ.get("BITBUCKET_COMMIT")
    if not (name and revision):
        return None
    branch = os.environ.get("BITBUCKET_BRANCH", "")
    return Repository(f"https://bitbucket.org/{name}", revision, branch, "bitbucket")


def _git() -> Repository | None:
    if repository_root() is None:
        return None
    url, revision = _ask("config", "--get", "remote.origin.url"), _ask("rev-parse", "HEAD")
    scp = _SCP.fullmatch(url)
    if scp and "://" not in url:
        url = f"https://{scp['host']}/{scp['path'].removesuffix('.git')}"
    if not url.startswith(("https://", "http://")) or not revision:
        return None
    return Repository(url, revision, _ask("branch", "--show-current"))


def _ask(*arguments: str) -> str:
    """Return what git answers, or "" when it does not."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            ["git", *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
