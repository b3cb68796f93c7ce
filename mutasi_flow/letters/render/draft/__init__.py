"""A letter as an editable draft (DOCX). It is marked as one on each page, and never counts as the letter."""

from mutasi_flow.letters.render.draft.document import MARK, WARNING, draft

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = ["DOCX", "MARK", "WARNING", "draft"]
