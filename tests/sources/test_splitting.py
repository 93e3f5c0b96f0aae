"""Records are found whatever the layout and wherever a buffer ends, with the line on which they begin."""

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from asset_shapes import BACKEND, DISK, NAME, WANTED, ndjson, pretty, read_bytes, snake
from hypothesis import given, settings
from hypothesis import strategies as st

from lbpolicy.sources.documents import Element, Splitter
from lbpolicy.sources.faults import ReadError
from lbpolicy.sources.lines import Lines
from lbpolicy.sources.tally import Tally
from lbpolicy.sources.wanted import Wanted
from lbpolicy.sources.window import Window

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from('"[]{}\\,'),
    lambda children: (
        st.lists(children) | st.dictionaries(st.text() | st.sampled_from(["[", '"}', "\\"]), children)
    ),
    max_leaves=30,
)
SIZES = st.sampled_from([1, 2, 3, 7, 16, 64, 4096])


def split(text: bytes, size: int, **window: int) -> list[Element]:
    return list(Splitter(Window(io.BytesIO(text), size, **window)))


STYLES = st.fixed_dictionaries({"indent": st.sampled_from([None, 0, 2]), "ensure_ascii": st.booleans()})


@settings(deadline=None)
@given(values=st.lists(JSON), size=SIZES, style=STYLES)
def test_an_array_splits_into_its_elements(values: list[Any], size: int, style: dict[str, Any]) -> None:
    text = json.dumps(values, **style).encode("utf-8", "replace")
    assert [json.loads(one.raw) for one in split(text, size)] == json.loads(text)


@settings(deadline=None, max_examples=40)
@given(
    values=st.lists(st.dictionaries(st.text(), JSON)),
    size=SIZES,
    between=st.sampled_from(["", "\n", " \r\n\t"]),
)
def test_concatenated_objects_are_told_apart(values: list[Any], size: int, between: str) -> None:
    objects = [
        {f"_{key}": child for key, child in value.items()} for value in values
    ]  # none is called "assets"
    text = between.join(json.dumps(value, indent=2) for value in objects).encode()
    elements = split(text, size)
    assert [json.loads(one.raw) for one in elements] == objects
    for element in elements:
        assert text.split(b"\n")[element.line - 1].find(element.raw.split(b"\n")[0]) >= 0


@settings(deadline=None, max_examples=40)
@given(
    pages=st.lists(st.lists(JSON)),
    size=SIZES,
    indent=st.sampled_from([None, 1]),
    key=st.sampled_from(["assets", "results"]),
)
def test_pages_split_into_their_records(
    pages: list[list[Any]], size: int, indent: int | None, key: str
) -> None:
    bodies = [{"readTime": "[{", key: records, "nextPageToken": '"]'} for records in pages]
    elements = split("\n".join(json.dumps(body, indent=indent) for body in bodies).encode(), size)
    records = [json.loads(one.raw) for one in elements if not one.page]
    assert records == [json.loads(json.dumps(record)) for page in pages for record in page]
    rest = [json.loads(one.raw) for one in elements if one.page]
    assert rest == [{**body, key: []} for body in bodies]


@settings(deadline=None)
@given(records=st.lists(JSON, min_size=1), size=SIZES, data=st.data())
def test_a_cut_array_gives_what_is_whole_and_an_error(
    records: list[Any], size: int, data: st.DataObject
) -> None:
    text = json.dumps(records).encode()
    cut = data.draw(st.integers(1, len(text) - 1))
    seen: list[Any] = []
    splitter = Splitter(Window(io.BytesIO(text[:cut]), size))
    with pytest.raises(ReadError) as error:
        seen.extend(json.loads(one.raw) for one in splitter)
    assert error.value.code == "truncated-source"
    assert seen == json.loads(text)[: len(seen)]


