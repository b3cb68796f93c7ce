"""The signing run: an official signs the waiting letters with one passphrase, in a process of its own."""
