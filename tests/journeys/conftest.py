"""A real Chromium, and people who each sit before their own browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.people import PASSWORD
from tests.servers import served

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
#: A colour on its way from one theme to the other belongs to neither.
SETTLED = """async () => {
  await new Promise(requestAnimationFrame);
  const moving = document.getAnimations().filter(one => one instanceof CSSTransition);
  await Promise.allSettled(moving.map(one => one.finished));
}"""
AXE_RULES = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium of this machine; without one these tests say that they were skipped."""
    if CHROMIUM is None:
        if os.environ.get("BOARD_BROWSER_REQUIRED"):
            pytest.fail("no Chromium was found, and this run requires one")
        pytest.skip("no Chromium was found: install it to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Desk:
    """Somebody's browser, and what it complained of."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        self.context = browser.new_context(base_url=address, **options)
        self.context.set_default_timeout(8_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.left_the_machine: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        """Come in through the door."""
        self.page.goto("/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self.page

    def axe(self) -> list[str]:
        """Return what axe finds on the page once no colour is on its way any more, one line a violation."""
        self.page.evaluate(SETTLED)
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("rules => axe.run({runOnly: rules})", AXE_RULES)
        return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]

    def _heard(self, message: object) -> None:
        if message.type in ("error", "warning"):  # type: ignore[attr-defined]
            self.complaints.append(message.text)  # type: ignore[attr-defined]

    def _asked(self, request: object) -> None:
        if urlparse(request.url).hostname not in ("127.0.0.1", None):  # type: ignore[attr-defined]
            self.left_the_machine.append(request.url)  # type: ignore[attr-defined]


@pytest.fixture
def desk(app, chromium) -> Iterator[Callable[..., Desk]]:
    """Return how to sit down at a browser of one's own."""
    with served(app) as address:
        desks: list[Desk] = []

        def sit_down(**options: object) -> Desk:
            desks.append(Desk(chromium, address, **options))
            return desks[-1]

        yield sit_down
        for one in desks:
            one.context.close()
    assert [line for one in desks for line in one.complaints] == []
    assert [url for one in desks for url in one.left_the_machine] == []
