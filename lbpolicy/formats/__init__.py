"""Ways to show a report: pure functions of it, one module or folder each."""

from collections.abc import Iterable, Mapping

from lbpolicy.formats.interface import Format, Pipeline, RenderOptions, Repository
from lbpolicy.model import Rule

_JSON, _NDJSON, _MARKDOWN = "application/json", "application/x-ndjson", "text/markdown"

FORMATS: Mapping[str, Format] = {
    name: Format(name, description, media_type, home)
    for name, description, media_type, home in (
        ("text", "for people at a terminal", "text/plain", "text.render"),
        ("json", "the complete report, versioned and with a schema", _JSON, "json_report.render"),
        ("ndjson", "its findings, one a line", _NDJSON, "json_report.render_lines"),
        ("sarif", "SARIF 2.1.0 for code scanning", "application/sarif+json", "sarif.render"),
        ("markdown", "for a comment on a pull request", _MARKDOWN, "markdown.render_comment"),
        (
            "github-summary",
            "the same, as long as the summary of a step may be",
            _MARKDOWN,
            "markdown.render_step_summary",
        ),
        (
            "github-annotations",
            "workflow commands that annotate a pull request",
            "text/plain",
            "github_annotations.render",
        ),
        ("gitlab-code-quality", "code quality report for merge requests", _JSON, "code_quality.render"),
        ("html", "one page for a browser, with pictures of load balancers", "text/html", "html.render"),
        ("junit", "JUnit XML beside the results of tests", "application/xml", "junit.render"),
        ("csv", "a table for spreadsheets, one finding a line", "text/csv", "csv_table.render"),
        ("ocsf", "OCSF Compliance Findings for a SIEM, one a line", _NDJSON, "ocsf.render"),
        ("hec", "the same in Splunk's HTTP Event Collector envelope", _NDJSON, "ocsf.render_hec"),
        ("scc", "findings for Security Command Center, one a line", _NDJSON, "scc.render"),
    )
}
"""By name, in the order in which help texts list them."""


def rules_document(rules: Iterable[Rule]) -> bytes:
    """Return {"rules": [...]}: rules as the JSON report has them."""
    from lbpolicy.formats import json_report

    return json_report.rules_document(rules)


__all__ = ["FORMATS", "Format", "Pipeline", "RenderOptions", "Repository", "rules_document"]
