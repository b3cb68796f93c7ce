"""Talking to the gateway: one client, patient where nothing was signed yet, never where a secret was refused."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from mutasi_flow.core.texts import T
from mutasi_flow.letters.sign.bsre.answers import Fault
from mutasi_flow.letters.sign.refusals import SignerDown

TRIES = 3
PAUSES = (1.0, 4.0)
LONGEST_PAUSE = 30.0
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})

# These libraries note addresses, and an address of version 1 holds a NIK.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Access:
    """Where the gateway is, who asks, and what its answers mean."""

    url: str
    user: str
    password: str
    codes: Mapping[str, Fault]
    seconds: float = 90.0

    def __repr__(self) -> str:
        return f"Access({self.url!r})"


class Gateway:
    """The connection of one signing session."""

    def __init__(self, access: Access, pause: Callable[[float], None] = time.sleep, tries: int = TRIES) -> None:
        self.codes = access.codes
        self._pause = pause
        self._tries = tries
        self._client = httpx.Client(
            base_url=access.url.rstrip("/"),
            auth=(access.user, access.password),
            timeout=httpx.Timeout(access.seconds, connect=min(access.seconds, 10.0)),
            follow_redirects=False,
            trust_env=False,
        )

    def ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Return the answer; ask again only while nothing can have been signed: no connection, busy, asked to wait.

        Raises:
            SignerDown: it does not answer, stays busy, or the connection broke.
        """
        for turn in range(self._tries):
            is_last = turn == self._tries - 1
            try:
                answer = self._client.request(method, path, **content)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if is_last:
                    raise SignerDown from None
                self._pause(PAUSES[turn])
                continue
            except (httpx.HTTPError, httpx.InvalidURL):
                raise SignerDown(T("Sambungan ke layanan BSrE putus sebelum jawabannya lengkap.")) from None
            if answer.status_code not in _BUSY:
                return answer
            if is_last:
                raise SignerDown(T("Layanan BSrE sedang sibuk. Coba lagi nanti."))
            self._pause(_asked_pause(answer, PAUSES[turn]))
        raise SignerDown

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def read_json(answer: httpx.Response) -> Any:
    """Return the JSON of an answer, None when it holds none."""
    try:
        return answer.json()
    except ValueError:
        return None


def _asked_pause(answer: httpx.Response, usual: float) -> float:
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_PAUSE) if asked.isdecimal() else usual
