"""Cloud Asset Inventory data in every shape that users have, and Terraform plans, as assets."""

from lbpolicy.sources.reader import Sources

__all__ = ["Sources"]
