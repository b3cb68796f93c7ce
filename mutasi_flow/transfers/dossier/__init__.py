"""The room of dossiers: everything about one transfer in one bundle, for whoever inspects it."""

from mutasi_flow.transfers.dossier.collecting import OPEN_FOR, TAKEN, Dossier, collect, may_take, take
from mutasi_flow.transfers.dossier.packing import MANIFEST, SUMS, Part, pack

__all__ = ["MANIFEST", "OPEN_FOR", "SUMS", "TAKEN", "Dossier", "Part", "collect", "may_take", "pack", "take"]
