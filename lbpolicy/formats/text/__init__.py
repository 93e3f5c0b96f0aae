"""Text, for people at a terminal."""

from lbpolicy.formats.text.document import render

__all__ = ["render"]
