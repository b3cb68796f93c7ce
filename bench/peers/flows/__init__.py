"""The peer application."""
