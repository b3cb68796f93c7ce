"""The code of the public verification page: 80 random bits in Crockford's base32.

Not the number, not the NIP and no digest of them: whoever has not seen the letter cannot guess it. The alphabet
leaves out I, L, O and U; people who type them anyway are understood.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
GROUP = 4
_BITS = 5
_HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans("", "", " -–—\u2011\u00a0\t\r\n")


def make_code() -> str:
    """Return a new random code of sixteen characters."""
    value = secrets.randbits(CODE_LENGTH * _BITS)
    return "".join(ALPHABET[value >> shift & 31] for shift in range(0, CODE_LENGTH * _BITS, _BITS))


def read_code(text: str) -> str | None:
    """Return the code that ``text`` means, in small or large letters, with or without gaps; ``None`` if it is none."""
    if len(text) > CODE_LENGTH * GROUP:
        return None
    code = text.translate(_SEPARATORS).upper().translate(_HEARD_AS)
    return code if len(code) == CODE_LENGTH and all(sign in ALPHABET for sign in code) else None


def group_code(code: str) -> str:
    """Return the code as letters print it: ``7K3M-0QXA-…``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
