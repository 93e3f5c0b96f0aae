"""Comments in the sources of Terraform that waive rules."""

import json
from pathlib import Path

import pytest
from planned_documents import change, document, module, resource

from lbpolicy.model import Level, Notification, Origin, Waiver
from lbpolicy.sources.terraform.documents.plan import read
from lbpolicy.sources.terraform.syntax.blocks import Comment, SourceFile, parse
from lbpolicy.sources.terraform.syntax.sources import TerraformSources
from lbpolicy.sources.terraform.waiver_comments import MARK, Written, waivers_in
from lbpolicy.sources.terraform.waivers import InlineWaivers

SERVICE = "google_compute_backend_service"
REST = 'owner=team@acme.example reason="Moved in May." expires=2027-01-31'
GOOD = f"{MARK} LB501 {REST}"
BLOCK = f'resource "{SERVICE}" "web" {{\n  name = "web"\n}}\n'


def written(text: str) -> list[Written]:
    return list(waivers_in(Comment(1, 1, text), SourceFile("a.tf", (text.encode(),))))


def collected(
    folder: Path, *addresses: str, root: object = None
) -> tuple[dict[str, tuple[Waiver, ...]], list[Notification]]:
    """Return the waivers of some planned resources by address, and what was told."""
    plan = read(document([change(address) for address in addresses], root))  # type: ignore[arg-type]
    inline = InlineWaivers(TerraformSources(folder, plan), folder.relative_to(folder.parent))
    found = inline.of(plan.resources)
    return found, list(inline.notifications())


def in_file(folder: Path, text: str) -> tuple[list[tuple[str, int | None]], list[Notification]]:
    """Return (rule, line) of what the sources of one backend service waive."""
    (folder / "main.tf").write_text(text)
    found, told = collected(folder, f"{SERVICE}.web")
    return [(one.rule, one.origin.line) for one in found.get(f"{SERVICE}.web", ())], told


def test_everything_that_a_comment_may_say() -> None:
    [one] = written(
        f'{MARK} LB501,LB502, LB501 LB503 owner=a expires=2027-01-31 ticket=S reason="b \\"c\\" \\\\ d=e,  f"'
    )
    assert one == Written(
        1,
        ("LB501", "LB502", "LB503"),
        {"owner": "a", "reason": 'b "c" \\ d=e, f', "expires": "2027-01-31", "ticket": "S"},
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MARK, ("it names no rule", "owner and reason and expires are missing")),
        (f"{MARK} {REST}", ("it names no rule",)),
        (f"{MARK}:LB501 {REST}", ("must be followed by a space",)),
        (f"{MARK} LB5%1 {REST}", ("'LB5%1' is no id",)),
        (f"{MARK} LB501 reason=x expires=2027-01-31", ("owner is missing",)),
        (f'{MARK} LB501 owner=a reason="" expires=2027-01-31', ("reason is empty",)),
        (f'{MARK} LB501 owner=a reason="  " expires=2027-01-31', ("reason is empty",)),
        (f"{MARK} LB501 owner=a reason=two words expires=2027-01-31", ("'words' stands alone",)),
        (f'{MARK} LB501 owner=a reason="open expires=2027-01-31', ("not understood: reason=",)),
        (f'{MARK} LB501 owner=a reason="x"y expires=2027-01-31', ("not understood",)),
        (f"{MARK} LB501 owner=a reason=x expires=31.1.2027", ("expires=31.1.2027 is no day",)),
        (f"{MARK} LB501 owner=a reason=x expires=2027-02-29", ("expires=2027-02-29 is no day",)),
        (f"{MARK} LB501 owner=a reason=x expires=20270131", ("is no day",)),
        (f"{GOOD} owner=b", ("owner is given twice",)),
        (f"{GOOD} tiket=S-1", ("'tiket' is unknown: did you mean ticket?",)),
        (f"{GOOD} \u202e", ("do not print",)),
        (f"{GOOD} ticket={'x' * 2000}", ("more than 2000 characters",)),
    ],
)
def test_a_comment_that_is_not_in_order_waives_nothing(text: str, words: tuple[str, ...]) -> None:
    [one] = written(text)
    assert one.fields is None
    assert one.rules == ()
    assert all(word in one.wrong for word in words), one.wrong


@pytest.mark.parametrize(
    "text", ["a comment", f"see {MARK} in the documentation", "lbpolicy: ignore LB501", ""]
)
def test_other_comments_are_none_of_its_business(text: str) -> None:
    assert written(text) == []


