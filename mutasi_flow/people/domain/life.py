"""How somebody leaves service for good, and the legal positions that say so."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from mutasi_flow.core.texts import T, Text


class LifeEvent(StrEnum):
    """What ended the service."""

    DIED = "died"
    RETIRED = "retired"
    RESIGNED = "resigned"


LIFE_EVENT_LABELS: dict[LifeEvent, Text] = {
    LifeEvent.DIED: T("Meninggal dunia"),
    LifeEvent.RETIRED: T("Pensiun"),
    LifeEvent.RESIGNED: T("Berhenti atas permintaan sendiri"),
}
POSITION_AFTER: Mapping[LifeEvent, str] = MappingProxyType(
    {LifeEvent.DIED: "88", LifeEvent.RETIRED: "99", LifeEvent.RESIGNED: "66"}
)
"""SIASN has no code of its own for a death: the position is that of who was let go with pension rights."""
OUT_OF_SERVICE = frozenset({"66", "67", "69", "70", "77", "88", "98", "99"})
"""Positions from which nobody comes back to work: files about such a person have nobody to move."""
