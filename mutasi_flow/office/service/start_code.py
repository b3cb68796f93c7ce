"""The one-time code that lets the first visitor set up the office in a browser.

It lies beside the keys, is printed by ``mutasi serve`` while no office exists, and goes when the office is set up:
whoever reads it could read the keys too.
"""

import hmac
import os
import secrets
from pathlib import Path

from mutasi_flow.settings import KEYS_FOLDER, Settings

GROUP, GROUPS = 4, 4
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def offer_start_code(settings: Settings) -> str:
    """Return the code, made at the first call."""
    path = _path(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    with os.fdopen(handle, "w") as file:
        file.write(code)
    return code


def is_start_code(settings: Settings, typed: str) -> bool:
    """Whether ``typed`` is the code; False when none is offered."""
    try:
        code = _path(settings).read_text().strip()
    except FileNotFoundError:
        return False
    return hmac.compare_digest(_bare(code), _bare(typed))


def forget_start_code(settings: Settings) -> None:
    """Take the code back."""
    _path(settings).unlink(missing_ok=True)


def _path(settings: Settings) -> Path:
    return settings.data_dir / KEYS_FOLDER / "start_code"


def _bare(code: str) -> bytes:
    return "".join(code.split()).replace("-", "").upper().encode()