@pytest.mark.parametrize("sign", ["#", "//", "##", "#  "])
def test_it_stands_above_a_resource_or_in_it(tmp_path: Path, sign: str) -> None:
    note = f"{sign} {GOOD}\n"
    assert in_file(tmp_path, note + BLOCK) == ([("LB501", 1)], [])
    assert in_file(tmp_path, f"# why\n{note}# because\n{BLOCK}") == ([("LB501", 2)], [])
    assert in_file(tmp_path, BLOCK.replace("}\n", f"  {note}}}\n")) == ([("LB501", 3)], [])
    assert in_file(tmp_path, BLOCK.replace('"web"\n', f'"web" {note}')) == ([("LB501", 2)], [])
    assert in_file(tmp_path, BLOCK.replace("}\n", f"  iap {{\n  {note}  enabled = true\n}}\n}}\n")) == (
        [("LB501", 4)],
        [],
    )


def test_a_comment_of_several_lines_may_hold_several(tmp_path: Path) -> None:
    text = (
        f"/* {GOOD}\n * {GOOD.replace('501', '502')}\n\n   words\n   {GOOD.replace('501', '503')} */\n{BLOCK}"
    )
    assert in_file(tmp_path, text) == ([("LB501", 1), ("LB502", 2), ("LB503", 5)], [])
    assert in_file(tmp_path, f"/* {GOOD} */ {BLOCK}") == ([("LB501", 1)], [])


def test_a_waiver_says_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(f"\n# {GOOD} ticket=SEC-1\n{BLOCK}")
    found, _ = collected(tmp_path, f"{SERVICE}.web")
    address = f"{SERVICE}.web"
    place = Origin(f"{tmp_path.name}/main.tf", 2)
    assert found == {
        address: (
            Waiver(
                "LB501",
                address,
                "team@acme.example",
                "Moved in May.",
                "2027-01-31",
                place,
                "SEC-1",
                inline=True,
            ),
        )
    }


@pytest.mark.parametrize(
    "text",
    [
        f"# {GOOD}\n\n{BLOCK}",
        f"{BLOCK}# {GOOD}\n",
        f"locals {{\n  # {GOOD}\n  a = 1\n}}\n{BLOCK}",
        f'data "google_project" "p" {{\n  # {GOOD}\n}}\n\n{BLOCK}',
        f"x = 1 # {GOOD}\n{BLOCK}",
    ],
)
def test_a_comment_elsewhere_waives_nothing_and_says_so(tmp_path: Path, text: str) -> None:
    found, told = in_file(tmp_path, text)
    assert found == []
    [note] = told
    assert (note.level, note.code) == (Level.WARNING, "waiver-refused")
    assert "waives nothing: it is neither in the block of a resource" in note.message


def test_a_comment_in_an_override_file_counts(tmp_path: Path) -> None:
    (tmp_path / "lb_override.tf").write_text(
        f'\n# {GOOD}\nresource "{SERVICE}" "web" {{\n  protocol = "HTTPS" # {MARK} LB502\n}}\n# {GOOD}\n'
    )
    waived, told = in_file(tmp_path, BLOCK.replace('name = "web"', f'name = "web" # {GOOD}'))
    assert waived == [("LB501", 2), ("LB501", 2)]
    found, _ = collected(tmp_path, f"{SERVICE}.web")
    files = [one.origin.file.rpartition("/")[2] for one in found[f"{SERVICE}.web"]]
    assert files == ["main.tf", "lb_override.tf"]
    assert [(note.level, note.origin and note.origin.line) for note in told] == [
        (Level.ERROR, 4),
        (Level.WARNING, 6),
    ]
    assert all(note.message.startswith(f"{tmp_path.name}/lb_override.tf:") for note in told)


def test_of_two_neighbours_one_is_meant(tmp_path: Path) -> None:
    other = BLOCK.replace("web", "api")
    (tmp_path / "main.tf").write_text(f"{other.rstrip()} # {GOOD.replace('501', '502')}\n# {GOOD}\n{BLOCK}")
    found, told = collected(tmp_path, f"{SERVICE}.web", f"{SERVICE}.api")
    assert {
        address.rpartition(".")[2]: [one.rule for one in several] for address, several in found.items()
    } == {
        "web": ["LB501"],
        "api": ["LB502"],
    }
    assert told == []


def test_text_that_looks_like_a_comment_is_none(tmp_path: Path) -> None:
    """In a string and in a heredoc."""
    inner = f'  description = "# {MARK} LB501"\n  text = <<EOT\n# {GOOD}\nEOT\n'
    assert in_file(tmp_path, BLOCK.replace("}\n", f"{inner}}}\n")) == ([], [])


