"""Uploaded papers: what a file really is, whether people can read it, and a harmless copy of it.

Files of strangers are opened in a child process only; see :mod:`mutasi_flow.core.fenced`.
"""

from mutasi_flow.core.uploads.findings import Examined, Flaw, UnusableFile
from mutasi_flow.core.uploads.process import examine
from mutasi_flow.core.uploads.sniffing import LARGEST_BYTES, PDF, safe_filename, sniff

__all__ = ["LARGEST_BYTES", "PDF", "Examined", "Flaw", "UnusableFile", "examine", "safe_filename", "sniff"]
