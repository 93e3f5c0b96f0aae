"""SARIF 2.1.0, for code scanning."""

from lbpolicy.formats.sarif.document import render

__all__ = ["render"]
