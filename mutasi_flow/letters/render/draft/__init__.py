"""A letter as an editable draft (DOCX). It is marked as one on each page, and never counts as the letter."""

from mutasi_flow.letters.render.draft.document import DOCX, MARK, WARNING, Drafts

__all__ = ["DOCX", "MARK", "WARNING", "Drafts"]
