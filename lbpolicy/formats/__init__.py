"""Ways to show a report: pure functions of it, one module or folder each."""

from collections.abc import Mapping

from lbpolicy.formats import (
    code_quality,
    csv_table,
    github_annotations,
    html,
    json_report,
    junit,
    markdown,
    ocsf,
    sarif,
    scc,
    text,
)
from lbpolicy.formats.interface import Format, Pipeline, RenderOptions, Repository
from lbpolicy.formats.json_report import rules_document

FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("text", "for people at a terminal", "text/plain", text.render),
        Format(
            "json", "the complete report, versioned and with a schema", "application/json", json_report.render
        ),
        Format("sarif", "SARIF 2.1.0 for code scanning", "application/sarif+json", sarif.render),
        Format("markdown", "for a comment on a pull request", "text/markdown", markdown.render_comment),
        Format(
            "github-summary",
            "the same, as long as the summary of a step may be",
            "text/markdown",
            markdown.render_step_summary,
        ),
        Format(
            "github-annotations",
            "workflow commands that annotate a pull request",
            "text/plain",
            github_annotations.render,
        ),
        Format(
            "gitlab-code-quality",
            "code quality report for merge requests",
            "application/json",
            code_quality.render,
        ),
        Format("html", "one page for a browser, with pictures of load balancers", "text/html", html.render),
        Format("junit", "JUnit XML beside the results of tests", "application/xml", junit.render),
        Format("csv", "a table for spreadsheets, one finding a line", "text/csv", csv_table.render),
        Format(
            "ocsf", "OCSF Compliance Findings for a SIEM, one a line", "application/x-ndjson", ocsf.render
        ),
        Format(
            "hec",
            "the same in Splunk's HTTP Event Collector envelope",
            "application/x-ndjson",
            ocsf.render_hec,
        ),
        Format("scc", "findings for Security Command Center, one a line", "application/x-ndjson", scc.render),
    )
}
"""By name, in the order in which help texts list them."""

__all__ = ["FORMATS", "Format", "Pipeline", "RenderOptions", "Repository", "rules_document"]
