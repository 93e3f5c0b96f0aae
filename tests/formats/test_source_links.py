from typing import Literal

import pytest
from plan_reports import HOME, REPOSITORY

from lbpolicy.formats import Repository
from lbpolicy.formats.paths import relative_path
from lbpolicy.formats.source_links import source_link
from lbpolicy.model import Origin


def link(file: str, repository: Repository | None = REPOSITORY, line: int | None = 7) -> str:
    return source_link(Origin(file, line, 1, "google_compute_url_map.web"), repository)


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("main.tf", "main.tf#L7"),
        ("./live/../live/lb.tf.json", "live/lb.tf.json#L7"),
        ("a b/ü#?%(1).tofu", "a%20b/%C3%BC%23%3F%25%281%29.tofu#L7"),
    ],
)
def test_a_source_file_of_the_repository_has_an_address(file: str, path: str) -> None:
    assert link(file) == f"{HOME}/{path}"


@pytest.mark.parametrize("file", ["/srv/main.tf", "../main.tf", "~/main.tf", "C:\\main.tf", "-", ""])
def test_a_file_outside_of_the_repository_has_none(file: str) -> None:
    assert link(file) == ""
    assert relative_path(Origin(file, 1)) == ""


def test_a_module_that_was_fetched_is_not_in_the_repository() -> None:
    assert link(".terraform/modules/lb/main.tf") == ""
    assert link("live/.terraform/modules/lb/main.tf") == ""


def test_an_export_or_a_plan_has_no_address() -> None:
    assert source_link(Origin("export.ndjson", 7), REPOSITORY) == ""
    assert link("plan.json", line=None) == ""


def test_without_a_repository_or_its_revision_there_is_none() -> None:
    assert link("main.tf", None) == ""
    assert link("main.tf", Repository("https://github.com/acme/infra")) == ""


@pytest.mark.parametrize(
    ("uri", "home"),
    [
        ("https://github.com/acme/infra", "https://github.com/acme/infra/blob/abc"),
        ("https://x-token:ghs_secret@GitHub.com/acme/infra.git", "https://github.com/acme/infra/blob/abc"),
        ("http://git.example:8080/acme/infra/", "http://git.example:8080/acme/infra/blob/abc"),
        ("https://gitlab.com/a/b/c", "https://gitlab.com/a/b/c/-/blob/abc"),
        ("https://gitlab.example.com/a/b.git", "https://gitlab.example.com/a/b/-/blob/abc"),
        ("https://github.com/a)b/<c>", "https://github.com/a%29b/%3Cc%3E/blob/abc"),
    ],
)
def test_the_page_of_a_repository(uri: str, home: str) -> None:
    assert link("main.tf", Repository(uri, "abc")) == f"{home}/main.tf#L7"


AZURE = "?path=/live/a%20b.tf&version=GCabc&line=7&lineEnd=8&lineStartColumn=1&lineEndColumn=1"


@pytest.mark.parametrize(
    ("uri", "host", "address"),
    [
        ("https://git.example/a/b", "gitlab", "https://git.example/a/b/-/blob/abc/live/a%20b.tf#L7"),
        ("https://gitlab.example/a/b", "github", "https://gitlab.example/a/b/blob/abc/live/a%20b.tf#L7"),
        ("https://me@dev.azure.com/o/p/_git/r", "", f"https://dev.azure.com/o/p/_git/r{AZURE}"),
        ("https://o.visualstudio.com/p/_git/r", "", f"https://o.visualstudio.com/p/_git/r{AZURE}"),
        ("https://tfs.example:8443/tfs/c/_git/r", "azure", f"https://tfs.example:8443/tfs/c/_git/r{AZURE}"),
        ("https://bitbucket.org/a/b.git", "", "https://bitbucket.org/a/b/src/abc/live/a%20b.tf#lines-7"),
    ],
)
def test_each_service_has_pages_of_its_own(
    uri: str, host: Literal["github", "gitlab", "azure", "bitbucket", ""], address: str
) -> None:
    repository = Repository(uri, "abc", host=host)
    assert link("live/a b.tf", repository) == address
    assert "7" not in link("live/a b.tf", repository, line=None)


@pytest.mark.parametrize(
    "uri",
    [
        "git@github.com:a/b",
        "javascript:alert(1)",
        "https://[bad/a",
        "https://a b/c",
        "https:///x",
        "file:///a",
        "",
    ],
)
def test_what_is_no_address_of_the_web_makes_no_link(uri: str) -> None:
    assert link("main.tf", Repository(uri, "abc")) == ""


def test_a_revision_cannot_lead_elsewhere() -> None:
    assert link("main.tf", Repository("https://github.com/a/b", "../../x)")).endswith(
        "/blob/..%2F..%2Fx%29/main.tf#L7"
    )
