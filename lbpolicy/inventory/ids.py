"""Resources by numeric id, by which references and IAP names may call them."""

from lbpolicy.inventory import names
from lbpolicy.inventory.types import BACKEND_SERVICE
from lbpolicy.model import Json


class Ids:
    """Learns the ids of resources; translates names that end in one."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def learn(self, name: str, data: dict[str, Json]) -> None:
        """Take in the id of a resource."""
        if isinstance(data.get("id"), str | int):
            self._names[(name.rpartition("/")[0], str(data["id"]))] = name

    def name(self, numbered: str) -> str:
        """Return the name of the resource that a name ending in an id means; any other name as it is."""
        parent, _, last = numbered.rpartition("/")
        return self._names.get((parent, last), numbered) if last.isdecimal() else numbered

    def backend_services(self) -> dict[tuple[str, str], str]:
        """Return the full names of backend services by project and id."""
        found = {}
        for (parent, number), name in self._names.items():
            if parent.endswith(f"/{BACKEND_SERVICE.collection}"):
                found[(names.place(name).project, number)] = name
        return found
