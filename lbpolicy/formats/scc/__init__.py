"""Findings for Security Command Center."""

from lbpolicy.formats.scc.document import render

__all__ = ["render"]
