"""Which files are read, and what is said of those that are not."""

import json
from pathlib import Path

import pytest
from planned_documents import change, document, module, resource, sources

from lbpolicy.model import Level
from lbpolicy.sources.terraform.documents.plan import Plan, read
from lbpolicy.sources.terraform.syntax import folders as hcl_folders

BLOCK = 'resource "a" "{}" {{\n  x = 1\n}}\n'
MAP = "google_compute_url_map.m"
ROOT = 'resource "google_compute_url_map" "m" {}\nmodule "lb" { source = "./lb" }\n'


def test_a_broken_file_is_told_and_the_rest_read(tmp_path: Path) -> None:
    broken = BLOCK.format("before") + 'resource "a" "broken" {\n  x = \n}\n' + BLOCK.format("after")
    given = sources(tmp_path, {"broken.tf": broken, "whole.tf": BLOCK.format("whole")})
    assert [given.block("", "a", name) is not None for name in ("before", "after", "whole")] == [True] * 3
    (told,) = given.notifications
    assert (told.level, told.code) == (Level.WARNING, "terraform-syntax")
    assert told.message.startswith("broken.tf: line ")
    assert told.origin is not None
    assert told.origin.line in {5, 6}
    after = given.position("", "a", "after", ("x",))
    assert after is not None
    assert (after.line, after.text) == (8, "  x = 1")


@pytest.mark.parametrize(
    "text", [b"\xff\xfe\x00", b"}" * 100, b"{" * 3000, b'"${' * 500, b"\x00" * 100, b"<<A\n" * 50]
)
def test_garbage_is_no_harm(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(text)
    given = sources(tmp_path, {"whole.tf": BLOCK.format("whole")})
    assert given.block("", "a", "whole") is not None


def test_windows_line_ends_and_byte_order_marks(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(b'\xef\xbb\xbfresource "a" "b" {\r\n  x = 1\r\n}\r\n')
    position = sources(tmp_path, {}).position("", "a", "b", ("x",))
    assert position is not None
    assert (position.line, position.column, position.text) == (2, 3, "  x = 1")


def test_large_files_and_many_files_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcl_folders, "MAX_FILE", 100)
    monkeypatch.setattr(hcl_folders, "MAX_FILES", 3)
    files = {"a.tf": BLOCK.format("a"), "b.tf": BLOCK.format("b") + "#" * 200}
    given = sources(tmp_path, files | {f"c{n}.tf": BLOCK.format(f"c{n}") for n in range(5)})
    assert [given.block("", "a", name) is not None for name in ("a", "b", "c0", "c1")] == [
        True,
        False,
        True,
        False,
    ]
    assert [one.code for one in given.notifications] == ["terraform-files"] * 2
    assert "larger than" in given.notifications[0].message


def test_links_that_lead_back_are_no_harm(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.tf").symlink_to(tmp_path / "self.tf")
    plan = read(document([change(MAP)], module(resource(MAP))))
    given = sources(tmp_path, {"deep/main.tf": 'resource "google_compute_url_map" "m" {}\n'}, plan)
    position = given.position("", "google_compute_url_map", "m")
    assert position is not None
    assert position.file == "deep/main.tf"


def _plan() -> Plan:
    return read(document([change(MAP)], module(resource(MAP), calls={"lb": ({}, module())})))


def test_the_root_module_is_found_below_the_source_folder(tmp_path: Path) -> None:
    files = {
        "envs/prod/main.tf": ROOT,
        "envs/dev/main.tf": BLOCK.format("b"),
        "modules/x/main.tf": BLOCK.format("b"),
    }
    given = sources(tmp_path, files, _plan())
    position = given.position("", "google_compute_url_map", "m")
    assert position is not None
    assert position.file == "envs/prod/main.tf"
    assert given.notifications == ()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"dev/main.tf": ROOT, "prod/main.tf": ROOT}, "more than one folder: dev, prod"),
        ({"other/main.tf": BLOCK.format("b")}, "No folder declares"),
        ({}, "No folder declares"),
        ({".terraform/x/main.tf": ROOT, "node_modules/main.tf": ROOT}, "No folder declares"),
    ],
)
def test_a_root_module_that_cannot_be_told_is_not_used(
    files: dict[str, str], message: str, tmp_path: Path
) -> None:
    given = sources(tmp_path, files, _plan())
    assert given.position("", "google_compute_url_map", "m") is None
    assert [one.code for one in given.notifications] == ["source-dir"]
    assert message in given.notifications[0].message


