"""Electronic signatures in PDFs. Files of strangers are opened in a child process only."""

from mutasi_flow.letters.sign.asking import LARGEST_BYTES, look_for_signatures

__all__ = ["LARGEST_BYTES", "look_for_signatures"]
