"""Pages of the rules."""

from mutasi_flow.rules.pages.book import pages as book
from mutasi_flow.rules.pages.windows import pages as windows

BLUEPRINTS = (book, windows)
