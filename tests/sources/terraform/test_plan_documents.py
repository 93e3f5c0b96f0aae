"""Which documents are read, and what the others are answered."""

import orjson
import pytest
from planned_documents import change, document

from lbpolicy.model import Level
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.terraform.documents.kinds_of_document import binary_plan, is_binary_plan, is_terraform
from lbpolicy.sources.terraform.documents.plan import read

RAW_STATE = {"version": 4, "terraform_version": "1.9.5", "serial": 3, "lineage": "x", "resources": []}
LOG_LINE = {"@level": "info", "@message": "Terraform 1.9.5", "type": "version"}
ENCRYPTED = {"meta": {}, "encrypted_data": "x", "encryption_version": "v0"}


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.1", "1.2", "1.15"])
def test_known_formats_are_read(version: str) -> None:
    plan = read(document([change("google_compute_url_map.m")], format_version=version))
    assert (plan.kind, plan.terraform_version, len(plan.resources)) == ("plan", "1.9.5", 1)


@pytest.mark.parametrize("version", ["0.3", "2.0", "1.x", "1", "", "one", None, 1.2, [], {}])
def test_unknown_formats_are_refused(version: object) -> None:
    with pytest.raises(ReadError) as error:
        read(document([], format_version=version))
    assert error.value.code == "terraform-format"
    assert error.value.hint


@pytest.mark.parametrize(
    ("wrong", "code", "hint"),
    [
        (RAW_STATE, "terraform-raw-state", "terraform show -json > state.json"),
        (LOG_LINE, "terraform-log", "terraform plan -out=plan.out && terraform show -json plan.out"),
        (ENCRYPTED, "terraform-encrypted", "tofu show -json"),
        ({"format_version": "1.0", "provider_schemas": {}}, "terraform-format", "terraform show -json"),
    ],
)
def test_other_documents_of_terraform_say_how_to_make_the_right_one(
    wrong: dict[str, object], code: str, hint: str
) -> None:
    with pytest.raises(ReadError) as error:
        read(wrong)
    assert error.value.code == code
    assert hint in error.value.hint


