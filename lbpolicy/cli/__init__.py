"""The command line: parse, call, print, exit code. Nothing else in lbpolicy talks to the terminal."""

from lbpolicy.cli.main import main

__all__ = ["main"]
