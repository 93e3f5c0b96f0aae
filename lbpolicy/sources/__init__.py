"""Cloud Asset Inventory data, in every shape that users have, as assets."""

from lbpolicy.sources.reader import Sources
from lbpolicy.sources.records import FEED

__all__ = ["FEED", "Sources"]
