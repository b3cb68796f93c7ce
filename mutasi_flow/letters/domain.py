"""Words and rules of letters: states, numbers, masked names."""

from enum import StrEnum


class LetterState(StrEnum):
    """How far the document is; apart from the state of the transfer."""

    QUEUED = "queued"
    RENDERED = "rendered"
    SIGNED = "signed"
    VOID = "void"