def test_a_binary_plan_is_told_by_its_first_bytes() -> None:
    head = b"PK\x03\x04" + bytes(26) + b"tfplan" + b"..."
    assert is_binary_plan(head)
    assert not is_binary_plan(b"PK\x03\x04" + bytes(26) + b"report" + b"...")
    assert not is_binary_plan(b"{}")
    assert "terraform show -json" in binary_plan().hint


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (document([]), True),
        ({"format_version": "1.0"}, True),
        ({"format_version": "1.0", "values": {}}, True),
        (RAW_STATE, True),
        (LOG_LINE, True),
        (ENCRYPTED, True),
        ({"name": "//compute.googleapis.com/x", "asset_type": "y"}, False),
        ({"assets": [], "readTime": "x"}, False),
        ([], False),
        (None, False),
    ],
)
def test_terraform_documents_are_recognised(candidate: object, expected: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_terraform(candidate) is expected


def test_an_empty_state_has_nothing() -> None:
    plan = read({"format_version": "1.0"})
    assert (plan.kind, plan.resources, plan.complete) == ("state", (), True)


@pytest.mark.parametrize(
    ("parts", "code", "level"),
    [
        ({"errored": True}, "terraform-plan-errored", Level.ERROR),
        ({"complete": False}, "terraform-plan-incomplete", Level.ERROR),
        ({"format_version": "0.1"}, "terraform-old-format", Level.NOTE),
        ({"deferred_changes": [{"resource_change": change("a.b")}]}, "terraform-deferred", Level.NOTE),
    ],
)
def test_what_is_wrong_with_a_plan_is_told_and_the_rest_read(
    parts: dict[str, object], code: str, level: Level
) -> None:
    plan = read(document([change("google_compute_url_map.m")], **parts))
    assert [(one.code, one.level) for one in plan.notifications] == [(code, level)]
    assert len(plan.resources) == 1


@pytest.mark.parametrize(
    "parts",
    [{"errored": True}, {"complete": False}, {"deferred_changes": [{"resource_change": {"address": "a.b"}}]}],
)
def test_what_is_not_complete_says_so(parts: dict[str, object]) -> None:
    assert not read(document([], **parts)).complete
    assert read(document([])).complete


def test_of_a_plan_that_puts_changes_off_the_next_one_is_to_be_scanned() -> None:
    deferred = {"complete": False, "deferred_changes": [{"resource_change": change("a.b")}]}
    incomplete, told = read(document([change("google_compute_url_map.m")], **deferred)).notifications
    assert "-target" not in incomplete.message
    assert "the plan that follows" in incomplete.hint
    assert "a.b" in told.message


@pytest.mark.parametrize("changes", [{}, "x", 1, None, True])
def test_changes_of_the_wrong_type_are_refused(changes: object) -> None:
    with pytest.raises(ReadError):
        read(document([]) | {"resource_changes": changes})


@pytest.mark.parametrize(
    "entry",
    [
        None,
        1,
        "x",
        [],
        {},
        {"address": 1},
        {"address": "a.b", "type": "a", "name": "b"},
        {"address": "a.b", "type": "a", "name": "b", "change": None},
        {"address": "a.b", "type": "a", "name": "b", "change": {"actions": "create"}},
        {"address": "a.b", "type": "a", "name": "b", "change": {"actions": ["invent"], "after": {}}},
        {"address": "a.b", "type": "a", "name": "b", "change": {"actions": [], "after": {}}},
        {"address": "a.b", "type": "a", "name": "b", "change": {"actions": ["create"], "after": []}},
        {"address": "a.b", "type": "a", "name": "b", "index": 1.5, "change": {"actions": ["create"]}},
        {"address": "a.b", "type": "a", "name": "b", "index": True, "change": {"actions": ["create"]}},
        {"address": "", "type": "a", "name": "b", "change": {"actions": ["create"]}},
    ],
)
def test_a_broken_entry_is_told_and_the_rest_read(entry: object) -> None:
    plan = read(document([entry, change("google_compute_url_map.m")]))  # type: ignore[list-item]
    assert [planned.address for planned in plan.resources] == ["google_compute_url_map.m"]
    assert [(one.code, one.level) for one in plan.notifications] == [("terraform-resource", Level.ERROR)]


def test_many_broken_entries_make_one_short_notification() -> None:
    entries = [{"address": f"a.b{index}", "type": "a", "name": "b"} for index in range(1000)]
    (told,) = read(document(entries)).notifications
    assert "a.b0" in told.message
    assert "995 more" in told.message
    assert len(told.message) < 500


def test_an_address_that_comes_twice_is_told() -> None:
    plan = read(document([change("a.b"), change("a.b", after={"name": "other"})]))
    assert len(plan.resources) == 1
    assert [one.code for one in plan.notifications] == ["terraform-resource"]


def test_modules_nested_without_end_are_no_harm() -> None:
    module: dict[str, object] = {"resources": []}
    for _ in range(5000):
        module = {"child_modules": [module]}
    plan = read({"format_version": "1.0", "values": {"root_module": module}})
    assert plan.resources == ()


@pytest.mark.parametrize("values", [1, "x", [], True])
def test_values_of_the_wrong_type_are_refused(values: object) -> None:
    with pytest.raises(ReadError):
        read({"format_version": "1.0", "values": values})


@pytest.mark.parametrize(
    "root",
    [
        {"resources": {}},
        {"resources": [1]},
        {"child_modules": 1},
        {"child_modules": [1]},
        {"resources": [{"address": "a.b", "type": "a", "name": "b", "values": []}]},
        [],
    ],
)
def test_a_broken_state_is_told(root: object) -> None:
    plan = read({"format_version": "1.0", "values": {"root_module": root}})
    assert [one.code for one in plan.notifications] == ["terraform-resource"]


def test_the_document_is_left_as_it_was() -> None:
    given = document([change("google_compute_url_map.m")])
    before = orjson.dumps(given)
    read(given)
    assert orjson.dumps(given) == before
