from pathlib import Path

import pytest
from policy_folders import head, write_library, write_rule

from lbpolicy.errors import PolicyError
from lbpolicy.policy import load

PORTS = {"ports": {"default": [80], "description": "Ports.", "schema": {"type": "array"}}}
LIBRARY = (
    'resolved(links) := [link | some link in links; link.state == "resolved"]\n\nstates := ["resolved"]\n'
)


def rule(condition: str, imports: str = "") -> str:
    return f"{imports}\n\napplies if {{\n\t{condition}\n}}\n\nfindings := []\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_library(tmp_path, "links", LIBRARY)
    return tmp_path


def refusal(place: Path, body: str) -> PolicyError:
    file = write_rule(place, body=body, metadata=head(parameters=PORTS))
    with pytest.raises(PolicyError) as caught:
        load([place])
    text = file.read_text(encoding="utf-8")
    name, _, rest = caught.value.message.removeprefix(f"{file}:").partition(": ")
    assert name.isdigit(), caught.value.message
    assert int(name) <= text.count("\n")
    return PolicyError(f"{text.splitlines()[int(name) - 1].strip()} ! {rest}", caught.value.hint)


@pytest.mark.parametrize(
    ("condition", "imports"),
    [
        ('contains(input.resource.name, "x")', ""),
        ("count(links.resolved(input.links.groups)) > 0", "import data.lbpolicy.lib.links"),
        ("l.resolved(input.x)", "import data.lbpolicy.lib.links as l"),
        ('l["resolved"](input.x)', "import data.lbpolicy.lib.links as l"),
        ("resolved(input.x)", "import data.lbpolicy.lib.links.resolved"),
        ("data.lbpolicy.lib.links.resolved(input.x)", ""),
        ("data.lbpolicy.lib.links.states", ""),
        ("links.states[0] == input.x", "import data.lbpolicy.lib.links"),
        ("80 in data.lbpolicy.parameters.ACME1.ports", ""),
        ('80 in data.lbpolicy.parameters["ACME1"]["ports"]', ""),
        ("_local(input.x)\n}\n\n_local(x) if x\n\nother if {\n\ttrue", ""),
        ("_local(1)\n}\n\n_local(1) if true\n\n_local(2) if false\n\nother if {\n\ttrue", ""),
        ('every x in object.get(input.resource, "l", []) {\n\t\tx in {1, 2}\n\t}', ""),
        ("{x | some x in input.l} == set()", ""),
        ("input.x == `http.send({}) with time.now_ns()` # rand.intn(3)", ""),
        ('input.x == "print(1) [x] contains y"', ""),
    ],
)
def test_what_every_engine_understands_is_accepted(place: Path, condition: str, imports: str) -> None:
    write_rule(place, body=rule(condition, imports), metadata=head(parameters=PORTS))
    assert [found.id for found in load([place]).rules] == ["ACME1"]


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("unknwn(input.x)", "unknwn is neither a function defined here nor a builtin"),
        ("http.send({})", "http.send is neither"),
        ('net.cidr_contains("10.0.0.0/8", input.x)', "net.cidr_contains is neither"),
        ("rego.metadata.rule()", "rego.metadata.rule is neither"),
        ("time.now_ns() > 0", "time.now_ns is neither"),
        ('rand.intn("x", 2)', "rand.intn is neither"),
        ("opa.runtime()", "opa.runtime is neither"),
        ("print(input)", "print is neither"),
        ('trace("x")', "trace is neither"),
        ("io.jwt.decode(input.x)", "io.jwt.decode is neither"),
        ("object.union(input.x, {})", "object.union is neither"),
        ("input.f(1)", "input.f is neither"),
        ("findings(1)", "findings is called but is a rule"),
        ("count(\n\t\tnope(1),\n\t)", "nope is neither"),
        ("x := [y | y := nope(1)]", "nope is neither"),
        ('count({"a": nope(1)}) == 1', "nope is neither"),
        ("nope\n\t\t(1)", "nope is neither"),
        ("plus(1, 2)", "plus is neither"),
    ],
)
def test_a_call_of_what_is_not_there_is_refused(place: Path, condition: str, complaint: str) -> None:
    assert complaint in refusal(place, rule(condition)).message


