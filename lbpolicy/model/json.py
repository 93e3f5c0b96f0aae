"""The type of parsed JSON."""

from typing import Any

Json = Any
"""A parsed JSON value: dict, list, str, int, float, bool or None."""