def test_sources_of_another_commit_are_used_and_told(tmp_path: Path) -> None:
    given = sources(tmp_path, {"main.tf": 'resource "google_compute_url_map" "m" {}\n'}, _plan())
    assert given.position("", "google_compute_url_map", "m") is not None
    assert "1 of 2" in given.notifications[0].message


@pytest.mark.parametrize(
    ("source", "manifest", "folder"),
    [
        ("./lb", None, "lb"),
        ("../shared/lb", None, "../shared/lb"),
        ("./lb", {"Key": "lb", "Dir": "elsewhere"}, "lb"),
        ("registry/x/google", {"Key": "lb", "Dir": ".terraform/modules/lb/sub"}, ".terraform/modules/lb/sub"),
        (
            "git::https://example.com/x.git//sub",
            {"Key": "lb", "Dir": ".terraform/modules/lb"},
            ".terraform/modules/lb",
        ),
    ],
)
def test_where_modules_lie(source: str, manifest: dict[str, str] | None, folder: str, tmp_path: Path) -> None:
    files = {
        "main.tf": f'module "lb" {{ source = "{source}" }}\n',
        f"{folder}/main.tf": BLOCK.format("inner"),
    }
    if manifest:
        files[".terraform/modules/modules.json"] = json.dumps({"Modules": [manifest]})
    root = tmp_path / "root"
    root.mkdir()
    block = sources(root, files).block("module.lb", "a", "inner")
    assert block is not None
    assert block.file.path == f"{folder}/main.tf"


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"Modules": [1, {"Key": 1}, {"Dir": "x"}]}', "[" * 9000, '{"Modules": {}}']
)
def test_a_broken_manifest_is_no_harm(manifest: str, tmp_path: Path) -> None:
    files = {"main.tf": 'module "lb" { source = "remote/x" }\n', ".terraform/modules/modules.json": manifest}
    given = sources(tmp_path, files)
    assert given.module("module.lb") is None
    assert given.call("module.lb") is not None


def test_a_module_that_calls_itself_ends(tmp_path: Path) -> None:
    given = sources(tmp_path, {"main.tf": 'module "lb" { source = "./" }\n' + BLOCK.format("b")})
    assert given.block("module.lb" + ".module.lb" * 30, "a", "b") is not None


JSON = {
    "//": "made by a tool",
    "resource": {
        "google_compute_backend_service": {
            "web": {
                "//": 'lbpolicy:ignore LB501 reason="x"',
                "protocol": "HTTPS",
                "security_policy": "${google_compute_security_policy.p.id}",
                "backend": [{"group": "${google_compute_instance_group.g.id}"}, {"group": "b"}],
                "iap": {"enabled": True},
                "dynamic": {"log_config": {"for_each": "${[1]}", "content": {"enable": True}}},
            }
        }
    },
    "locals": {"name": "x-${var.a}"},
    "variable": {"a": {"type": "map(string)", "default": {}}},
}


def test_json_syntax(tmp_path: Path) -> None:
    given = sources(tmp_path, {"main.tf.json": json.dumps(JSON, indent=2)})
    block = given.block("", "google_compute_backend_service", "web")
    assert block is not None
    assert [comment.text for comment in given.comments(block)] == ['lbpolicy:ignore LB501 reason="x"']
    lines = json.dumps(JSON, indent=2).splitlines()
    for path, text in {
        ("protocol",): '"protocol"',
        ("backend", 1, "group"): '"backend"',
        ("iap", 0, "enabled"): '"enabled"',
        ("log_config", 0, "enable"): '"enable"',
        ("timeout_sec",): '"web"',
    }.items():
        position = given.position("", "google_compute_backend_service", "web", path)
        assert position is not None
        assert position.text == lines[position.line - 1]
        assert text in position.text or "group" in path
    assert given.local("", "name") is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "1",
        '{"resource": 1}',
        '{"resource": {"a": [1]}}',
        '{"resource": {"a": {"b": 1}}}',
        "[" * 500,
        '{"locals": []}',
        '{"module": null}',
        '{"resource": {"a": {"b": {"dynamic": [1], "x": [[{}]]}}}}',
    ],
)
def test_broken_json_is_no_harm(text: str, tmp_path: Path) -> None:
    given = sources(tmp_path, {"main.tf.json": text, "whole.tf": BLOCK.format("whole")})
    assert given.block("", "a", "whole") is not None
