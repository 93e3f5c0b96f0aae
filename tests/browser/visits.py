"""A page of lbpolicy that is open in a browser."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

READY = "html.ready"


@dataclass
class Visit:
    """An open page and what came of it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    """Errors of scripts, and what the console says, violations of the page's policy among them."""
    requests: list[str] = field(default_factory=list)

    def go(self, hash_: str) -> None:
        """Open the page anew at a place."""
        self.page.goto("about:blank")
        self.page.goto(self.address + hash_)
        self.page.wait_for_selector(READY)

    def shown(self, selector: str) -> list[str]:
        """Return the texts of the visible elements."""
        return [one.inner_text() for one in self.page.locator(selector).all() if one.is_visible()]


Open = Callable[..., Visit]
