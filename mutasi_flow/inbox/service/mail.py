"""Notices by mail: at least once, several for one person in one letter, never more than number and link.

A worker leases what waits, sends without a transaction, and notes each result; after a crash the lease runs out
and the rest goes again under the same Message-ID.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.access.queries import employees_with_role
from mutasi_flow.core.catalogue import SOURCE_LOCALE, say, translator
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import thaw_values
from mutasi_flow.inbox.model import Notice
from mutasi_flow.people.model import Employee, Unit

BATCH = 200
LEASE = timedelta(minutes=15)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 25, 120, 600))
"""How long to wait after the first, second … failure; after the last pause one more try, then ``failed``."""

ESCALATION = "escalation"
MAIL_TEXTS: dict[str, Text] = {ESCALATION: T("Satu tugas di unit Anda lewat batas waktu.")}
"""What mail says where the notice itself names a person."""

_WAITING = (
    select(Notice, func.coalesce(Unit.path, ""))
    .outerjoin(Unit, Unit.id == Notice.unit_id)
    .where(Notice.mail_state == "waiting", or_(Notice.mail_after.is_(None), Notice.mail_after <= bindparam("at")))
    .order_by(Notice.id)
    .limit(BATCH)
    .with_for_update(of=Notice, skip_locked=True)
)
_ADDRESSES = (
    select(Employee.id, Account.email, Employee.email, Account.locale)
    .outerjoin(Account, Account.employee_id == Employee.id)
    .where(
        Employee.id.in_(bindparam("employee_ids", expanding=True)),
        or_(Account.id.is_(None), and_(Account.is_active, Account.mail_notices)),
    )
)


@dataclass(frozen=True, slots=True)
class Item:
    """One notice inside a mail."""

    notice_id: int
    text: Text
    address: str
    tries: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail to be sent."""

    to: str
    locale: str
    items: tuple[Item, ...]

    @property
    def key(self) -> str:
        """Business key of the mail: the same notices to the same person give the same one."""
        notices = "-".join(str(item.notice_id) for item in self.items)
        return f"pesan.{hashlib.sha256(f'{self.to} {notices}'.encode()).hexdigest()[:32]}"


def lease_mail(session: Session, today: date, at: datetime) -> Sequence[Envelope]:
    """Take what waits for mail, for the time of the lease; notices without any address are done with."""
    waiting = session.execute(_WAITING, {"at": at}).all()
    reached = {notice.id: _recipients(session, notice, path, today) for notice, path in waiting}
    addresses = _addresses(session, {one for people in reached.values() for one in people})
    mails: dict[tuple[str, str, int], list[Item]] = defaultdict(list)
    for notice, _path in waiting:
        found = [addresses[employee_id] for employee_id in reached[notice.id] if employee_id in addresses]
        notice.mail_state = "waiting" if found else "none"
        notice.mail_after, notice.mail_tries = at + LEASE, notice.mail_tries + 1
        item = Item(notice.id, _mail_text(notice), notice.address, notice.mail_tries)
        for to, locale in found:
            mails[to, locale, notice.mail_tries].append(item)
    return [Envelope(to, locale, tuple(items)) for (to, locale, _tries), items in mails.items()]


def _recipients(session: Session, notice: Notice, unit_path: str, today: date) -> Collection[int]:
    if notice.employee_id is not None:
        return (notice.employee_id,)
    return employees_with_role(session, notice.role, unit_path, today) if notice.role else ()


def _addresses(session: Session, employee_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(_ADDRESSES, {"employee_ids": list(employee_ids)})
    found = {employee_id: (own or official, locale or SOURCE_LOCALE) for employee_id, own, official, locale in rows}
    return {employee_id: one for employee_id, one in found.items() if "@" in one[0]}


def _mail_text(notice: Notice) -> Text:
    return MAIL_TEXTS.get(notice.event) or Text(notice.message, thaw_values(notice.values))


def note_sent(session: Session, notice_ids: Iterable[int]) -> None:
    """Record that these notices went out to everybody they concern."""
    _set(session, notice_ids, mail_state="sent", mail_after=None)


def note_failure(session: Session, items: Iterable[Item], at: datetime, *, is_final: bool) -> None:
    """Record a failure: try again after a pause that grows, or give up."""
    for item in items:
        if is_final or item.tries > len(PAUSES):
            _set(session, [item.notice_id], mail_state="failed", mail_after=None)
        else:
            _set(session, [item.notice_id], mail_after=at + PAUSES[item.tries - 1])


def drop_mail(session: Session) -> int:
    """Where there is no mail server nothing waits for one; return how many notices that were."""
    gone = session.execute(update(Notice).where(Notice.mail_state == "waiting").values(mail_state="none"))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _set(session: Session, notice_ids: Iterable[int], **values: Any) -> None:
    session.execute(update(Notice).where(Notice.id.in_(list(notice_ids))).values(**values))


def compose(envelope: Envelope, *, public_url: str, service_name: Text) -> tuple[str, str]:
    """Return subject and body of a mail in the language of its reader."""
    root, translate = public_url.rstrip("/"), translator(envelope.locale)
    lines = [(say(item.text, envelope.locale), root + (item.address or "/pesan")) for item in envelope.items]
    subject = lines[0][0]
    if len(lines) > 1:
        subject = T("Ada {count} pesan untuk Anda", count=len(lines)).render(translate)
    told = "\n\n".join(f"{sentence}\n{address}" for sentence, address in lines)
    foot = T("Masuk dengan akun Anda untuk membukanya. Pesan ini dikirim otomatis dan tidak perlu dibalas.")
    name = service_name.render(translate)
    return f"{name}: {subject}", f"{told}\n\n{foot.render(translate)}\n\n{name}\n{root}\n"
