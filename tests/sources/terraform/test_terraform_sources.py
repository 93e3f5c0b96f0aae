"""Where things are written in .tf files."""

from pathlib import Path

import pytest
from planned_documents import sources

from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.terraform.syntax.sources import TerraformSources

MAIN = """\
# The backend service of the shop.
# lbpolicy:ignore LB501 reason="x"

# lbpolicy:ignore LB401 reason="y"
/* and
   more */
resource "google_compute_backend_service" "web" {
  name     = "web" # lbpolicy:ignore LB402
  protocol = "HTTP"
  iap {
    // within
    oauth2_client_id = "id"
  }
  backend { group = "a" }
  backend {
    group = "b"
  }
  dynamic "log_config" {
    for_each = [1]
    content {
      enable = true
    }
  }
}
resource "google_compute_url_map" "map" { name = "mäp" }
locals {
  service = google_compute_backend_service.web.id
}
module "lb" {
  source   = "./modules/lb"
  protocol = "HTTP"
}
module "remote" {
  source   = "terraform-google-modules/lb-http/google"
  backends = { a = 1 }
  project  = "p"
}
"""
LB = """\
resource "google_compute_backend_service" "inner" {
  protocol = var.protocol
}
module "deep" {
  source = "../deep"
  name   = var.protocol
}
"""
DEEP = 'resource "google_compute_url_map" "m" {\n  name = var.name\n}\n'
REMOTE = """\
resource "google_compute_backend_service" "b" {
  for_each = var.backends
  protocol = lookup(each.value, "protocol", "HTTP")
  project  = var.project
  name     = "${var.project}-${var.name}"
}
"""
MANIFEST = '{"Modules": [{"Key": "", "Dir": "."}, {"Key": "remote", "Dir": ".terraform/modules/remote"}]}'
FILES = {
    "main.tf": MAIN,
    "modules/lb/main.tf": LB,
    "modules/deep/main.tf": DEEP,
    ".terraform/modules/remote/main.tf": REMOTE,
    ".terraform/modules/modules.json": MANIFEST,
}
SERVICE = "google_compute_backend_service"


@pytest.mark.parametrize(
    ("path", "line", "column", "what"),
    [
        (("protocol",), 9, 3, "attribute"),
        (("iap", 0, "oauth2_client_id"), 12, 5, "attribute"),
        (("iap", 0, "enabled"), 10, 3, "block"),
        (("iap",), 10, 3, "block"),
        (("backend", 0, "group"), 14, 13, "attribute"),
        (("backend", 1, "group"), 16, 5, "attribute"),
        (("log_config", 0, "enable"), 21, 7, "attribute"),
        (("log_config", 0, "sample_rate"), 18, 3, "block"),
        (("security_policy",), 7, 1, "resource"),
        (("cdn_policy", 0, "ttl"), 7, 1, "resource"),
        ((), 7, 1, "resource"),
    ],
)  # fmt: skip
def test_positions(path: tuple[str | int, ...], line: int, column: int, what: str, tmp_path: Path) -> None:
    position = sources(tmp_path, FILES).position("", SERVICE, "web", path)
    assert position is not None
    assert (position.file, position.line, position.column, position.what) == ("main.tf", line, column, what)
    assert position.text == MAIN.splitlines()[line - 1]


def test_columns_count_characters(tmp_path: Path) -> None:
    position = sources(
        tmp_path, {"main.tf": 'x "ä" "ö" { name = "y" }\nresource "a" "ü" { name = "y" }\n'}
    ).position("", "a", "ü", ("name",))
    assert position is not None
    assert (position.line, position.column) == (2, 20)


@pytest.mark.parametrize(
    ("resource", "path", "expected"),
    [
        (
            ("module.lb", SERVICE, "inner"),
            ("protocol",),
            ("modules/lb/main.tf", "attribute", "protocol = var.protocol"),
        ),
        (
            ('module.lb["x"]', SERVICE, "inner"),
            (),
            ("modules/lb/main.tf", "resource", f'resource "{SERVICE}" "inner" {{'),
        ),
        (
            ("module.lb.module.deep", "google_compute_url_map", "m"),
            ("name",),
            ("modules/deep/main.tf", "attribute", "name = var.name"),
        ),
        (("module.remote", SERVICE, "b"), ("protocol",), ("main.tf", "argument", "backends = { a = 1 }")),
        (("module.remote", SERVICE, "b"), ("project",), ("main.tf", "argument", 'project  = "p"')),
        (("module.remote", SERVICE, "b"), ("name",), ("main.tf", "call", 'module "remote" {')),
        (("module.remote", SERVICE, "b"), ("timeout_sec",), ("main.tf", "call", 'module "remote" {')),
        (("module.remote.module.unseen", SERVICE, "b"), (), ("main.tf", "call", 'module "remote" {')),
    ],
)
def test_positions_in_modules(
    resource: tuple[str, str, str],
    path: tuple[str | int, ...],
    expected: tuple[str, str, str],
    tmp_path: Path,
) -> None:
    position = sources(tmp_path, FILES).position(*resource, path)
    assert position is not None
    assert (position.file, position.what, position.text.strip()) == expected


