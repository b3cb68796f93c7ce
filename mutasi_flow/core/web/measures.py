"""Figures about the running web process, in the text form that Prometheus reads."""

from bisect import bisect_left
from collections import Counter, defaultdict
from hmac import compare_digest
from ipaddress import ip_address
from threading import Lock
from time import perf_counter

from flask import Flask, Response, g, request

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the duration histogram, seconds."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")
EXTENSION = "mutasi_measures"


class Measures:
    """Counts requests by endpoint, method and status, and how long they took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._slots: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def note(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self._answers[endpoint, method, status] += 1
            self._slots[endpoint][bisect_left(BUCKETS, seconds)] += 1
            self._seconds[endpoint] += seconds

    def render(self) -> str:
        """Return the exposition text."""
        with self._lock:
            lines = [
                "# HELP mutasi_requests_total Answers by endpoint, method and status.",
                "# TYPE mutasi_requests_total counter",
                *(
                    f'mutasi_requests_total{{endpoint="{endpoint}",method="{method}",status="{status}"}} {count}'
                    for (endpoint, method, status), count in sorted(self._answers.items())
                ),
                "# HELP mutasi_request_seconds Time from request to answer.",
                "# TYPE mutasi_request_seconds histogram",
                *(line for endpoint in sorted(self._slots) for line in self._histogram(endpoint)),
            ]
        return "\n".join(lines) + "\n"

    def _histogram(self, endpoint: str) -> list[str]:
        lines, total = [], 0
        for bound, count in zip((*BUCKETS, "+Inf"), self._slots[endpoint], strict=True):
            total += count
            lines.append(f'mutasi_request_seconds_bucket{{endpoint="{endpoint}",le="{bound}"}} {total}')
        lines.append(f'mutasi_request_seconds_sum{{endpoint="{endpoint}"}} {self._seconds[endpoint]:.6f}')
        lines.append(f'mutasi_request_seconds_count{{endpoint="{endpoint}"}} {total}')
        return lines


def find_measures(app: Flask) -> Measures:
    """Return the figures of ``app``."""
    measures: Measures = app.extensions[EXTENSION]
    return measures


def is_watcher(token: str) -> bool:
    """Whether the asker may see the figures: whoever sends ``token``; without one, a process on this machine.

    A proxy on this machine asks for the whole world: what it has passed on is not from here.
    """
    if token:
        scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and compare_digest(sent.encode(errors="replace"), token.encode())
    if any(header in request.headers for header in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def install_measures(app: Flask) -> None:
    """Count every answer of ``app``."""
    measures = app.extensions[EXTENSION] = Measures()

    @app.before_request
    def _start() -> None:
        g.started = perf_counter()

    @app.after_request
    def _count(response: Response) -> Response:
        # Unknown addresses share one name, or a scanner would fill the memory.
        method = request.method if request.endpoint else "-"
        measures.note(
            request.endpoint or "none", method, response.status_code, perf_counter() - g.get("started", perf_counter())
        )
        return response
