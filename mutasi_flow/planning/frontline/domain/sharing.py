"""How far a sharing out of lesson hours is."""

from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class SharingState(StrEnum):
    """Waiting for a worker, or what it came to."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


SHARING_LABELS: dict[SharingState, Text] = {
    SharingState.WAITING: T("Sedang dihitung"),
    SharingState.DONE: T("Selesai"),
    SharingState.FAILED: T("Tidak dapat dihitung"),
}
