"""Calculating a round again from its stored input: whoever doubts the outcome needs not believe anybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.planning.market.model import ExchangeRound
from mutasi_flow.planning.market.queries import RoundRow, get_round
from mutasi_flow.planning.market.service.making import as_maker, record_round, take
from mutasi_flow.planning.market.service.solving import run_command

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

VERIFY = "verify_exchange_round"


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether the same came out, and when that was found."""

    is_same: bool
    at: datetime


def ask_verification(session: Session, round_id: int, *, actor: Actor, clock: Clock) -> None:
    """Let a worker calculate once more and compare.

    Raises:
        Refused: nothing is calculated yet, or rounds are switched off.
        NotFound, NotPermitted: as :func:`take`.
    """
    found = take(session, round_id, actor, None)
    if found.input_key is None:
        raise Refused(T("Hasil belum dihitung. Tunggu sebentar, atau tekan Hitung lagi."))
    at = clock.now()
    enqueue(session, VERIFY, {"round": found.id}, f"{VERIFY}:{found.id}:{at.isoformat()}")
    maker = as_maker(actor, found.unit_path or "")
    record_round(session, found.id, "exchange_verification_asked", {}, actor=maker, at=at)


def read_solved(session: Session, args: JobArgs) -> RoundRow:
    """Return the round."""
    return get_round(session, int(args["round"]))


def verify(found: RoundRow, runtime: "Runtime") -> Verified | None:
    """Run the command over the stored input."""
    if found.input_key is None:
        return None
    answer = run_command(runtime.files.get(found.input_key), found)
    return Verified(not answer.fault and dict(answer.document) == dict(found.found), runtime.clock.now())


def store_verified(session: Session, args: JobArgs, verified: Verified | None) -> None:
    """Write down what was found."""
    if verified is None:
        return
    found = get_round(session, int(args["round"]), lock=True)
    values: dict[str, Any] = {"verified_at": verified.at, "fault": ""}
    if not verified.is_same:
        values = {"verified_at": None, "fault": str(T("Hitungan ulang memberi hasil lain."))}
    session.execute(update(ExchangeRound).where(ExchangeRound.id == found.id).values(values))
    payload = {"same": verified.is_same}
    record_round(session, found.id, "exchange_round_verified", payload, actor=SYSTEM, at=verified.at)
