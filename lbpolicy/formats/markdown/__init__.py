"""Markdown for pull requests and the summary of a step, with Mermaid diagrams."""

from lbpolicy.formats.markdown.document import render_comment, render_step_summary

__all__ = ["render_comment", "render_step_summary"]
