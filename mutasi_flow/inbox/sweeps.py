"""The inbox by the clock: mail, reminders, escalation."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from mutasi_flow.core.channels import MailChannel, MailLine, Undeliverable, Unreachable
from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import SERVICE_NAME
from mutasi_flow.inbox import service
from mutasi_flow.inbox.service import Envelope, Item

MINUTE, QUARTER_HOUR = 60, 900


class _Delivery:
    """One round of mails; a notice to several people counts as sent when nothing more can be done for any of them."""

    def __init__(self, runtime: Runtime, envelopes: Sequence[Envelope]) -> None:
        self._runtime = runtime
        self._waiting = list(envelopes)
        self._copies = Counter(item.notice_id for envelope in envelopes for item in envelope.items)
        self._left = self._copies.copy()
        self._later: set[int] = set()

    def run(self, line: MailLine) -> int:
        """Send everything; a broken line leaves the rest waiting."""
        sent = 0
        while self._waiting:
            envelope = self._waiting[0]
            try:
                line.send(envelope.to, *self._composed(envelope), key=envelope.key)
            except Undeliverable as refused:
                self._refused(envelope, is_final=refused.is_final)
            else:
                sent += 1
                self._done(envelope.items)
            self._waiting.pop(0)
        return sent

    def put_off(self) -> None:
        """Leave what was not sent to a later round."""
        for envelope in self._waiting:
            self._refused(envelope, is_final=False)

    def _composed(self, envelope: Envelope) -> tuple[str, str]:
        return service.compose(envelope, public_url=self._runtime.settings.public_url, service_name=SERVICE_NAME)

    def _done(self, items: Sequence[Item]) -> None:
        ids = [item.notice_id for item in items]
        self._left.subtract(ids)
        with self._runtime.database.writing() as session:
            service.note_sent(session, [one for one in ids if not self._left[one] and one not in self._later])

    def _refused(self, envelope: Envelope, *, is_final: bool) -> None:
        """One dead address among several must not send the notice to the others again and again."""
        alone = [item for item in envelope.items if self._copies[item.notice_id] == 1 or not is_final]
        self._later.update(item.notice_id for item in alone)
        with self._runtime.database.writing() as session:
            service.note_failure(session, alone, self._runtime.clock.now(), is_final=is_final)
        self._done(envelope.items)


def _send_mail(runtime: Runtime) -> int:
    channel, clock = MailChannel(runtime.settings), runtime.clock
    with runtime.database.writing() as session:
        if not channel.is_set_up:
            return service.drop_mail(session)
        envelopes = service.lease_mail(session, clock.today(), clock.now())
    delivery = _Delivery(runtime, envelopes)
    try:
        if envelopes:
            with channel.open() as line:
                return delivery.run(line)
    except Unreachable:
        delivery.put_off()
    return 0


def _tell_unattended(runtime: Runtime) -> int:
    with runtime.database.writing() as session:
        return service.tell_unattended(session, runtime.clock.today(), runtime.clock.now())


def _in_batches(work: Callable[[Session, date, datetime], int]) -> Callable[[Runtime], int]:
    """Repeat a batch, each in a transaction of its own, until nothing is left."""

    def run(runtime: Runtime) -> int:
        done = 0
        while True:
            with runtime.database.writing() as session:
                found = work(session, runtime.clock.today(), runtime.clock.now())
            done += found
            if not found:
                return done

    return run


SWEEPS: tuple[Sweep, ...] = (
    Sweep("remind_holders", QUARTER_HOUR, _in_batches(service.remind)),
    Sweep("escalate_tasks", QUARTER_HOUR, _in_batches(service.escalate)),
    Sweep("tell_unattended", QUARTER_HOUR, _tell_unattended),
    Sweep("send_mail", MINUTE, _send_mail),
)
