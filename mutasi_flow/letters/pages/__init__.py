"""What the office settles about its letters, before the administrator."""

from mutasi_flow.letters.pages.archive import pages as archive_pages
from mutasi_flow.letters.pages.bases import pages as bases_pages
from mutasi_flow.letters.pages.styles import pages as styles_pages
from mutasi_flow.letters.pages.texts import pages as texts_pages

BLUEPRINTS = (archive_pages, bases_pages, styles_pages, texts_pages)