@settings(deadline=None)
@given(text=st.binary() | st.text(alphabet='[]{}",: \n\\ab').map(str.encode), size=SIZES)
def test_any_bytes_end_in_elements_or_in_a_read_error(text: bytes, size: int) -> None:
    elements: list[Element] = []
    with contextlib.suppress(ReadError):
        elements.extend(split(text, size))
    assert all(one.page or one.raw in text for one in elements)


def test_the_line_of_an_element_is_where_it_begins() -> None:
    text = b'\n[\n  {"a": "x\\n",\n "b": [\n]},\n\n  {"c":\n 1}]\n{"d": 1}'
    assert [(one.line, json.loads(one.raw)) for one in split(text, 4)] == [
        (3, {"a": "x\n", "b": []}),
        (7, {"c": 1}),
        (9, {"d": 1}),
    ]


@pytest.mark.parametrize("size", [1, 100, 4096])
def test_memory_is_bounded_by_the_limit(size: int) -> None:
    with pytest.raises(ReadError) as error:
        split(b'[{"a": 1}, {"b": "' + b"x" * 10_000 + b'"}]', size, limit=5000)
    assert error.value.code == "oversized-record"
    assert (
        len(split(b"[" + b'{"a": "' + b"x" * 4900 + b'"},' * 1 + b"[1]" * 9 + b"]", size, limit=5000)) == 10
    )


def test_splitting_a_large_record_is_linear() -> None:
    reads = []

    class Counting(io.BytesIO):
        def readinto(self, view: Any, /) -> int:
            reads.append(len(view))
            return super().readinto(view)

    text = b'[{"a": "' + b"x" * 4_000_000 + b'", "b": ' + b"[" * 50_000 + b"]" * 50_000 + b"}]"
    assert len(list(Splitter(Window(Counting(text), 1024)))) == 1
    assert len(reads) < 30


def lines(text: bytes, size: int) -> tuple[list[Element], Tally]:
    tally = Tally("x", lambda _: None, explicit=True)
    window = Window(io.BytesIO(text), size)
    window.fill(0)
    return list(Lines(window, Wanted(WANTED), tally)), tally


KINDS = st.sampled_from([BACKEND, DISK, "k8s.io/Pod", "compute.googleapis.com/Backend", BACKEND + "Fake"])


@st.composite
def exports(draw: st.DrawFn) -> tuple[list[str], bytes]:
    """Draw the types of records, and NDJSON of records called //x/0, //x/1, ... of these types."""
    kinds = draw(st.lists(KINDS, max_size=20))
    data = draw(st.dictionaries(st.text(), JSON, max_size=4))
    key = draw(st.sampled_from(["name", "asset_type", "ancestors", "resource"]))
    separators = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    ending = draw(st.sampled_from(["\n", "\r\n", "\n\n", ""]))
    records = [snake(f"//x/{i}", kind, data) for i, kind in enumerate(kinds)]
    texts = [json.dumps({key: record[key]} | record, separators=separators) for record in records]
    return kinds, (ending.join(texts) + ending).encode()


@settings(deadline=None)
@given(export=exports(), size=SIZES)
def test_lines_step_over_exactly_what_is_not_wanted(export: tuple[list[str], bytes], size: int) -> None:
    kinds, text = export
    found, tally = lines(text, size)
    names = [json.loads(one.raw)["name"] for one in found]
    assert {f"//x/{i}" for i, kind in enumerate(kinds) if kind in WANTED} <= set(names)
    assert tally.records + len(found) == len(kinds)
    assert names == sorted(names, key=lambda name: int(name.rpartition("/")[2]))
    assert all(one.raw in text.split(b"\n")[one.line - 1] for one in found)


