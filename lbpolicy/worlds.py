"""The two worlds of a Terraform plan: what there is before it, and what there will be after it.

Without a plan there is one. A plan goes before exports: in the world after it, what it changes is as it says,
and what it deletes is gone, whatever an export says of them.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lbpolicy import resources
from lbpolicy.inventory import Inventory, SubjectBuilder, Topology, is_judged
from lbpolicy.inventory.absence import Absence
from lbpolicy.inventory.schemas import AssetSchemas
from lbpolicy.inventory.store import Notify
from lbpolicy.model import Asset, Change, LoadBalancer, Notification, Phase, Subject


@dataclass(frozen=True, slots=True)
class Judged:
    """A subject, and in which of the worlds it is what it is."""

    subject: Subject
    phase: Phase
    """BOTH where the two worlds show a rule the same, and where there is no plan."""
    changed: bool
    """The plan changes the asset itself, and not merely what is around it."""


class Worlds:
    """Filled by `add`, made ready by `finish`, then read."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._told: set[Notification] = set()
        self._before: Inventory | None = None
        self.judgeable = 0
        """Records so far of assets that some rule may judge, as they are after the plan."""
        self.after = Inventory(AssetSchemas(resources.folder("schemas") / "assets"), self._tell)

    @property
    def planned(self) -> bool:
        """There is a plan: two worlds can be compared."""
        return self._before is not None

    def add(self, asset: Asset) -> None:
        """Take in one raw asset."""
        if asset.planned:
            self.expect_plan()
        if asset.phase is Phase.BEFORE:
            self.after.remove(asset)
        else:
            self.after.add(asset)
            self.judgeable += is_judged(asset.type)
        if self._before is not None and asset.phase is not Phase.AFTER:
            self._before.add(asset)

    def expect_plan(self) -> None:
        """Make a world of its own of what there is before the plan, be there anything in the plan or not."""
        if self._before is None:
            self._before = self.after.twin(self._tell_once)

    def finish(self, *, lossy: bool, feeds: frozenset[str]) -> None:
        """Make both worlds ready. `lossy`: some input was lost; `feeds`: files that hold no whole export."""
        worlds = [self.after, *([self._before] if self._before else [])]
        for world in worlds:
            world.lossy = lossy
            world.feeds = feeds
            world.finish()
        has_iam = any(world.has_iam for world in worlds)
        for world in worlds:
            world.has_iam = has_iam

    def types(self) -> Mapping[str, int]:
        """Count the distinct assets by canonical type, as they are after the plan."""
        return Counter(asset.type.name for asset in self.after.assets.values())

    def scope(self) -> Mapping[str, tuple[str, ...]]:
        """Return project -> canonical types of which the input holds all that the project has."""
        return Absence(self.after).scope()

    def load_balancers(self) -> tuple[LoadBalancer, ...]:
        """Return the load balancers as they are after the plan, by name."""
        return Topology(self.after).load_balancers()

    def count(self, kinds: Collection[str]) -> int:
        """Return how many assets of some kinds there are after the plan."""
        return sum(1 for asset in self.after.assets.values() if asset.type.kind in kinds)

    def subjects(self, kinds: Collection[str], evaluated_at: datetime) -> Iterator[Judged]:
        """Yield the subjects of some kinds by name; of one asset, before the plan comes first.

        What the worlds show alike is one subject. Of an asset that is lost in the world after, without the
        plan's deleting it, nothing is yielded: it cannot be compared.
        """
        after = SubjectBuilder(self.after, evaluated_at)
        if self._before is None:
            for subject in after.subjects(kinds):
                yield Judged(subject, Phase.BOTH, changed=False)
            return
        before = SubjectBuilder(self._before, evaluated_at)
        for name in sorted(self.after.assets.keys() | self._before.assets.keys()):
            new, old = self.after.assets.get(name), self._before.assets.get(name)
            if (new or old).type.kind not in kinds:  # type: ignore[union-attr]  # one of them is there
                continue
            later = after.build(new) if new else None
            earlier = before.build(old) if old and (new or name in self.after.removed) else None
            changed = new is None or new.change not in {None, Change.NONE}
            if later and earlier and later.document == earlier.document:
                yield Judged(later, Phase.BOTH, changed)
                continue
            if earlier:
                yield Judged(earlier, Phase.BEFORE, changed)
            if later:
                yield Judged(later, Phase.AFTER, changed)

    def _tell(self, note: Notification) -> None:
        if self._before is not None:
            self._told.add(note)
        self._notify(note)

    def _tell_once(self, note: Notification) -> None:
        """Tell of the world before what was not told of the world after it."""
        if note not in self._told:
            self._notify(note)
