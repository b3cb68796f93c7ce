from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, Refused
from mutasi_flow.people import queries, service
from mutasi_flow.people.model import Unit
from tests.factories import NOW, TODAY, make_employee, make_unit


def create(session: Session, code: str, parent_id: int | None = None) -> int:
    return service.create_unit(session, SYSTEM, service.NewUnit(code, f"Unit {code}", parent_id), NOW)


def paths(session: Session) -> dict[str, str]:
    rows = session.execute(select(Unit.code, Unit.path).where(Unit.code.startswith("T-")))
    return {row.code: row.path for row in rows}


def test_a_tree_has_paths(session: Session) -> None:
    root = create(session, "T-1")
    child = create(session, "T-11", root)
    leaf = create(session, "T-111", child)
    assert paths(session) == {
        "T-1": f"/{root}/",
        "T-11": f"/{root}/{child}/",
        "T-111": f"/{root}/{child}/{leaf}/",
    }
    assert queries.unit_path(session, leaf) == f"/{root}/{child}/{leaf}/"


def test_moving_a_unit_takes_everything_below_along(session: Session) -> None:
    one, two = create(session, "T-1"), create(session, "T-2")
    child = create(session, "T-11", one)
    leaf = create(session, "T-111", child)
    service.move_unit(session, SYSTEM, child, two, NOW)
    assert paths(session)["T-111"] == f"/{two}/{child}/{leaf}/"
    service.move_unit(session, SYSTEM, child, None, NOW)
    assert paths(session)["T-111"] == f"/{child}/{leaf}/"
    assert queries.get_unit(session, child).parent_id is None


@pytest.mark.parametrize("below", [0, 1, 2])
def test_a_unit_never_lies_below_itself(session: Session, below: int) -> None:
    chain = [create(session, "T-1")]
    chain += [create(session, "T-11", chain[0])]
    chain += [create(session, "T-111", chain[1])]
    before = paths(session)
    with pytest.raises(Refused):
        service.move_unit(session, SYSTEM, chain[0], chain[below], NOW)
    assert paths(session) == before


def test_ids_that_begin_alike_are_not_mixed_up(session: Session) -> None:
    one = create(session, "T-1")
    others = [create(session, f"T-{number}") for number in range(2, 14)]
    service.move_unit(session, SYSTEM, one, others[0], NOW)
    found = paths(session)
    assert [found[f"T-{number}"] for number in range(3, 14)] == [f"/{unit_id}/" for unit_id in others[1:]]


def test_codes_are_unique_and_names_are_needed(session: Session) -> None:
    create(session, "T-1")
    with pytest.raises(Conflict):
        create(session, "T-1")
    with pytest.raises(InvalidInput):
        service.create_unit(session, SYSTEM, service.NewUnit("T-2", "  "), NOW)
    with pytest.raises(NotFound):
        create(session, "T-3", 10**6)


def test_head_is_the_nearest_one_above_who_serves_and_is_somebody_else(session: Session) -> None:
    top = make_unit(session)
    middle = make_unit(session, parent=top)
    leaf = make_unit(session, parent=middle)
    assert queries.head_of(session, leaf.id) is None
    chief, head = make_employee(session, top), make_employee(session, leaf)
    top.head_id, leaf.head_id = chief.id, head.id
    session.flush()
    assert queries.head_of(session, leaf.id) == head.id
    assert queries.head_of(session, leaf.id, but=head.id) == chief.id
    assert queries.head_of(session, middle.id) == chief.id
    head.legal_position = "99"
    session.flush()
    assert queries.head_of(session, leaf.id) == chief.id
    assert queries.paths_headed_by(session, chief.id) == (top.path,)


def test_only_who_serves_may_head(session: Session) -> None:
    unit = make_unit(session)
    retired, serving = make_employee(session, legal_position="99"), make_employee(session)
    with pytest.raises(Refused):
        service.set_unit_head(session, SYSTEM, unit.id, retired.id, NOW)
    service.set_unit_head(session, SYSTEM, unit.id, serving.id, NOW)
    card = queries.get_unit(session, unit.id)
    assert (card.head_id, card.head_name) == (serving.id, serving.name)
    service.set_unit_head(session, SYSTEM, unit.id, None, NOW)
    assert queries.get_unit(session, unit.id).head_id is None


def test_a_unit_closes_when_it_is_empty(session: Session) -> None:
    top, heir = make_unit(session), make_unit(session)
    below = make_unit(session, parent=top)
    employee = make_employee(session, top)
    last = date(2026, 6, 30)

    def close(unit: Unit, successor_id: int | None = None) -> None:
        service.close_unit(session, SYSTEM, unit.id, last_day=last, successor_id=successor_id, at=NOW)

    with pytest.raises(Refused):
        close(top)
    employee.unit_id = heir.id
    session.flush()
    with pytest.raises(Refused):
        close(top)
    close(below, heir.id)
    close(top, heir.id)
    card = queries.get_unit(session, top.id)
    assert (card.valid_to, card.successor_id) == (last, heir.id)
    assert card.is_open_on(last)
    assert not card.is_open_on(date(2026, 7, 1))
    with pytest.raises(InvalidInput):
        close(heir, heir.id)


def test_search_stays_inside_the_scope_and_tells_where(session: Session) -> None:
    dinas = make_unit(session, "Dinas Kesehatan")
    clinic = make_unit(session, "Puskesmas Muara Dua", parent=dinas)
    other = make_unit(session, "Puskesmas Hulu")
    found = queries.search_units(session, "puskesmas", [dinas.path])
    assert [(row.id, row.trail) for row in found] == [(clinic.id, "Dinas Kesehatan")]
    assert {row.id for row in queries.search_units(session, "puskesmas", [""])} == {clinic.id, other.id}
    assert [row.id for row in queries.search_units(session, "dua muara", [""])] == [clinic.id]
    assert [row.id for row in queries.search_units(session, clinic.code, [""])] == [clinic.id]
    assert queries.search_units(session, "puskesmas", []) == []
    assert queries.search_units(session, "%", [""]) == []


def test_closed_units_are_left_out_where_a_day_counts(session: Session) -> None:
    unit = make_unit(session, "Kantor Lama", valid_to=date(2025, 12, 31))
    assert queries.search_units(session, "Kantor Lama", [""], on=TODAY) == []
    assert [row.id for row in queries.search_units(session, "Kantor Lama", [""])] == [unit.id]
    assert all(node.id != unit.id for node in queries.list_nodes(session, [""], TODAY))


def test_the_tree_counts_who_serves_even_where_it_is_cut(session: Session) -> None:
    top = make_unit(session)
    below = make_unit(session, parent=top)
    deepest = make_unit(session, parent=below)
    make_employee(session, below)
    make_employee(session, deepest)
    make_employee(session, below, legal_position="99")
    nodes = queries.list_nodes(session, [top.path], TODAY)
    (tree,) = queries.grow(nodes)
    assert {node.id: node.staff for node in nodes} == {top.id: 0, below.id: 1, deepest.id: 1}
    assert (tree.node.id, tree.total, tree.children[0].total) == (top.id, 2, 2)
    (cut,) = queries.prune([tree], 2)
    assert (cut.children[0].children, cut.children[0].is_cut, cut.total) == ((), True, 2)
    assert [branch.node.id for branch in queries.grow([node for node in nodes if node.id != top.id])] == [below.id]