POLICY = {"bindings": [{"role": "x"}]}
HOSTILE: dict[str, dict[str, Any]] = {
    "a type inside the data, before the real one": {
        "resource": {"data": {"asset_type": DISK, "assetType": DISK, "name": "x"}},
        "name": NAME,
        "asset_type": BACKEND,
    },
    "quotes in a name": {"name": f'//x","asset_type":"{DISK}","y":"', "asset_type": BACKEND},
    "a name that ends in a backslash": {"name": "//x\\", "asset_type": BACKEND},
    "a key that ends like the type's": {'x"asset_type': DISK, "name": NAME, "asset_type": BACKEND},
    "braces in strings": {"name": NAME, "x": '}{"name":"', "asset_type": BACKEND, "y": "}}"},
    "a text that looks like the next line": {"name": NAME, "x": '\n{"name":"', "asset_type": BACKEND},
    "ancestors with brackets": {
        "ancestors": ["]", f'],"asset_type":"{DISK}"'],
        "assetType": BACKEND,
        "name": NAME,
    },
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_strings_hide_no_record(what: str, tmp_path: Path) -> None:
    record = HOSTILE[what] | {"iam_policy": POLICY}
    disk = snake(kind=DISK)
    for content in (ndjson(disk, disk, record, disk), pretty([disk, disk, record, disk])):
        result = read_bytes(tmp_path, content)
        assert result.names == [record["name"]]
        assert result.summaries[0].records == 4
        assert not result.notes


def escaped(text: str, *positions: int) -> str:
    return "".join(f"\\u{ord(c):04x}" if i in positions else c for i, c in enumerate(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (BACKEND, BACKEND.replace("/", "\\/")),
        (BACKEND, escaped(BACKEND, 0)),
        (BACKEND, escaped(BACKEND, BACKEND.index("/"))),
        (BACKEND, escaped(BACKEND, *range(len(BACKEND)))),
        (BACKEND, escaped(BACKEND, *range(len(BACKEND))).upper().replace("\\U", "\\u")),
        ("asset_type", escaped("asset_type", 5)),
        ("asset_type", escaped("asset_type", *range(10))),
    ],
)
def test_escapes_hide_no_type(old: str, new: str, tmp_path: Path) -> None:
    disk = ndjson(snake(kind=DISK), snake(kind=DISK)).decode()
    for record in (ndjson(snake()).decode(), json.dumps(dict(reversed(snake().items()))) + "\n"):
        result = read_bytes(tmp_path, (disk + record.replace(f'"{old}"', f'"{new}"') + disk).encode())
        assert result.names == [NAME]
        assert result.summaries[0].records == 5


def test_a_lost_line_break_loses_no_record(tmp_path: Path) -> None:
    disk, backend = ndjson(snake(kind=DISK)), ndjson(snake())
    for glued in (disk.strip() + backend, disk.strip() + disk.strip() + backend, backend.strip() + backend):
        result = read_bytes(tmp_path, disk * 3 + glued + disk * 3)
        assert result.names == [NAME] * glued.count(BACKEND.encode())
        assert result.summaries[0].records == 6 + len(re.findall(b'"asset_type"', glued))
        assert not result.notes
    result = read_bytes(tmp_path, disk * 3 + disk.strip() + backend.strip())
    assert (result.names, result.summaries[0].records) == ([NAME], 5)


def test_records_on_one_line_without_any_break(tmp_path: Path) -> None:
    disk, backend = ndjson(snake(kind=DISK)), ndjson(snake())
    result = read_bytes(tmp_path, b" ".join(one.strip() for one in (disk, backend, disk, backend)))
    assert (result.names, result.summaries[0].records) == ([NAME, NAME], 4)


def test_a_file_of_many_made_up_types(tmp_path: Path) -> None:
    made_up = ndjson(*(snake(kind=f"x.googleapis.com/T{i}", data={}) for i in range(5000)))
    result = read_bytes(tmp_path, made_up + ndjson(snake()))
    assert (result.names, result.summaries[0].records) == ([NAME], 5001)


def test_a_page_on_a_line_among_records(tmp_path: Path) -> None:
    result = read_bytes(
        tmp_path, ndjson(snake(), snake(), {"assets": [snake(kind=DISK), snake()]}, [snake()])
    )
    assert (len(result.assets), result.summaries[0].records) == (4, 5)
    assert [asset.origin.line for asset in result.assets] == [1, 2, 3, 4]
