"""Cloud Asset Inventory data, in every shape that users have, as assets."""

from lbpolicy.sources.reader import Sources

__all__ = ["Sources"]
