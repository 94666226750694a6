"""Opens web pages in Chromium as readers do, and says what is wrong: ``audit_pages.py FILE…``.

Each page is looked at as on a phone and on a desk, by day and by night: axe finds nothing, with the
contrast and the size of targets that it leaves out of itself; nothing scrolls sideways but tables
in regions of their own, as at 400 % of a desk (WCAG 2.2, 1.4.10), and on a desk with text twice as
large (1.4.4); the first key leads past the head (2.4.1); nothing is fetched, and the policy of the
page forbids nothing that it has.

Exit status: 0 nothing is found, 1 something is, 2 no file given, 3 no Chromium or no Playwright.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCHEMES: tuple[Any, ...] = ("light", "dark")
WIDTHS = (320, 1280)
"""Of a small phone, which is also 400 % of a desk, and of a desk, in CSS px."""
RULES = ("color-contrast-enhanced", "target-size")
"""What axe looks at only if asked: text of 7:1, targets of 24 px (WCAG 2.2, 1.4.6 and 2.5.8)."""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_TWICE = "document.documentElement.style.fontSize = '225%'"
_SKIPS = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect()
    return at.classList.contains("skip") && box.height > 16 && box.width > 16
}"""
_ENTERS = "() => document.activeElement.tagName"


def main(names: list[str]) -> int:
    """Print what is found in each page, and a line for all; return the exit status."""
    if not names:
        print("usage: audit_pages.py FILE…", file=sys.stderr)
        return 2
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("pages are not looked at: Chromium is not installed (apt-get install chromium)")
        return 3
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("pages are not looked at: Playwright is not installed (setup.sh dev)")
        return 3
    wrong = 0
    with sync_playwright() as playwright:
        # Pages are our own, and proven; in a container root has no sandbox.
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for name in names:
            for found in audit(opened, Path(name)):
                wrong += 1
                print(f"{name}: {found}")
        opened.close()
    looks = len(SCHEMES) * len(WIDTHS)
    print(f"{len(names)} pages looked at, {looks} times each: {wrong or 'no'} faults")
    return 1 if wrong else 0


def audit(browser: Browser, path: Path) -> Iterator[str]:
    """Yield what is wrong with a page, for each way to look at it."""
    for scheme in SCHEMES:
        for width in WIDTHS:
            viewport: Any = {"width": width, "height": 900}
            how = f"{scheme}, {width} px"
            context = browser.new_context(viewport=viewport, color_scheme=scheme)
            page: Any = context.new_page()
            asked: list[str] = []
            said: list[str] = []
            page.on("request", lambda request, into=asked: into.append(request.url))
            page.on("console", lambda message, into=said: into.append(message.text))
            page.on("pageerror", lambda error, into=said: into.append(str(error)))
            page.goto(path.resolve().as_uri())
            yield from (f"{how}: {found}" for found in _looked_at(page))
            others = [
                url for url in asked if not url.startswith(("data:", path.resolve().as_uri()))
            ]
            yield from (f"{how}: asks for {url[:80]}" for url in others)
            yield from (f"{how}: the browser says: {text[:120]}" for text in said)
            context.close()


def _looked_at(page: Page) -> Iterator[str]:
    from axe_playwright_python.sync_playwright import Axe

    if (over := page.evaluate(_WIDER)) > 0:
        yield f"scrolls sideways by {over} px"
    options = {"resultTypes": ["violations"], "rules": {r: {"enabled": True} for r in RULES}}
    for fault in Axe().run(page, options=options).response["violations"]:
        first = fault["nodes"][0]["html"]
        yield f"axe: {fault['id']}, {len(fault['nodes'])} times: {fault['help']}: {first[:160]}"
    page.keyboard.press("Tab")
    if not page.evaluate(_SKIPS):
        yield "the first key does not show the link to the text"
    page.keyboard.press("Enter")
    if page.evaluate(_ENTERS) != "MAIN":
        yield "the link to the text does not lead there"
    page.evaluate(_TWICE)
    if page.evaluate("innerWidth") == WIDTHS[-1] and (over := page.evaluate(_WIDER)) > 0:
        yield f"scrolls sideways by {over} px with text twice as large"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
