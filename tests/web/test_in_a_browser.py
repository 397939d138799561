"""A real Chromium: what is written never runs there, and nothing is left to see after signing out."""

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.conftest import CHROMIUM, QUIET, Desk
from tests.servers import served, wait_for
from tests.web.hostile import PAGES, canary

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found: install it to run these"),
]

#: Counts what ran and what the policy of the page had to stop.
WATCH = """
  window.heard = {ran: [], stopped: []};
  window.ran = (field) => window.heard.ran.push(field);
  document.addEventListener("securitypolicyviolation", (event) =>
    window.heard.stopped.push(event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture
def browser():
    """A browser as people have it: with the back/forward cache, which the driver turns off by default."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=QUIET,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield chromium
        chromium.close()


def test_what_is_written_runs_in_no_browser_and_needs_no_policy_to_stop_it(
    app, cast, browser, tainted
):
    heard = {}
    with served(app) as address:
        desk = Desk(browser, address)
        desk.context.add_init_script(WATCH)
        desk.sign_in(cast.email("chen"))
        for path in PAGES:
            desk.page.goto(path.format(**tainted))
            desk.page.wait_for_timeout(150)
            heard[path] = desk.page.evaluate("window.heard")
        desk.page.goto(f"/meetings/{tainted['meeting']}/room")
        desk.page.wait_for_selector("[data-connection=live]")
        desk.page.request.post(
            f"/cases/{tainted['case']}/notes",
            form={"text": canary(99), "anchor": "genetics", "kind": "clinical"},
            headers={"X-CSRFToken": token_of(desk), "Origin": address},
        )
        wait_for(lambda: "window.ran(99)" in desk.page.content(), what="the note in a frame")
        desk.page.goto(f"/meetings/{tainted['meeting']}/room#<img src=x onerror=window.ran(100)>")
        desk.page.wait_for_timeout(300)
        heard["a frame"] = desk.page.evaluate("window.heard")
        desk.context.close()

    assert {path: said for path, said in heard.items() if said["ran"] or said["stopped"]} == {}


def token_of(desk):
    return desk.page.locator("input[name=csrf_token]").first.get_attribute("value")


def test_the_policy_stops_a_script_that_found_a_way_in(app, cast, browser, tainted):
    with served(app) as address:
        desk = Desk(browser, address)
        desk.context.add_init_script(WATCH)
        desk.sign_in(cast.email("chen"))
        desk.page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.ran(1)>')"
        )
        desk.page.wait_for_timeout(300)
        said = desk.page.evaluate("window.heard")
        desk.context.close()

    assert said["ran"] == [] and any("script-src" in one for one in said["stopped"])


def kept_by_the_browser(app):
    """Let the browser keep the pages after all, as some do over TLS whatever they are told."""
    inner = app.wsgi_app

    def without_the_word(environ, start_response):
        def start(status, headers, *more):
            kept = [(name, value) for name, value in headers if name != "Cache-Control"]
            return start_response(status, kept, *more)

        return inner(environ, start)

    app.wsgi_app = without_the_word


@pytest.mark.parametrize("kept", [False, True])
def test_going_back_after_signing_out_shows_no_patient(app, cast, browser, tainted, kept):
    if kept:
        kept_by_the_browser(app)
    with served(app) as address:
        desk = Desk(browser, address)
        desk.context.add_init_script(
            "addEventListener('pageshow', (event) => { if (event.persisted) sessionStorage.kept = 1; })"
        )
        page = desk.sign_in(cast.email("chen"))
        page.goto(f"/cases/{tainted['case']}")
        assert "window.ran(6)" in page.content()

        page.goto("/")
        page.evaluate("document.querySelector('form[action=\"/sign-out\"]').submit()")
        page.wait_for_url("**/sign-in*")
        seen = []
        for _ in range(4):
            page.go_back(wait_until="load")
            page.wait_for_timeout(400)
            seen.append(page.locator("html").inner_text())
        was_kept = page.evaluate("sessionStorage.kept")
        desk.context.close()

    assert was_kept == ("1" if kept else None), "otherwise this proves nothing"
    assert [text for text in seen if "window.ran" in text] == []
