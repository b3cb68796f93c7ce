from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.web.state import EXTENSION
from mutasi_flow.people.model import Employee, Unit
from tests.browsing import Browser
from tests.conftest import Ground
from tests.factories import make_account, make_employee, make_unit


def test_builders_make_rows_that_the_database_accepts(session: Session) -> None:
    unit = make_unit(session, parent=make_unit(session))
    employee = make_employee(session, unit=unit)
    make_account(session, employee, roles=[Role.VERIFIER, (Role.SUPERVISOR, unit)])
    assert session.get_one(Unit, employee.unit_id).path.endswith(f"/{unit.id}/")


def test_nothing_of_another_test_is_left(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Employee)) == 0


def test_a_runtime_keeps_what_is_committed(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        make_unit(session, "Dinas Laut")
    with runtime.database.reading() as session:
        assert session.scalar(select(Unit.name)) == "Dinas Laut"


def test_a_reading_session_cannot_write(runtime: Runtime) -> None:
    with runtime.database.reading() as session, pytest.raises(AssertionError, match="reading session"):
        make_unit(session)


def test_a_browser_reaches_the_service(client: Browser) -> None:
    assert client.get("/readyz").status_code == 200


def test_applications_share_their_shape_and_nothing_else(runtime: Runtime, built: Callable[[Runtime], Flask]) -> None:
    other = replace(runtime, settings=runtime.settings.model_copy(update={"data_dir": runtime.settings.data_dir / "b"}))
    (runtime.settings.data_dir / "b").mkdir()
    one, two = built(runtime), built(other)
    one.config["VERIFICATION_LIMIT"] = "1 per year"
    assert one.test_client().get("/readyz").status_code == 200
    assert one.url_map is two.url_map
    assert "VERIFICATION_LIMIT" not in two.config
    assert (one.extensions[EXTENSION], two.extensions[EXTENSION]) == (runtime, other)
    with_proxy = runtime.settings.model_copy(update={"trusted_proxies": 1})
    assert built(replace(runtime, settings=with_proxy)).url_map is not one.url_map


def test_a_database_is_lent_again_only_as_it_was(grounds: dict[str, Ground], tmp_path: Path) -> None:
    ground, names = grounds["postgresql"], list[str]()
    for change in ("", "DROP TABLE notices", "UPDATE alembic_version SET version_num = '0001'", ""):
        settings = ground.fresh(tmp_path / str(len(names)))
        with open_runtime(settings) as runtime, runtime.database.writing() as session:
            assert make_unit(session).id == 1
            assert session.scalar(select(func.count()).select_from(Unit)) == 1
            if change:
                session.execute(text(change))
        ground.give_back(settings)
        names.append(settings.database_url)
    assert names[0] == names[1]
    assert len(set(names)) == 3
