"""Runs `python -m lbpolicy`."""

from lbpolicy.cli import main

if __name__ == "__main__":
    main()
