"""Publishing versions of rules, the office's test cases and freeze windows; each a row with its entry in the trail."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.rules.domain import RULE_OF, Case, FreezeWindow, Tried, Version, try_cases
from mutasi_flow.rules.model import StoredCase, StoredVersion, StoredWindow
from mutasi_flow.rules.queries import forget_rulebook, get_window, list_cases


def _require_administrator(actor: Actor) -> None:
    if not actor.has(Permission.ADMIN):
        raise NotPermitted


def _check_days(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise InvalidInput(T("Tanggal akhir harus sesudah tanggal mulai."), "to_on")


def check_version(version: Version, today: date) -> None:
    """Refuse a version that has no ground, would change the past, or has figures out of bounds.

    Raises:
        InvalidInput: one of these.
    """
    if not version.source.strip():
        raise InvalidInput(T("Tuliskan dasar aturannya."), "source")
    if version.from_on < today:
        raise InvalidInput(
            T("Versi baru berlaku paling awal hari ini, supaya hasil terdahulu tidak berubah."), "from_on"
        )
    _check_days(version.from_on, version.to_on)
    for one in version.rule.parameters:
        if not one.least <= version.limits.get(one.name, -1) <= one.most:
            raise InvalidInput(
                T("{label}: antara {least} dan {most}.", label=one.label, least=one.least, most=one.most), one.name
            )


def try_version(session: Session, version: Version, today: date) -> Sequence[Tried]:
    """Ask the test cases of the rule of a version that is not published yet.

    Raises:
        InvalidInput: the version cannot be published as it is.
    """
    check_version(version, today)
    return try_cases(version, list_cases(session, version.rule.code))


def publish_version(session: Session, version: Version, *, actor: Actor, today: date, at: datetime) -> int:
    """Publish a version: it holds from its first day on. Return its key.

    Raises:
        NotPermitted: the actor does not administer this office.
        InvalidInput: see :func:`check_version`.
        Refused: a test case comes out otherwise than expected; ``reasons`` names them.
    """
    _require_administrator(actor)
    wrong = [one for one in try_version(session, version, today) if not one.is_right]
    if wrong:
        raise Refused(
            T("Versi ini belum dapat diterbitkan: ada contoh kasus yang hasilnya berbeda."),
            tuple(T("{name}: {text}", name=one.name, text=one.verdict.text) for one in wrong),
        )
    given = {
        "code": version.rule.code,
        "level": version.level.value if version.level else "",
        "message": version.message.strip(),
        "advice": str(version.advice).strip(),
        "source": version.source.strip(),
        "scope": dict(version.limits),
        "permitted_by": version.exempted_by.value if version.exempted_by else "",
    }
    days = {"from_on": version.from_on, "to_on": version.to_on}
    added = {"added_by_id": actor.account_id, "added_at": at}
    statement = insert(StoredVersion).values(**given, **days, **added).returning(StoredVersion.id)
    version_id: int = session.execute(statement).scalar_one()
    _note(session, actor, "rule_published", {"id": version_id, **given, **days}, at)
    return version_id


def _note(session: Session, actor: Actor, action: str, given: dict[str, object], at: datetime) -> None:
    """Record a change of the rulebook, which is read anew afterwards."""
    written = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    note_office(session, actor, action, written, at)
    forget_rulebook(session)


def add_case(session: Session, code: str, case: Case, *, actor: Actor, at: datetime) -> int:
    """Keep a test case of a rule; from now on every version of it must come out so. Return its key.

    Raises:
        NotPermitted: the actor does not administer this office.
        NotFound: there is no such rule.
        InvalidInput: it has no name, or a value is none of its field.
    """
    _require_administrator(actor)
    if code not in RULE_OF:
        raise NotFound
    if not case.name.strip():
        raise InvalidInput(T("Beri nama contoh kasus ini."), "name")
    try:
        case.facts()
    except ValueError as error:
        raise InvalidInput(T("Ada isian contoh kasus yang keliru: {value}.", value=str(error)), "name") from error
    given = {
        "code": code,
        "name": case.name.strip(),
        "changes": dict(case.changes),
        "expected": case.expected.value,
    }
    added = {"added_by_id": actor.account_id, "added_at": at}
    case_id: int = session.execute(insert(StoredCase).values(**given, **added).returning(StoredCase.id)).scalar_one()
    note_office(session, actor, "rule_case_added", {"id": case_id, **given}, at)
    return case_id


def remove_case(session: Session, case_id: int, *, actor: Actor, at: datetime) -> str:
    """Take a test case away; the trail keeps it. Return the code of its rule.

    Raises:
        NotPermitted: the actor does not administer this office.
        NotFound: there is none.
    """
    _require_administrator(actor)
    statement = delete(StoredCase).where(StoredCase.id == case_id).returning(StoredCase.code, StoredCase.name)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    note_office(session, actor, "rule_case_removed", {"id": case_id, "code": row.code, "name": row.name}, at)
    code: str = row.code
    return code


def add_window(session: Session, window: FreezeWindow, *, actor: Actor, at: datetime) -> int:
    """Add a freeze window; it may lie in the past, so that what was done in it can be seen. Return its key.

    Raises:
        NotPermitted: the actor does not administer this office.
        InvalidInput: name or source is missing, nothing is touched, or the days stand the wrong way round.
    """
    _require_administrator(actor)
    for field, written in (("name", window.name), ("source", window.source)):
        if not written.strip():
            raise InvalidInput(T("Isi nama dan dasar masa pembatasan."), field)
    if not window.kinds or not window.acts:
        raise InvalidInput(T("Pilih jenis jabatan dan langkah yang dibatasi."), "kinds")
    _check_days(window.from_on, window.to_on)
    given = {
        "occasion": window.occasion.value,
        "level": window.level.value,
        "name": window.name.strip(),
        "source": window.source.strip(),
        "scope": {"kinds": sorted(window.kinds), "acts": sorted(window.acts)},
        "permitted_by": window.permitted_by.value if window.permitted_by else "",
    }
    days = {"from_on": window.from_on, "to_on": window.to_on}
    added = {"added_by_id": actor.account_id, "added_at": at}
    statement = insert(StoredWindow).values(**given, **days, **added).returning(StoredWindow.id)
    window_id: int = session.execute(statement).scalar_one()
    _note(session, actor, "freeze_window_added", {"id": window_id, **given, **days}, at)
    return window_id


def end_window(session: Session, window_id: int, to_on: date, *, actor: Actor, at: datetime) -> None:
    """Give one of the office's windows its last day; the day before its first one takes it back.

    Raises:
        NotPermitted: the actor does not administer this office.
        NotFound: there is none.
        InvalidInput: the day would make it longer.
    """
    _require_administrator(actor)
    window = get_window(session, window_id)
    if window.to_on is not None and to_on > window.to_on:
        raise InvalidInput(
            T("Masa pembatasan hanya dapat diperpendek. Untuk memperpanjang, tambahkan yang baru."), "to_on"
        )
    session.execute(update(StoredWindow).where(StoredWindow.id == window_id).values(to_on=to_on))
    _note(session, actor, "freeze_window_ended", {"id": window_id, "name": window.name, "to_on": to_on}, at)
