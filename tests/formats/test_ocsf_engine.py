"""A real engine casts the events to OCSF's types, and warns of what does not fit or is no field."""

from pathlib import Path

import pytest
import support_tenzir
from test_ocsf_schema import REPORTS, VERSIONS, events

from lbpolicy.formats import FORMATS, RenderOptions
from lbpolicy.formats.interface import OcsfVersion

TIMES = """
time = from_epoch(time * 1ms)
finding_info.last_seen_time = from_epoch(finding_info.last_seen_time * 1ms)
"""
"""JSON has no times: whoever reads OCSF from it makes them of the milliseconds."""


@pytest.mark.parametrize("version", VERSIONS)
def test_tenzir_casts_every_event_without_a_warning(version: OcsfVersion, tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    options = RenderOptions(ocsf_version=version)
    with file.open("wb") as stream:
        for made in REPORTS.values():
            stream.writelines(FORMATS["ocsf"].render(made(), options))
    expected = [event for made in REPORTS.values() for event in events(made(), version)]
    read = f'from_file "{file}" {{ read_ndjson }}\n{TIMES}\nocsf_cast encode_variants=true\n'
    cast, warnings = support_tenzir.run(read + "schema = @name\nwrite_ndjson")
    assert warnings == ""
    assert {event["schema"] for event in cast} == {"ocsf.compliance_finding"}
    assert [event["finding_info"]["uid"] for event in cast] == [e["finding_info"]["uid"] for e in expected]
    assert [event["status_id"] for event in cast] == [event["status_id"] for event in expected]
    assert {event["time"] for event in cast} == {"2026-11-21T00:00:00Z"}


def test_tenzir_would_warn(tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"".join(FORMATS["ocsf"].render(REPORTS["sample"](), RenderOptions())))
    read = f'from_file "{file}" {{ read_ndjson }}\n{TIMES}\ninvented = 1\nseverity_id = "high"\n'
    _, warnings = support_tenzir.run(read + "ocsf_cast encode_variants=true\nwrite_ndjson")
    assert "invented" in warnings
    assert "severity_id" in warnings