@pytest.mark.parametrize("module", ["module.nowhere", "nonsense"])
def test_what_is_nowhere_has_no_position(module: str, tmp_path: Path) -> None:
    given = sources(tmp_path, FILES)
    assert given.position(module, SERVICE, "web") is None
    assert given.module(module) is None


def test_comments_of_a_block(tmp_path: Path) -> None:
    given = sources(tmp_path, FILES)
    block = given.block("", SERVICE, "web")
    assert block is not None
    assert [comment.text for comment in given.comments(block)] == [
        'lbpolicy:ignore LB401 reason="y"',
        "and\n   more",
        "lbpolicy:ignore LB402",
        "within",
    ]
    neighbour = given.block("", "google_compute_url_map", "map")
    assert neighbour is not None
    assert given.comments(neighbour) == ()


def test_a_comment_behind_the_line_above_is_not_of_the_block(tmp_path: Path) -> None:
    text = 'locals { a = 1 } # theirs\nresource "a" "b" {} # ours\n'
    given = sources(tmp_path, {"main.tf": text})
    block = given.block("", "a", "b")
    assert block is not None
    assert [comment.text for comment in given.comments(block)] == ["ours"]


def test_blocks_calls_and_locals(tmp_path: Path) -> None:
    given = sources(tmp_path, FILES)
    block = given.block("module.lb", SERVICE, "inner")
    assert block is not None
    assert (block.file.path, block.line, block.end_line) == ("modules/lb/main.tf", 1, 3)
    call = given.call('module.lb["x"].module.deep')
    assert call is not None
    assert call.labels == ("deep",)
    local = given.local("", "service")
    assert local is not None
    assert local.line == MAIN.splitlines().index("  service = google_compute_backend_service.web.id") + 1
    assert given.block("", SERVICE, "nowhere") is None
    assert given.call("") is None
    assert given.local("module.lb", "service") is None


def test_overrides_are_laid_over(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "a" "b" {\n  x = 1\n  y = 2\n  backend { z = 1 }\n}\n',
        "override.tf": 'resource "a" "b" {\n  y = 3\n}\n',
        "more_override.tf": 'resource "a" "b" {\n  backend {\n    z = 2\n  }\n}\n',
    }
    given = sources(tmp_path, files)
    found = {
        name: given.position("", "a", "b", path)
        for name, path in {"x": ("x",), "y": ("y",), "z": ("backend", 0, "z")}.items()
    }
    assert {name: one.file for name, one in found.items() if one} == {
        "x": "main.tf",
        "y": "override.tf",
        "z": "more_override.tf",
    }


def test_opentofu_files_take_the_place_of_others(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "a" "old" {}\n',
        "main.tofu": 'resource "a" "new" {}\n',
        "other.tf": 'resource "a" "kept" {}\n',
    }
    given = sources(tmp_path, files)
    assert [given.block("", "a", name) is not None for name in ("old", "new", "kept")] == [False, True, True]


@pytest.mark.parametrize("name", ["main.tf~", ".hidden.tf", "#main.tf#", "main.tf.bak", "main.hcl"])
def test_other_files_are_not_read(name: str, tmp_path: Path) -> None:
    assert sources(tmp_path, {name: 'resource "a" "b" {}\n'}).block("", "a", "b") is None


@pytest.mark.parametrize(
    "make", [lambda path: path / "nowhere", lambda path: (path / "file", (path / "file").write_text(""))[0]]
)
def test_a_folder_that_is_none_is_refused(make: object, tmp_path: Path) -> None:
    with pytest.raises(ReadError) as error:
        TerraformSources(make(tmp_path))  # type: ignore[operator]
    assert error.value.code == "source-dir"
    assert error.value.hint