def test_what_is_wrong_is_an_error_that_says_where_and_what_to_do(tmp_path: Path) -> None:
    found, told = in_file(tmp_path, f"# {MARK} LB501 owner=a reason=b\n{BLOCK}")
    assert found == []
    [note] = told
    label = f"{tmp_path.name}/main.tf"
    assert (note.level, note.origin) == (Level.ERROR, Origin(label, 1))
    assert note.message == f"{label}:1: this {MARK} waives nothing: expires is missing."
    assert note.hint.startswith(f"Write: # {MARK} LB501 owner=")


def test_every_instance_of_a_resource_is_meant(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(f"# {GOOD}\n{BLOCK}")
    addresses = [f"{SERVICE}.web[0]", f'{SERVICE}.web["a.b"]']
    found, _ = collected(tmp_path, *addresses)
    assert sorted(found) == sorted(addresses)
    assert len({one.origin for several in found.values() for one in several}) == 1


CALL = 'module "lb" {\n  source = "SOURCE"\n}\n'


def test_in_a_module_of_ones_own_the_resource_is_the_place(tmp_path: Path) -> None:
    (tmp_path / "lb").mkdir()
    (tmp_path / "lb" / "main.tf").write_text(f"# {GOOD}\n{BLOCK}")
    (tmp_path / "main.tf").write_text(f"# {GOOD.replace('501', '502')}\n{CALL.replace('SOURCE', './lb')}")
    inner = module(resource(f"{SERVICE}.web"))
    found, told = collected(tmp_path, f"module.lb.{SERVICE}.web", root=module(calls={"lb": ({}, inner)}))
    [[one]] = found.values()
    assert (one.rule, one.resource) == ("LB501", f"module.lb.{SERVICE}.web")
    assert one.origin == Origin(f"{tmp_path.name}/lb/main.tf", 1)
    assert told == []


def test_in_a_downloaded_module_the_call_is_the_place(tmp_path: Path) -> None:
    """Who wrote the module must not waive its faults."""
    there = tmp_path / ".terraform" / "modules" / "lb"
    there.mkdir(parents=True)
    (there / "main.tf").write_text(f"# {GOOD}\n{BLOCK}\n# {MARK} broken\n{BLOCK.replace('web', 'api')}")
    entries = [{"Key": "lb", "Source": "acme/lb/google", "Dir": ".terraform/modules/lb"}]
    (there.parent / "modules.json").write_text(json.dumps({"Modules": entries}))
    (tmp_path / "main.tf").write_text(
        f"# {GOOD.replace('501', '502')}\n{CALL.replace('SOURCE', 'acme/lb/google')}"
    )
    inner = module(resource(f"{SERVICE}.web"), resource(f"{SERVICE}.api"))
    root = module(calls={"lb": ({}, inner)})
    addresses = [f'module.lb["x"].{SERVICE}.web', f'module.lb["x"].{SERVICE}.api']
    found, told = collected(tmp_path, *addresses, root=root)
    assert sorted(found) == sorted(addresses)
    assert {one.rule for several in found.values() for one in several} == {"LB502"}
    assert told == []


def test_a_module_that_is_not_at_hand_is_waived_at_its_call(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        CALL.replace("}\n", f"  # {GOOD}\n}}\n").replace("SOURCE", "acme/lb/google")
    )
    root = module(calls={"lb": ({}, module(resource(f"{SERVICE}.web")))})
    found, told = collected(tmp_path, f"module.lb.module.inner.{SERVICE}.web", root=root)
    [[one]] = found.values()
    assert (one.rule, one.origin.line, told) == ("LB501", 3, [])


def test_json_has_no_comments_that_count(tmp_path: Path) -> None:
    """All of a file may stand on one line: nobody could tell which resource is meant."""
    body = {"//": GOOD, "name": "web"}
    (tmp_path / "main.tf.json").write_text(json.dumps({"resource": {SERVICE: {"web": body}}}))
    found, [note] = collected(tmp_path, f"{SERVICE}.web")
    assert found == {}
    assert (note.level, note.hint) == (Level.WARNING, "Write the waiver in lbpolicy-waivers.yaml.")


def test_data_sources_and_what_is_not_declared_have_none(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(f"# {GOOD}\n{BLOCK.replace('resource', 'data')}")
    found, _ = collected(tmp_path, f"data.{SERVICE}.web", f"{SERVICE}.gone")
    assert found == {}


def test_long_lines_take_no_time() -> None:
    text = f'{MARK} LB501 reason="' + '\\"' * 900
    assert written(text)[0].wrong
    assert parse("a.tf", f"# {text}\n{BLOCK}".encode()).blocks
