"""Letters bound per unit: whole, in order, named, made anew only when one of them changes."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from docx import Document
from sqlalchemy import insert, select, update

from mutasi_flow.core.clock import Clock
from mutasi_flow.core.downloads import downloads_of
from mutasi_flow.core.errors import Conflict, NotFound
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.batches.model import DecreeBundle
from mutasi_flow.decrees.batches.queries import list_units
from mutasi_flow.decrees.batches.service.binding import BIND, COPY, DRAFTS, PRINT, UNSIGNED, ZIP, ask_bundle, load_task
from mutasi_flow.decrees.batches.service.bundles import BUNDLES, drop_old_bundles
from mutasi_flow.decrees.initials.domain import Mark
from mutasi_flow.decrees.initials.model import LetterInitial
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.model import Letter, LetterSignature
from mutasi_flow.letters.render import close
from tests.decrees.crew import Crew, build_crew
from tests.factories import NOW, TODAY


@pytest.fixture(scope="module", autouse=True)
def _no_child_stays() -> Iterator[None]:
    yield
    close()


@pytest.fixture
def dialect() -> str:
    """Binding knows no database of its own; once is enough."""
    return "sqlite"


def issued(runtime: Runtime, count: int = 2) -> tuple[Crew, int, int]:
    crew = build_crew(runtime, count)
    batch_id = crew.compose()
    crew.work()
    crew.press(batch_id)
    crew.work(but=("print_decree_portion",))
    (unit,) = crew.read(lambda session: list_units(session, batch_id))
    with pytest.raises(Conflict):
        ask(crew, batch_id, unit.unit_id, ZIP)
    crew.work()
    return crew, batch_id, unit.unit_id


def ask(crew: Crew, batch_id: int, unit_id: int, kind: str, today: date = TODAY) -> DecreeBundle | None:
    given: dict[str, Any] = {"actor": crew.maker, "today": today}
    store = downloads_of(crew.runtime, BUNDLES)
    found: DecreeBundle | None = crew.write(
        lambda session: ask_bundle(session, store, batch_id, unit_id, kind, **given)
    )
    return found


def bound(crew: Crew, batch_id: int, unit_id: int, kind: str, today: date = TODAY) -> bytes:
    assert ask(crew, batch_id, unit_id, kind, today) is None
    crew.work()
    found = ask(crew, batch_id, unit_id, kind, today)
    assert found is not None
    return downloads_of(crew.runtime, BUNDLES).get(found.file_key)


@pytest.mark.slow
def test_the_letters_of_a_unit_are_bound_and_bound_anew_only_when_one_changes(runtime: Runtime) -> None:
    crew, batch_id, unit_id = issued(runtime)
    letters = crew.read(lambda session: list(session.scalars(select(Letter).order_by(Letter.sequence))))
    with zipfile.ZipFile(io.BytesIO(bound(crew, batch_id, unit_id, ZIP))) as bundle:
        names = bundle.namelist()
        assert [name[:5] for name in names[:2]] == ["0001-", "0002-"]
        files = [bundle.read(name) for name in names[:2]]
        assert [hashlib.sha256(data).hexdigest() for data in files] == [one.sha256 for one in letters]
        assert bundle.read("SHA256SUMS").decode().count("\n") == 2
    initial = {"round": 0, "position": 1, "mark": Mark.INITIALLED, "title": "Kepala Bidang", "name": "Ratna", "at": NOW}
    rest = {"letter_id": letters[0].id, "capacity": "", "note": "", "sha256": letters[0].sha256}
    crew.write(lambda session: session.execute(insert(LetterInitial).values(**initial, **rest)))
    with zipfile.ZipFile(io.BytesIO(bound(crew, batch_id, unit_id, DRAFTS))) as bundle:
        assert [name[:12] for name in bundle.namelist()] == ["konsep-0001-", "konsep-0002-"]
        table = Document(io.BytesIO(bundle.read(bundle.namelist()[0]))).tables[-1]
        assert [cell.text for cell in table.rows[0].cells][:2] == ["Kepala Bidang", "Ratna"]
    first = bound(crew, batch_id, unit_id, PRINT)
    with pikepdf.open(io.BytesIO(first)) as pdf, pikepdf.open(io.BytesIO(files[0])) as one:
        assert len(pdf.pages) == 1 + 2 * len(one.pages)
        words = UNSIGNED.encode("cp1252").hex().encode()
        assert all(words in _content(page) for page in pdf.pages)
        said = [b"Paraf: Kepala Bidang, Ratna".hex().encode() in _content(page) for page in pdf.pages]
        assert said.count(True) == 1, "on the bundle only, at the last page of its letter"
        with pdf.open_outline() as outline:
            assert [entry.title.split(" · ")[1] for entry in outline.root] == [one.number for one in letters]
    crew.done.clear()
    assert ask(crew, batch_id, unit_id, PRINT) is not None
    crew.work()
    assert [key for key in crew.done if key.startswith(BIND)] == []
    _sign(crew, letters[0].id, SigningMethod.LOCAL if hasattr(SigningMethod, "LOCAL") else SigningMethod.ELSEWHERE)
    again = bound(crew, batch_id, unit_id, PRINT)
    with pikepdf.open(io.BytesIO(again)) as pdf:
        assert COPY.encode("cp1252").hex().encode() in _content(pdf.pages[1])
    revoked = update(Letter).where(Letter.id == letters[1].id).values(revoked_at=NOW)
    crew.write(lambda session: session.execute(revoked))
    assert len(crew.read(lambda session: load_task(session, batch_id, unit_id, ZIP)).leaves) == 1
    assert len(crew.read(lambda session: session.scalars(select(DecreeBundle)).all())) == 3
    with pytest.raises(NotFound):
        ask(crew, batch_id, 999_999, ZIP)
    _lies_its_days(crew, batch_id, unit_id)


def _lies_its_days(crew: Crew, batch_id: int, unit_id: int) -> None:
    """What was bound anew leaves the former file to the sweep; when the days of the rest are over it is bound on request."""
    folder = downloads_of(crew.runtime, BUNDLES).folder
    later = replace(crew.runtime, clock=Clock(crew.runtime.clock.zone, lambda: datetime.now(UTC) + timedelta(days=2)))
    patient = later.settings.model_copy(update={"download_days": 10_000})
    assert (drop_old_bundles(replace(later, settings=patient)), len(list(folder.glob("*/*")))) == (1, 3)
    first = bound(crew, batch_id, unit_id, ZIP)
    assert (drop_old_bundles(later), list(folder.glob("*/*"))) == (4, [])
    assert bound(crew, batch_id, unit_id, ZIP, TODAY + timedelta(days=2)) == first
    for left in folder.glob("*/*"):
        left.unlink()
    assert bound(crew, batch_id, unit_id, ZIP, TODAY + timedelta(days=3)) == first, (
        "restored without what can be made again"
    )


def _content(page: Any) -> bytes:
    page.contents_coalesce()
    return bytes(page.Contents.read_bytes())


def _sign(crew: Crew, letter_id: int, method: SigningMethod) -> None:
    def act(session: Any) -> None:
        letter = session.get_one(Letter, letter_id)
        letter.state = "signed"
        key, size = letter.file_key, letter.size_bytes
        session.add(
            LetterSignature(
                letter_id=letter_id,
                method=method,
                signed_on=TODAY,
                signer="Bupati",
                file_key=key,
                sha256="0" * 64,
                size_bytes=size,
                media_type="application/pdf",
                found={},
                recorded_at=NOW,
                withdrawn_because="",
            )
        )

    crew.write(act)
