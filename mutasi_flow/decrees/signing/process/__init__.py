"""The process in which the secret lives: started for one run, gone with it."""

from mutasi_flow.decrees.signing.process.handing import LONGEST_SECRET, hand_over, request_code

__all__ = ["LONGEST_SECRET", "hand_over", "request_code"]
