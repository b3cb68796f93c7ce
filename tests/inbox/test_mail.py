"""Mail on a real server on loopback: what it says, who gets it, what happens when it fails."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select, update

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.access.sweeps import SWEEPS as ACCESS_SWEEPS
from mutasi_flow.core.channels import MailChannel, Undeliverable, Unreachable
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.inbox import service
from mutasi_flow.inbox.domain import Holder, NewNotice, NewTask
from mutasi_flow.inbox.model import Notice
from mutasi_flow.inbox.sweeps import SWEEPS
from mutasi_flow.settings import Settings
from tests.factories import NOW, make_account, make_employee, make_unit


class Postbox:
    """Keeps what arrives; refuses some addresses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        self.answers: dict[str, str] = {}

    async def handle_MAIL(  # noqa: N802 - the name the server asks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 - the name the server asks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - see above
        if "DATA" in self.answers:
            return self.answers["DATA"]
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, _class=EmailMessage, policy=policy.default))
        return "250 OK"

    def text(self, number: int = 0) -> str:
        return str(self.mails[number].get_content())


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def post(runtime: Runtime, postbox: tuple[Postbox, int]) -> Runtime:
    """The runtime of an office with a mail server."""
    values = {
        "smtp_host": "127.0.0.1",
        "smtp_port": postbox[1],
        "smtp_sender": "Mutasi <mutasi@contoh.go.id>",
        "public_url": "https://mutasi.contoh.go.id/",
    }
    return replace(runtime, settings=runtime.settings.model_copy(update=values))


def sweep(name: str) -> Sweep:
    return next(one for one in SWEEPS if one.name == name)


def send(runtime: Runtime) -> int:
    return sweep("send_mail").run(runtime)


def later(runtime: Runtime, **span: int) -> Runtime:
    return replace(runtime, clock=Clock(runtime.clock.zone, lambda: NOW + timedelta(**span)))


def states(runtime: Runtime) -> list[tuple[str, int]]:
    with runtime.database.reading() as session:
        found = session.execute(select(Notice.mail_state, Notice.mail_tries).order_by(Notice.id))
        return [(state, tries) for state, tries in found]


def told(runtime: Runtime, count: int = 1, email: str = "wulan@contoh.go.id", **account: Any) -> None:
    with runtime.database.writing() as session:
        employee = make_employee(session, name="Wulan Setyowati", email=email)
        make_account(session, employee, **account)
        service.notify(
            session,
            [
                NewNotice(
                    "approved",
                    T("Usulan {number} disetujui sampai {until}.", number=f"M-{number}", until=date(2026, 3, 9)),
                    NOW,
                    employee_id=employee.id,
                    address=f"/usulan/M-{number}",
                )
                for number in range(count)
            ],
        )


