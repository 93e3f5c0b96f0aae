"""From raw assets to subjects: canonical form, schemas, references, derived facts."""

from lbpolicy.inventory.store import Inventory
from lbpolicy.inventory.subjects import SubjectBuilder
from lbpolicy.inventory.topology import Topology
from lbpolicy.inventory.types import KINDS, is_judged, wanted

__all__ = ["KINDS", "Inventory", "SubjectBuilder", "Topology", "is_judged", "wanted"]
