"""What the doctor says about a database that cannot be used and a clock that cannot be right."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.audit import record
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.office.domain import Level
from mutasi_flow.office.queries import check_all


def test_doctor_finds_a_database_that_cannot_be_written(runtime: Runtime) -> None:
    settings = runtime.settings
    if runtime.database.is_sqlite:
        url = settings.effective_database_url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
        settings = settings.model_copy(update={"database_url": url})
    else:
        with runtime.database.writing() as session:
            name = session.scalar(text("SELECT current_database()"))
            session.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    with open_runtime(settings) as closed:
        found = [(one.check, one.level) for one in check_all(closed, thorough=False)]
    assert ("database", Level.PROBLEM) in found
    assert ("database", Level.PROBLEM) not in [(one.check, one.level) for one in check_all(runtime, thorough=False)]


@pytest.mark.parametrize(("days", "is_odd"), [(365, True), (-90, True), (-10, False)])
def test_doctor_compares_the_clock_with_the_trail(runtime: Runtime, days: int, *, is_odd: bool) -> None:
    with runtime.database.writing() as session:
        at = runtime.clock.now() + timedelta(days=days)
        record(session, chain="office", action="x", actor=SYSTEM, about_kind="office", about_id=1, payload={}, at=at)
    said = [str(one.detail) for one in check_all(runtime, thorough=False) if one.check == "clock"]
    assert [("catatan jejak terakhir" in words) for words in said] == [is_odd]
