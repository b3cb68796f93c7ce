"""Initials of the review chain, as drafts and bundles to print name them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mutasi_flow.letters.domain.dates import written_date


@dataclass(frozen=True, slots=True)
class Initialled:
    """Who initialled a letter, as which post, and when."""

    title: str
    name: str
    at: datetime

    def cells(self, zone: ZoneInfo) -> tuple[str, str, str]:
        """Return post, name and day in words."""
        return self.title, self.name, written_date(self.at.astimezone(zone).date())
