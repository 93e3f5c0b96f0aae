"""OCSF events for a SIEM, with or without Splunk's envelope."""

from lbpolicy.formats.ocsf.document import render
from lbpolicy.formats.ocsf.hec import render as render_hec

__all__ = ["render", "render_hec"]