def test_a_notice_goes_out_once_with_number_and_link(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    told(post)
    assert [send(post), send(post)] == [1, 0]
    (mail,) = postbox[0].mails
    assert mail["To"] == "wulan@contoh.go.id"
    assert mail["From"] == "Mutasi <mutasi@contoh.go.id>"
    assert mail["Subject"] == "Mutasi ASN: Usulan M-0 disetujui sampai 9 Maret 2026."
    assert mail["Message-ID"].endswith("@mutasi.contoh.go.id>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "https://mutasi.contoh.go.id/usulan/M-0" in postbox[0].text()
    assert "Wulan" not in mail.as_string()
    assert states(post) == [("sent", 1)]


def test_several_for_one_person_come_in_one_mail(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    told(post, 3)
    assert send(post) == 1
    (mail,) = postbox[0].mails
    assert mail["Subject"] == "Mutasi ASN: Ada 3 pesan untuk Anda"
    assert [f"/usulan/M-{number}" in postbox[0].text() for number in range(3)] == [True] * 3
    assert states(post) == [("sent", 1)] * 3


@pytest.mark.parametrize(
    ("email", "account"),
    [("", {}), ("tanpa-alamat", {}), ("a@b.id", {"mail_notices": False}), ("a@b.id", {"is_active": False})],
)
def test_without_address_or_wish_nothing_is_sent(
    post: Runtime, postbox: tuple[Postbox, int], email: str, account: dict[str, Any]
) -> None:
    told(post, email=email, **account)
    assert send(post) == 0
    assert postbox[0].mails == []
    assert states(post)[0][0] == "none"


def test_the_own_address_wins_over_the_official_one(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    told(post, email="lama@contoh.go.id")
    with post.database.writing() as session:
        session.execute(update(Account).values(email="baru@contoh.go.id"))
    send(post)
    assert postbox[0].mails[0]["To"] == "baru@contoh.go.id"


def test_without_a_server_nothing_waits(runtime: Runtime) -> None:
    told(runtime, 2)
    assert send(runtime) == 2
    assert states(runtime) == [("none", 0)] * 2


def test_a_server_that_is_away_is_tried_again_ever_later(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    away = replace(post, settings=post.settings.model_copy(update={"smtp_port": 1}))
    told(away)
    assert send(away) == 0
    assert states(away) == [("waiting", 1)]
    assert send(away) == 0
    assert states(away) == [("waiting", 1)]
    assert send(later(away, minutes=2)) == 0
    assert states(away) == [("waiting", 2)]
    assert send(later(post, minutes=10)) == 1
    assert (len(postbox[0].mails), states(post)) == (1, [("sent", 3)])


def test_it_gives_up_in_the_end(post: Runtime) -> None:
    away = replace(post, settings=post.settings.model_copy(update={"smtp_port": 1}))
    told(away)
    for day in range(1, 9):
        send(later(away, days=day))
    assert states(away) == [("failed", 6)]


def test_a_refused_address_fails_at_once_and_a_busy_one_waits(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    told(post, email="mati@contoh.go.id")
    told(post, email="sibuk@contoh.go.id")
    told(post, email="hidup@contoh.go.id")
    postbox[0].refusals = {"mati@contoh.go.id": "550 no such user", "sibuk@contoh.go.id": "451 try later"}
    assert send(post) == 1
    assert [state for state, _tries in states(post)] == ["failed", "waiting", "sent"]
    postbox[0].refusals = {}
    assert send(later(post, minutes=5)) == 1
    assert [mail["To"] for mail in postbox[0].mails] == ["hidup@contoh.go.id", "sibuk@contoh.go.id"]


def test_after_a_crash_the_same_message_goes_again(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    told(post)
    with post.database.writing() as session:
        (envelope,) = service.lease_mail(session, post.clock.today(), post.clock.now())
    subject, body = service.compose(envelope, public_url=post.settings.public_url, service_name=T("Mutasi ASN"))
    MailChannel(post.settings).send(envelope.to, subject, body, key=envelope.key)
    assert send(post) == 0
    assert send(later(post, hours=1)) == 1
    first, second = postbox[0].mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()


def test_a_role_is_told_as_its_people_and_a_dead_address_stops_nobody(
    post: Runtime, postbox: tuple[Postbox, int]
) -> None:
    with post.database.writing() as session:
        unit, other = make_unit(session), make_unit(session)
        for name, where in (("satu", unit), ("dua", unit), ("jauh", other)):
            make_account(session, make_employee(session, email=f"{name}@b.id"), roles=[(Role.VERIFIER, where)])
        text = T("Usulan {number} menunggu verifikasi.", number="M-1")
        service.notify(session, [NewNotice("task_opened", text, NOW, role="verifier", unit_id=unit.id)])
    postbox[0].refusals = {"satu@b.id": "550 gone"}
    assert send(post) == 1
    assert [mail["To"] for mail in postbox[0].mails] == ["dua@b.id"]
    assert states(post) == [("sent", 1)]


def test_mail_speaks_the_language_of_its_reader(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    told(post, 1, locale="en")
    send(post)
    assert "9 March 2026" in postbox[0].mails[0]["Subject"]


def test_what_is_too_much_for_one_round_comes_in_the_next(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    told(post, 230)
    assert [send(post), send(post), send(post)] == [1, 1, 0]
    assert [mail["Subject"] for mail in postbox[0].mails] == [
        "Mutasi ASN: Ada 200 pesan untuk Anda",
        "Mutasi ASN: Ada 30 pesan untuk Anda",
    ]


@pytest.mark.parametrize("subject", ["Halo\nBcc: jahat@contoh.id", "Baris\r\n\r\nisi", "é ꦮꦸ 🐘"])
def test_subjects_cannot_add_headers(postbox: tuple[Postbox, int], subject: str) -> None:
    settings = Settings(smtp_host="127.0.0.1", smtp_port=postbox[1])
    MailChannel(settings).send("a@b.id", subject, "isi")
    assert postbox[0].mails[0]["Subject"] == " ".join(subject.split())
    assert postbox[0].mails[0]["Bcc"] is None


@pytest.mark.parametrize("address", ["", "a@b.id\nBcc: c@d.id", "a b", "@", "a@b.id, c@d.id"])
def test_addresses_that_are_none_are_refused(postbox: tuple[Postbox, int], address: str) -> None:
    with pytest.raises(Undeliverable) as refused:
        MailChannel(Settings(smtp_host="127.0.0.1", smtp_port=postbox[1])).send(address, "x", "y")
    assert refused.value.is_final


def test_a_letter_in_another_script_does_not_break_the_line(postbox: tuple[Postbox, int]) -> None:
    channel = MailChannel(Settings(smtp_host="127.0.0.1", smtp_port=postbox[1]))
    with channel.open() as line:
        with suppress(Undeliverable):
            line.send("wulan@contoh-ü.id", "x", "y")
        line.send("a@b.id", "x", "y")
    assert postbox[0].mails[-1]["To"] == "a@b.id"


def test_a_server_that_wants_what_we_have_not_is_unreachable(postbox: tuple[Postbox, int]) -> None:
    for values in ({"smtp_user": "x"}, {"smtp_starttls": True}, {"smtp_sender": "bukan alamat"}):
        settings = Settings(smtp_host="127.0.0.1", smtp_port=postbox[1], **values)
        with pytest.raises(Unreachable):
            MailChannel(settings).send("a@b.id", "x", "y")
    assert not MailChannel(Settings()).is_set_up


def test_mail_to_a_superior_names_nobody(post: Runtime, postbox: tuple[Postbox, int]) -> None:
    told(post)
    with post.database.writing() as session:
        session.execute(update(Notice).values(event="escalation"))
    send(post)
    assert postbox[0].mails[0]["Subject"] == "Mutasi ASN: Satu tugas di unit Anda lewat batas waktu."


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("DATA", "554 spam", "failed"),
        ("DATA", "452 full", "waiting"),
        ("MAIL", "550 not from you", "waiting"),
        ("MAIL", "421 closing", "waiting"),
    ],
)
def test_what_the_server_answers_decides_whether_it_is_tried_again(
    post: Runtime, postbox: tuple[Postbox, int], command: str, answer: str, state: str
) -> None:
    postbox[0].answers = {command: answer}
    told(post)
    assert send(post) == 0
    assert states(post) == [(state, 1)]


def test_the_other_sweeps_run_until_nothing_is_left(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        unit = make_unit(session)
        unit.head_id = make_employee(session, unit).id
        employee = make_employee(session, unit)
        due_on = runtime.clock.today() - timedelta(days=7)
        task = NewTask("transfer", 1, "M-1", "opinion", Holder(employee.id), NOW, due_on, holder_label="Wulan")
        service.open_tasks(session, [task] * 250)
    assert [sweep("remind_holders").run(runtime), sweep("remind_holders").run(runtime)] == [250, 0]
    assert [sweep("escalate_tasks").run(runtime), sweep("escalate_tasks").run(runtime)] == [250, 0]
    assert ACCESS_SWEEPS[0].run(runtime) == 0
