"""HTML: pages that one opens in a browser, without a server and without a network."""

from lbpolicy.formats.html.report import render
from lbpolicy.formats.html.shell import page

__all__ = ["page", "render"]
