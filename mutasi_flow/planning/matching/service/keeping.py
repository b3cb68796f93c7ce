"""Requirements of jabatan and weights are added, ended and taken back; each with its entry in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Jabatan
from mutasi_flow.people.service.trail import note, note_office
from mutasi_flow.planning.matching.domain import ASK_LABELS, SINGLE, Ask, AskKind, Part
from mutasi_flow.planning.matching.model import JabatanRequirement, MatchingWeight
from mutasi_flow.planning.matching.queries import list_asks_of

KEEPING = (Permission.PLAN, Permission.ADMIN)
"""Who keeps them, for the whole office: a jabatan is the same everywhere."""
MOST_WEIGHT = 100


def check_days(from_on: date | None, to_on: date | None) -> None:
    """Refuse days that stand the wrong way round.

    Raises:
        InvalidInput: they do.
    """
    if from_on is not None and to_on is not None and to_on < from_on:
        raise InvalidInput(T("Tanggal akhir harus sesudah tanggal mulai."), "to_on")


def add_ask(
    session: Session,
    jabatan_id: int,
    ask: Ask,
    *,
    from_on: date | None,
    to_on: date | None,
    source: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Record what a jabatan requires. Return its key.

    Raises:
        NotPermitted: the actor keeps no requirements.
        InvalidInput: the days stand the wrong way round.
        Refused: this, or another one of a kind of which there is one at a time, runs already.
    """
    check_keeper(actor)
    check_days(from_on, to_on)
    _refuse_clash(session, jabatan_id, ask, (from_on, to_on))
    values = {
        "jabatan_id": jabatan_id,
        "kind": ask.kind,
        "subject": ask.subject,
        "amount": ask.amount,
        "from_on": from_on,
        "to_on": to_on,
        "source": source,
    }
    row_id = JabatanRequirement.id
    key: int = session.execute(
        insert(JabatanRequirement).values(**values, recorded_at=at).returning(row_id)
    ).scalar_one()
    _note(session, "jabatan_requirement_added", {**values, "row": key}, actor, at)
    return key


def _refuse_clash(
    session: Session, jabatan_id: int, ask: Ask, days: tuple[date | None, date | None], but: int = 0
) -> None:
    """Refuse what would stand beside the same, or beside another one of a kind of which there is one at a time."""
    lock_jabatan(session, [jabatan_id])
    for row in list_asks_of(session, jabatan_id):
        is_clash = row.ask == ask or (ask.kind in SINGLE and row.ask.kind is ask.kind)
        if is_clash and row.key != but and overlap((row.from_on, row.to_on), days):
            raise Refused(clash(ask.kind))


def lock_jabatan(session: Session, jabatan_ids: Sequence[int]) -> None:
    """Let whoever records something about the same jabatan come one after the other."""
    session.execute(select(Jabatan.id).where(Jabatan.id.in_(jabatan_ids)).order_by(Jabatan.id).with_for_update())


def end_ask(session: Session, key: int, last_day: date, *, actor: Actor, at: datetime) -> int:
    """Give a requirement its last day. Return the key of its jabatan.

    Raises:
        NotPermitted: the actor keeps no requirements.
        NotFound: there is none.
        InvalidInput: the day lies before its first one.
        Refused: until that day it would stand beside another one.
    """
    values = _get(session, key, actor)
    check_days(values["from_on"], last_day)
    ask = Ask(values["kind"], values["subject"], values["amount"])
    _refuse_clash(session, values["jabatan_id"], ask, (values["from_on"], last_day), but=key)
    session.execute(update(JabatanRequirement).where(JabatanRequirement.id == key).values(to_on=last_day))
    _note(session, "jabatan_requirement_ended", {**values, "to_on": last_day}, actor, at)
    return int(values["jabatan_id"])


def remove_ask(session: Session, key: int, *, actor: Actor, at: datetime) -> int:
    """Take away a requirement that was recorded by mistake; the trail keeps it. Return the key of its jabatan.

    Raises:
        NotPermitted: the actor keeps no requirements.
        NotFound: there is none.
    """
    values = _get(session, key, actor)
    session.execute(delete(JabatanRequirement).where(JabatanRequirement.id == key))
    _note(session, "jabatan_requirement_removed", values, actor, at)
    return int(values["jabatan_id"])


def set_weights(
    session: Session, weights: Mapping[Part, int], from_on: date, source: str, *, actor: Actor, clock: Clock
) -> None:
    """Let the parts of the score weigh so from a day on; what held before stays on record.

    Raises:
        NotPermitted: the actor keeps no weights.
        InvalidInput: a weight lies outside 0 to 100, all are 0, or the day is past.
        Refused: weights from that day on are recorded already.
    """
    check_keeper(actor)
    for part, weight in weights.items():
        if not 0 <= weight <= MOST_WEIGHT:
            raise InvalidInput(T("Tulis angka {least} sampai {most}.", least=0, most=MOST_WEIGHT), part.value)
    if not any(weights.values()):
        raise InvalidInput(T("Paling sedikit satu bagian harus berbobot."), Part.EDUCATION.value)
    if from_on < clock.today():
        raise InvalidInput(T("Bobot tidak dapat berlaku surut."), "from_on")
    if session.execute(select(MatchingWeight.id).where(MatchingWeight.from_on == from_on).limit(1)).first():
        raise Refused(T("Bobot yang mulai berlaku hari itu sudah tercatat. Pilih hari lain."))
    at = clock.now()
    rows = [
        {"part": part, "weight": weight, "from_on": from_on, "source": source, "recorded_at": at}
        for part, weight in weights.items()
    ]
    session.execute(insert(MatchingWeight), rows)
    payload = {part.value: weight for part, weight in weights.items()}
    note_office(session, actor, "matching_weighed", {**payload, "from_on": from_on.isoformat(), "source": source}, at)


def clash(kind: AskKind) -> Text:
    """Say that such a requirement runs already."""
    return T("{kind} sudah tercatat untuk waktu itu. Akhiri dahulu yang lama.", kind=ASK_LABELS[kind])


def check_keeper(actor: Actor) -> None:
    """Refuse who keeps nothing for the whole office.

    Raises:
        NotPermitted: the actor does not.
    """
    if not any(actor.may(permission, "") for permission in KEEPING):
        raise NotPermitted


def _get(session: Session, key: int, actor: Actor) -> dict[str, Any]:
    check_keeper(actor)
    found = session.get(JabatanRequirement, key)
    if found is None:
        raise NotFound
    names = ("jabatan_id", "kind", "subject", "amount", "from_on", "to_on", "source")
    return {**{name: getattr(found, name) for name in names}, "row": key}


def overlap(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether two spans of days have a day in common; None = without end."""
    return (one[0] or date.min) <= (other[1] or date.max) and (other[0] or date.min) <= (one[1] or date.max)


def _note(session: Session, action: str, values: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    payload = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    note(session, actor, at, action, about=("jabatan", int(values["jabatan_id"])), payload=payload)
