"""The only writers of publications and comments."""
