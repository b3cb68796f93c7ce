"""Routes: which tasks a transfer needs, in which order, and how many working days each may take.

Tasks of one stage run side by side; the next stage opens when all of them are answered or lapsed. A transfer
stays on the route version it began with. The default follows the ordinary internal move: both unit heads (and
the other voices) in parallel, five working days; then verification, three.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import Voice

VERIFY = "verify"
DECIDE = "decide"
DECREE = "decree"
FIX = "fix"
OPINION_PREFIX = "opinion_"

OPINION_KINDS: Mapping[Voice, str] = MappingProxyType({voice: OPINION_PREFIX + voice.value for voice in Voice})
VOICE_OF_KIND: Mapping[str, Voice] = MappingProxyType({kind: voice for voice, kind in OPINION_KINDS.items()})

MINIMUM_PEERS = 3
"""Peers invited, and answers needed before a summary of them is shown."""


@dataclass(frozen=True, slots=True)
class Route:
    """Stages of task kinds and their terms in working days; ``key`` is what a transfer remembers."""

    code: str
    version: int
    label: Text
    stages: tuple[tuple[str, ...], ...]
    terms: Mapping[str, int]

    @property
    def key(self) -> str:
        """Code and version, for example ``internal/1``."""
        return f"{self.code}/{self.version}"

    def stage_of(self, kind: str) -> int:
        """Return the index of the stage in which tasks of ``kind`` open; 0 for tasks outside the stages."""
        return next((index for index, kinds in enumerate(self.stages) if kind in kinds), 0)


_VOICES = tuple(OPINION_KINDS.values())
_TERMS: Mapping[str, int] = MappingProxyType(dict.fromkeys(_VOICES, 5) | {VERIFY: 3, DECIDE: 5, DECREE: 3, FIX: 10})

INTERNAL = Route(
    code="internal",
    version=1,
    label=T("Tanggapan lebih dahulu, lalu verifikasi"),
    stages=(_VOICES, (VERIFY,)),
    terms=_TERMS,
)
INTERNAL_BESIDE = Route(
    code="internal-beside",
    version=1,
    label=T("Tanggapan dan verifikasi berdampingan"),
    stages=((*_VOICES, VERIFY),),
    terms=_TERMS,
)

ROUTES: Mapping[str, Route] = MappingProxyType({route.key: route for route in (INTERNAL, INTERNAL_BESIDE)})


def default_route(settings: Mapping[str, object]) -> Route:
    """Return the route on which an office's new transfers begin, by its settings."""
    return ROUTES.get(str(settings.get("route", "")), INTERNAL)


def route_for(key: str) -> Route:
    """Return the route a transfer began with; an unknown key (imported transfers) gets the default."""
    return ROUTES.get(key, INTERNAL)
