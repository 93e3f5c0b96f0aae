"""JUnit XML, beside the results of tests."""

from lbpolicy.formats.junit.document import render

__all__ = ["render"]
