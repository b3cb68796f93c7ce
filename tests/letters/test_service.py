"""Issuing, printing, revoking and importing, on both databases."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.jobs import JobState
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.contexts import PublicFacts, sample_transfer_decree
from mutasi_flow.letters.domain import LetterState, Standing
from mutasi_flow.letters.jobs import JOBS
from mutasi_flow.letters.model import Letter, RegisterYear
from mutasi_flow.letters.queries import (
    find_by_code,
    find_by_number,
    get_context,
    get_letter,
    list_about,
    list_letters,
    list_printed,
)
from mutasi_flow.letters.render import close
from mutasi_flow.letters.service import Issued, import_letter, issue, revoke, revoke_about
from tests.factories import NOW, make_office

DAY = date(2026, 3, 2)
THREADS, EACH, ROLLED_BACK = 8, 12, 0.3
PUBLIC = PublicFacts("Surat keputusan pemindahan", "Pemindahan", "Bupati Sagara", "W•••", "••••2014")


@pytest.fixture(scope="module", autouse=True)
def _no_child_stays() -> Iterator[None]:
    yield
    close()


def context(**values: Any) -> dict[str, Any]:
    sample = sample_transfer_decree()
    for name in ("number", "code", "issued_at", "verification_url"):
        del sample[name]
    return {**sample, **values}


def issued(session: Session, about_id: int = 7, dated_on: date = DAY, **values: Any) -> Issued:
    return issue(
        session,
        kind="transfer_decree",
        about_kind="transfer",
        about_id=about_id,
        context=context(**values),
        dated_on=dated_on,
        at=NOW,
    )


def test_numbers_follow_each_other_and_start_anew_each_year(session: Session) -> None:
    make_office(session, number_format="{klas}/{urut:3}/{unit}/{bulan_romawi}/{tahun}")
    numbers = [issued(session, dated_on=day).number for day in (DAY, DAY, date(2027, 1, 4), DAY)]
    assert numbers == [
        "800.1.3.1/001/BKPSDM/III/2026",
        "800.1.3.1/002/BKPSDM/III/2026",
        "800.1.3.1/001/BKPSDM/I/2027",
        "800.1.3.1/003/BKPSDM/III/2026",
    ]


def test_the_context_is_frozen_with_number_code_and_address(session: Session) -> None:
    make_office(session)
    letter = issued(session, closing="Nur\u02bcaini  de\tSousa")
    frozen = get_context(session, letter.id)
    assert (frozen["number"], frozen["code"]) == (letter.number, letter.code)
    assert frozen["verification_url"].endswith("/verifikasi")
    assert frozen["issued_at"] == NOW.isoformat()
    assert frozen["closing"] == "Nur’aini de Sousa"
    assert get_letter(session, letter.id).state is LetterState.QUEUED


@pytest.mark.parametrize("value", ["Wulan 😀", "محمد", "ꦗꦮ", "abc\u202edef", "x" * 2_001])
def test_what_cannot_be_printed_takes_no_number(session: Session, value: str) -> None:
    make_office(session)
    with pytest.raises(InvalidInput) as refusal:
        issued(session, closing=value)
    assert refusal.value.field == "closing"
    assert session.scalar(select(func.count()).select_from(Letter)) == 0
    assert session.scalar(select(func.count()).select_from(RegisterYear)) == 0


@pytest.mark.slow
def test_eight_at_once_with_rollbacks_leave_no_gap(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_office(session, number_format="{urut}/{tahun}")

    def press(seed: int) -> list[int]:
        dice, kept = random.Random(seed), []  # noqa: S311 - a repeatable mix, no secret
        for _ in range(EACH):
            with runtime.database.writer() as session:
                number = issued(session, about_id=seed).number
                if dice.random() < ROLLED_BACK:
                    session.rollback()
                else:
                    session.commit()
                    kept.append(int(number.split("/")[0]))
        return kept

    with ThreadPoolExecutor(THREADS) as pool:
        kept = sorted(number for numbers in pool.map(press, range(THREADS)) for number in numbers)
    assert kept == list(range(1, len(kept) + 1))
    with runtime.database.reading() as session:
        rows = list_letters(session, limit=1_000)
        assert len(rows) == len(kept) == session.scalar(select(RegisterYear.last))
        assert len({row.code for row in rows}) == len(rows)
    assert len(runtime.jobs.list_jobs([JobState.QUEUED], limit=1_000)) == len(kept)


def test_a_letter_is_printed_once(runtime: Runtime) -> None:
    job = JOBS[0]
    with runtime.database.writing() as session:
        make_office(session)
        letter = issued(session)
    args = {"letter": letter.id}
    with runtime.database.reading() as session:
        read = job.read(session, args)
    done, again = job.do(read, runtime), job.do(read, runtime)
    assert done is not None
    assert again is not None
    assert done.sha256 == again.sha256
    for result in (done, again):
        with runtime.database.writing() as session:
            job.write(session, args, result)
    with runtime.database.reading() as session:
        row = get_letter(session, letter.id)
        assert (row.state, row.sha256, row.standing) == (LetterState.RENDERED, done.sha256, Standing.UNSIGNED)
        assert row.made_with["weasyprint"]
        assert job.read(session, args) is None
        assert list_printed(session, row.sha256) == [row]
        assert [entry.action for entry in audit.trail(session, "transfer:7")] == ["rendered"]
    assert sha256(runtime.files.get(row.file_key)).hexdigest() == row.sha256
    assert job.do(None, runtime) is None


def test_revocation_shows_and_happens_once(session: Session) -> None:
    make_office(session)
    old, new = issued(session), issued(session)
    assert revoke(session, old.id, NOW, replaced_by=new.id).standing is Standing.REPLACED
    with pytest.raises(Conflict):
        revoke(session, old.id, NOW)
    with pytest.raises(NotFound):
        revoke(session, 999_999, NOW)
    found = find_by_code(session, old.code)
    assert found is not None
    assert found.later is not None
    assert found.later.code == new.code
    assert [row.number for row in revoke_about(session, "transfer", 7, kind="transfer_decree", at=NOW)] == [new.number]
    assert revoke_about(session, "transfer", 7, kind="transfer_decree", at=NOW) == []
    assert [row.standing for row in list_about(session, "transfer", 7)] == [Standing.REPLACED, Standing.REVOKED]


def test_the_public_part_is_masked(session: Session) -> None:
    make_office(session)
    found = find_by_code(session, issued(session).code)
    assert found is not None
    assert "Wulan" not in str(found)
    assert "19860412" not in str(found)
    assert find_by_code(session, "0" * 16) is None


def test_letters_made_elsewhere_keep_their_number(session: Session) -> None:
    make_office(session)
    values: dict[str, Any] = {"kind": "transfer_decree", "dated_on": DAY - timedelta(days=900)}
    old = import_letter(
        session,
        number="824.3/1353/BKD",
        about_kind="transfer",
        about_id=3,
        public=PUBLIC,
        at=NOW,
        is_signed=True,
        **values,
    )
    with pytest.raises(Conflict):
        import_letter(
            session,
            number="824.3/1353/BKD",
            about_kind="transfer",
            about_id=4,
            public=PUBLIC,
            at=NOW,
            **{**values, "dated_on": DAY},
        )
    found = find_by_number(session, "824.3/1353/BKD")
    assert found is not None
    assert (found.id, found.standing) == (old.id, Standing.VALID)
    assert issued(session).number.split("/")[1] == "1"
    assert [row.id for row in list_letters(session, state=LetterState.SIGNED)] == [old.id]
    assert list_letters(session, before_id=old.id) == []
    with pytest.raises(NotFound):
        get_context(session, 999_999)
