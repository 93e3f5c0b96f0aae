"""The objects of an OCSF event. What is empty is left out: OCSF has no empty names."""

import posixpath

from lbpolicy.formats.escape import visible
from lbpolicy.formats.interface import RenderOptions
from lbpolicy.formats.ocsf.state import Entry, state_of
from lbpolicy.formats.paths import relative_path
from lbpolicy.formats.remediation import gcloud_command
from lbpolicy.formats.source_links import source_link
from lbpolicy.model import AssetRef, Json, Origin, Outcome, Rule

_WITHOUT_ROLES = "1.5.0"
"""The version in which a resource does not say yet whether it is the affected one."""
_GCP_PROJECT = {"type_id": 11, "type": "GCP Project"}
_REGULAR_FILE = {"type_id": 1, "type": "Regular File"}


def present(fields: dict[str, Json]) -> dict[str, Json]:
    """Return the fields that say something; 0 and False do."""
    return {name: value for name, value in fields.items() if value or value == 0}


def build_finding_info(entry: Entry, rule: Rule, options: RenderOptions, last_seen: int) -> dict[str, Json]:
    """Return what was found, under the identity that all formats share."""
    outcome = entry.finding.outcome
    source = relative_path(outcome.origin)
    return present(
        {
            "uid": entry.finding.finding_id,
            "title": visible(rule.about(outcome.asset).title),
            "desc": " ".join(rule.description.split()),
            "types": ["Misconfiguration"],
            "analytic": {"uid": rule.id, "name": rule.name, "type_id": 1, "type": "Rule"},
            "data_sources": [source] if source else [],
            "last_seen_time": last_seen,
            "src_url": source_link(outcome.origin, options.repository) if options.repository else "",
        }
    )


def build_compliance(entry: Entry, rule: Rule) -> dict[str, Json]:
    """Return the verdict, and what demands that it be a pass."""
    state = state_of(entry)
    names = sorted(rule.frameworks)
    controls = [f"{name} {control}" for name in names for control in rule.frameworks[name]]
    return present(
        {
            "control": rule.id,
            "standards": names,
            "requirements": [*controls, *rule.source],
            "status_id": state.verdict[0],
            "status": state.verdict[1],
            "status_details": [state.detail] if state.detail else [],
        }
    )


def build_cloud(asset: AssetRef) -> dict[str, Json]:
    """Return the project and place that the asset belongs to."""
    project = {"uid": asset.project, "name": asset.project, **_GCP_PROJECT} if asset.project else {}
    return present({"provider": "GCP", "account": project, **_place(asset)})


def build_resources(outcome: Outcome, options: RenderOptions) -> list[Json]:
    """Return the asset that was judged, then the assets that the verdict rests on."""
    asset = outcome.asset
    affected = present(
        {
            "uid": asset.name,
            "name": asset.short_name,
            "type": asset.type,
            "namespace": asset.project,
            **_place(asset),
            **_role(3, "Affected", options),
        }
    )
    related = [
        present({"uid": name, "name": name.rsplit("/", 1)[-1], **_role(4, "Related", options)})
        for name in dict.fromkeys(outcome.related)
        if name and name != asset.name
    ]
    return [affected, *related]


def build_evidences(outcome: Outcome) -> list[Json]:
    """Return the facts behind the verdict, and the Terraform source that has to change."""
    evidence = present(
        {
            "name": outcome.path,
            "data": dict(outcome.evidence),
            "file": _file(outcome.origin) if outcome.origin.in_sources else {},
        }
    )
    return [evidence] if evidence.keys() & {"data", "file"} else []


def build_remediation(rule: Rule, asset: AssetRef) -> dict[str, Json]:
    """Return what to do, with the command that would mend this very asset."""
    remediation = rule.about(asset).remediation
    parts = [remediation.summary, gcloud_command(remediation.gcloud, asset), remediation.terraform.strip()]
    return present(
        {
            "desc": "\n\n".join(part for part in parts if part),
            "references": list(rule.related_resources),
        }
    )


def build_unmapped(entry: Entry, rule: Rule) -> dict[str, Json]:
    """Return what OCSF has no name for."""
    finding, outcome = entry.finding, entry.finding.outcome
    origin, waiver = outcome.origin, finding.waiver
    place = {"address": origin.address, "line": origin.line, "column": origin.column}
    return present(
        {
            "rule_severity": finding.severity.value,
            "precision": rule.precision,
            "path": outcome.path,
            "key": outcome.key,
            "change": finding.change,
            "baseline": finding.baseline,
            "absent": entry.gone if finding.baseline == "absent" else "",
            "origin": present(place),
            "waiver": present(
                {
                    "owner": waiver.owner,
                    "reason": waiver.reason,
                    "expires": waiver.expires,
                    "ticket": waiver.ticket,
                    "inline": waiver.inline,
                }
            )
            if waiver
            else {},
        }
    )


def _place(asset: AssetRef) -> dict[str, Json]:
    if "/zones/" in asset.name:
        return {"zone": asset.location, "region": asset.location.rpartition("-")[0]}
    return {"region": asset.location}


def _role(number: int, caption: str, options: RenderOptions) -> dict[str, Json]:
    return {} if options.ocsf_version == _WITHOUT_ROLES else {"role_id": number, "role": caption}


def _file(origin: Origin) -> dict[str, Json]:
    path = relative_path(origin)
    return {"name": posixpath.basename(path), "path": path, **_REGULAR_FILE} if path else {}
