"""The pages with which administrators and auditors look after the installation."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.audit import record
from mutasi_flow.core.errors import Refused
from mutasi_flow.core.jobs import Job, JobArgs, SweepRun, Workforce, enqueue
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from tests.browsing import Browser
from tests.factories import make_account, make_office, make_unit
from tests.letters.test_service import issued

SignIn = Callable[[Browser, Account], None]


@pytest.fixture
def admin(client: Browser, runtime: Runtime, sign_in: SignIn) -> Browser:
    with runtime.database.writing() as session:
        make_office(session)
        account = make_account(session, roles=(Role.ADMIN, Role.AUDITOR))
        for number in range(60):
            record(
                session,
                chain=f"transfer:{number % 3}",
                action="approved" if number % 2 else "submitted",
                actor=Actor(account_id=1, name=f"Petugas <b>{number}</b>", capacity="Verifikator", warrant="800/1"),
                about_kind="transfer",
                about_id=1,
                payload={"to": "proposed", "note": "<script>"},
                at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC),
            )
    sign_in(client, account)
    return client


@pytest.mark.both_databases
def test_the_trail_is_shown_page_by_page_and_searched(admin: Browser) -> None:
    page = admin.get("/admin/jejak")
    assert page.status_code == 200
    assert "Petugas &lt;b&gt;59&lt;/b&gt;" in page.text
    assert "<script>" not in page.text.replace("<script src", "").replace("<script type", "")
    assert "Berikutnya" in page.text
    found = admin.get("/admin/jejak?rantai=transfer:1&tindakan=approved&oleh=petugas")
    assert found.text.count("transfer:1</a>") == 10
    assert "transfer:2</a>" not in found.text
    older = admin.get("/admin/jejak?sebelum=11")
    assert older.text.count("</tr>") == 11
    for strange in ("sebelum=abc", "sebelum=99999999999999999999", "rantai=%F0%9F%8C%BA", "oleh=%25"):
        assert admin.get(f"/admin/jejak?{strange}").status_code == 200


@pytest.mark.both_databases
def test_chains_and_acts_are_named_in_words(admin: Browser, runtime: Runtime) -> None:
    kinds = [
        ("account:1", "role_granted", "account"),
        ("people:202603", "imported", "employees"),
        ("office", "odd", "x"),
    ]
    with runtime.database.writing() as session:
        name = session.scalars(select(Account.name).where(Account.id == 1)).one()
        for chain, action, about in kinds:
            at = datetime(2026, 3, 2, tzinfo=UTC)
            record(session, chain=chain, action=action, actor=SYSTEM, about_kind=about, about_id=1, payload={}, at=at)
    page = admin.get("/admin/jejak").text
    for words in (f"Akun {name}</a>", "Perubahan data pegawai sejak 1 Maret 2026</a>", "Kantor</a>"):
        assert words in page
    for words in ("Peran diberikan<br>", "Berkas data diimpor<br>", "odd<br>"):
        assert words in page
    assert "Tindakan" in admin.get("/admin/jejak?rantai=account:x&tindakan=role_granted").text


@pytest.mark.both_databases
def test_the_check_says_whole_or_names_the_first_bad_entry(admin: Browser, runtime: Runtime) -> None:
    assert "Jejak utuh" in admin.get("/admin/jejak/periksa").text
    with runtime.database.writing() as session:
        if runtime.database.is_sqlite:
            session.execute(text("DROP TRIGGER audit_entries_no_update"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("UPDATE audit_entries SET action = 'x' WHERE id = 17"))
    page = admin.get("/admin/jejak/periksa")
    assert "Catatan pertama yang tidak benar: 17." in page.text


@pytest.mark.both_databases
def test_a_failed_job_is_repeated_from_the_page(admin: Browser, runtime: Runtime) -> None:
    def refuse(_found: None, _runtime: Runtime) -> None:
        raise Refused(T("Tinta habis."))

    def read(_session: object, _args: JobArgs) -> None:
        return None

    job: Job[None, None] = Job("print", read, refuse, lambda *_: None, pauses=())
    with runtime.database.writing() as session:
        enqueue(session, "print", {"letter": 1}, "print:1")
    Workforce(runtime, {job.name: job}, [], 1).run(once=True)
    page = admin.get("/admin/pekerjaan")
    assert "print:1" in page.text
    assert "Tinta habis." in page.text
    assert admin.post("/admin/pekerjaan", data={"key": "print:1"}).status_code == 303
    assert "Pekerjaan kembali ke antrean" in admin.get("/admin/pekerjaan").text
    assert admin.post("/admin/pekerjaan", data={"key": "print:1"}).status_code == 409
    assert admin.post("/admin/pekerjaan", data={"key": "other:1"}).status_code == 404


@pytest.mark.both_databases
def test_work_is_named_in_words_and_a_letter_by_its_number(admin: Browser, runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        letter = issued(session)
        for key in (letter.id, 4_711):
            enqueue(session, "render_letter", {"letter": key}, f"render_letter:{key}")
        enqueue(session, "of_an_older_release", {"letter": 1}, "of_an_older_release:1")
        for name in ("send_mail", "swept_by_an_older_release"):
            session.add(SweepRun(name=name, started_at=runtime.clock.now(), handled=0, error=""))
    page = admin.get("/admin/pekerjaan").text
    for words in (
        f"<strong>Mencetak naskah {letter.number}</strong>",
        "<strong>Mencetak naskah</strong>",
        "<strong>of_an_older_release</strong>",
        "Mengirim surel",
        "swept_by_an_older_release",
    ):
        assert words in page
    assert "render_letter" not in page


def test_the_health_page_tells_what_doctor_tells(admin: Browser, runtime: Runtime) -> None:
    runtime.settings.data_dir.chmod(0o700)
    page = admin.get("/admin/kesehatan")
    assert page.status_code == 200
    assert "Tidak ada pekerja yang berjalan" in page.text
    assert "Kunci tersimpan di luar basis data" in page.text


def test_who_audits_a_part_does_not_read_the_trail_of_the_whole_office(
    client: Browser, runtime: Runtime, sign_in: SignIn
) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        account = make_account(session, roles=[(Role.AUDITOR, make_unit(session))])
    sign_in(client, account)
    for address in ("/admin/jejak", "/admin/jejak/periksa"):
        assert client.get(address).status_code == 403, address
    assert 'href="/admin/jejak"' not in client.get("/").text
    assert 'href="/pengecualian"' in client.get("/").text


def test_others_see_none_of_it(client: Browser, runtime: Runtime, sign_in: SignIn) -> None:
    with runtime.database.writing() as session:
        make_office(session)
        account = make_account(session)
    sign_in(client, account)
    for address in ("/admin/jejak", "/admin/jejak/periksa", "/admin/pekerjaan", "/admin/kesehatan"):
        assert client.get(address).status_code == 403, address


def test_the_office_sets_when_superiors_hear_of_late_tasks(admin: Browser) -> None:
    assert admin.post("/admin/kantor/eskalasi", data={"days": "4"}).status_code == 303
    assert 'name="days" type="text" value="4"' in admin.get("/admin/kantor").text
    for odd in ("0", "61", "x", ""):
        assert admin.post("/admin/kantor/eskalasi", data={"days": odd}).status_code == 422
    assert "Waktu pemberitahuan atasan diatur<br>" in admin.get("/admin/jejak?rantai=office").text
