"""The only writers of help for a while."""
