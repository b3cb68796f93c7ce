"""The room of papers: uploads of a transfer, their verdict, and letters that stand for a unit's answer."""

from mutasi_flow.transfers.documents.papers import PAPER_LABELS, VOICE_OF_LETTER, Judged, Upload, attach, judge

__all__ = ["PAPER_LABELS", "VOICE_OF_LETTER", "Judged", "Upload", "attach", "judge"]
