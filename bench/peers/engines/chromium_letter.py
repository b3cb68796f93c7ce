"""The decree's own page printed by Chromium, tagged: ``python chromium_letter.py PAGES FONTS OUT`` (fonts by fontconfig)."""

import json
import sys
from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

OFFLINE = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def main() -> None:
    """Print every page of the list with one browser."""
    pages, out = Path(sys.argv[1]), Path(sys.argv[3])
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=which("chromium"), args=OFFLINE)
        page = browser.new_page()
        for number, text in enumerate(json.loads(pages.read_bytes())):
            page.set_content(text)
            page.pdf(path=out / f"{number}.pdf", prefer_css_page_size=True, tagged=True)
        browser.close()


if __name__ == "__main__":
    main()