def test_the_refusal_names_the_line_and_what_to_write(place: Path) -> None:
    error = refusal(place, rule('true\n\tinput.x == "#"\n\treplace(input.x, "", "y")'))
    assert error.message.startswith('replace(input.x, "", "y") ! replace is neither')
    assert error.hint == "Use concat(new, split(text, old))."


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("links.resolvd(input.x)", "there is no resolvd in data.lbpolicy.lib.links"),
        ("links.state == 1", "there is no state in data.lbpolicy.lib.links"),
        ("links.states(1)", "links.states is called but is a rule"),
        ("count(links.resolved) > 0", "links.resolved is a function: call it"),
        ("x := links", "links is a whole package"),
        ("data.lbpolicy.lib.link.states", "data.lbpolicy.lib.link.states is no library and no parameter"),
        ("data.lbpolicy.rules.url_map.other.applies", "is no library and no parameter"),
        ("data.some.thing", "data.some.thing is no library and no parameter"),
        ("count(data) > 0", "data is no library and no parameter"),
        ("data[input.x]", "data is no library and no parameter"),
        ("data.lbpolicy.parameters.ACME1.prots", "ACME1 has no parameter 'prots'"),
        (
            "data.lbpolicy.parameters.LB101.ports",
            "data.lbpolicy.parameters.LB101.ports is not a parameter of ACME1",
        ),
        ("data.lbpolicy.parameters.ACME1 == 1", "data.lbpolicy.parameters.ACME1 is not a parameter of ACME1"),
        ("data.lbpolicy.parameters[input.x]", "data.lbpolicy.parameters is not a parameter of ACME1"),
    ],
)
def test_a_document_that_is_not_there_is_refused(place: Path, condition: str, complaint: str) -> None:
    body = rule(condition, "import data.lbpolicy.lib.links" if "links" in condition.partition(".")[0] else "")
    file = write_rule(place, body=body, metadata=head(parameters=PORTS))
    with pytest.raises(PolicyError, match=r"off\.rego:\d+: ") as caught:
        load([place])
    assert complaint in caught.value.message
    assert str(file) in caught.value.message


def test_an_import_of_what_is_not_there_is_refused(place: Path) -> None:
    error = refusal(place, rule("lnks.states", "import data.lbpolicy.lib.lnks"))
    assert error.message.startswith("import data.lbpolicy.lib.lnks ! data.lbpolicy.lib.lnks is no library")


def test_a_name_both_imported_and_defined_is_refused(place: Path) -> None:
    error = refusal(place, rule("links", "import data.lbpolicy.lib.links") + "\nlinks := 1\n")
    assert "links is both imported and defined" in error.message


def test_a_parameter_through_an_import_is_checked_too(place: Path) -> None:
    imports = "import data.lbpolicy.parameters.ACME1 as settings"
    write_rule(place, body=rule("settings.ports", imports), metadata=head(parameters=PORTS))
    assert load([place]).rules[0].values == {"ports": [80]}
    write_rule(place, body=rule("settings.port", imports), metadata=head(parameters=PORTS))
    with pytest.raises(PolicyError, match="ACME1 has no parameter 'port'"):
        load([place])


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("f(x) := http.send(x)", "http.send is neither"),
        ("f(x) := x if {\n\tx with input as 1\n}", "`with` is not allowed"),
        ("f contains x if some x in input.l", "f is a partial set"),
        ("f := data.lbpolicy.parameters.LB101.ports", "a library reads a rule's parameter"),
        ("f := data.lbpolicy.lib.other.x", "is no library and no parameter"),
    ],
)
def test_libraries_are_held_to_the_same(place: Path, body: str, complaint: str) -> None:
    file = write_library(place, "helper", body)
    write_rule(place)
    with pytest.raises(PolicyError) as caught:
        load([place])
    assert caught.value.message.startswith(f"{file}:")
    assert complaint in caught.value.message


def test_libraries_may_use_each_other_and_themselves(place: Path) -> None:
    write_library(
        place, "deep/more", "import data.lbpolicy.lib.links\n\nf(x) := links.resolved(x)\n\ng := f([])\n"
    )
    write_library(
        place, "self", "f(x) := x\n\ng := data.lbpolicy.lib.self.f(data.lbpolicy.lib.deep.more.g)\n"
    )
    write_rule(place)
    assert set(load([place]).libraries) == {"lib/links.rego", "lib/deep/more.rego", "lib/self.rego"}


def test_an_id_with_a_hyphen_is_written_in_brackets(place: Path) -> None:
    good = rule('80 in data.lbpolicy.parameters["ACME-7"].ports')
    write_rule(place, body=good, metadata=head(id="ACME-7", parameters=PORTS))
    assert load([place]).rules[0].id == "ACME-7"
    write_rule(
        place, body=rule("data.lbpolicy.parameters.ACME.x"), metadata=head(id="ACME-7", parameters=PORTS)
    )
    with pytest.raises(PolicyError) as caught:
        load([place])
    assert caught.value.hint == 'Write data.lbpolicy.parameters["ACME-7"].<name>.'
