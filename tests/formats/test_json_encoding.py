import json
from types import MappingProxyType

import orjson
import pytest

from lbpolicy.formats.encoding import array, dumps
from lbpolicy.model import Json


def nested(depth: int) -> Json:
    value: Json = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": [1, 2.5, None, True], "a": "é"}, '{"a":"é","b":[1,2.5,null,true]}'),
        ("\ud800", '"\\\\ud800"'),
        ({"\udcff": {"x": "\udcff"}}, '{"\\\\udcff":{"x":"\\\\udcff"}}'),
        (
            [2**64, -(2**63) - 1, 2**64 - 1],
            '["18446744073709551616","-9223372036854775809",18446744073709551615]',
        ),
        (MappingProxyType({"a": (1, 2)}), '{"a":[1,2]}'),
        ({1: 2}, '{"1":2}'),
    ],
)
def test_whatever_a_rule_says_becomes_valid_json(value: Json, text: str) -> None:
    assert dumps(value).decode() == text
    json.loads(text)


def test_deep_values_are_cut_and_not_refused() -> None:
    text = dumps(nested(5000)).decode()
    assert text == "[" * 100 + '"..."' + "]" * 100


@pytest.mark.parametrize("items", [[], [1], [{"a": [1, {"b": "x\ny"}]}, [], {}]])
def test_an_array_in_pieces_reads_as_if_written_at_once(items: list[Json]) -> None:
    pieces = b'{\n  "k": ' + b"".join(array(items, indent=2)) + b"\n}"
    assert pieces == orjson.dumps({"k": items}, option=orjson.OPT_INDENT_2)
