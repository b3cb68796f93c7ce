"""The road: from draft to decree."""
