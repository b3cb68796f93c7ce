"""Pages of publications."""

from mutasi_flow.planning.publications.pages.keeping import pages as keeping
from mutasi_flow.planning.publications.pages.reading import pages as reading

BLUEPRINTS = (reading, keeping)

__all__ = ["BLUEPRINTS"]
