"""Signing through BSrE's Esign Client Service, the national certificate authority's gateway inside the office's network.

Written after public clients and the agency's guide ("Petunjuk Teknis Penggunaan API Esign Client Service", v2.2.1,
January 2024). What these leave open is a setting. Passphrases, NIKs and file contents are never logged or shown.
"""

from mutasi_flow.letters.sign.bsre.answers import read_codes
from mutasi_flow.letters.sign.bsre.gateway import Access
from mutasi_flow.letters.sign.bsre.signer import BsreSigner, Terms

__all__ = ["Access", "BsreSigner", "Terms", "read_codes"]
