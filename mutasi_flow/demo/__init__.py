"""An invented office with invented people, driven down the road by the real services."""
