"""The two taxonomies: every move of this road has its place in the tree of I-MUT, as deep as is known."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.routes import Case, MoveKind, PostKind
from mutasi_flow.transfers.routes.taxonomy import NODES, Change, imut_path

CHANGES = st.builds(
    Change,
    st.sampled_from(["", "II.b", "III.a", "IV.a", "MU"]),
    st.text(max_size=9),
    st.text(max_size=9),
    st.booleans(),
    st.booleans(),
)


def numbers(case: Case, **values: object) -> list[int | None]:
    given = {"level": "", "post": "Jabatan", "unit": "Dinas", "is_other_unit": True, "is_other_post": False, **values}
    return [node.number for node in imut_path(case, Change(**given))]  # type: ignore[arg-type]


def case(post: PostKind | None, move: MoveKind = MoveKind.A) -> Case:
    return Case(move, post, Door.OWN)


@pytest.mark.parametrize(
    ("one", "values", "path"),
    [
        (case(PostKind.GENERAL), {}, [None, 56, 561]),
        (case(PostKind.GENERAL), {"is_other_unit": False, "is_other_post": True}, [None, 56, 562]),
        (case(PostKind.GENERAL), {"is_other_post": True}, [None, 56, 563]),
        (case(PostKind.GENERAL), {"is_other_unit": False}, [None, 56]),
        (case(PostKind.FUNCTIONAL), {}, [None, 54]),
        (case(PostKind.HEALTH), {}, [None, 54]),
        (case(PostKind.TEACHER), {}, [None, 55]),
        (case(PostKind.TEACHER), {"post": "Kepala Sekolah"}, [None, 53]),
        (case(PostKind.HEALTH), {"post": "Kepala Puskesmas"}, [None, 52]),
        (case(PostKind.MANAGERIAL), {"level": "II.b"}, [None, 49]),
        (case(PostKind.MANAGERIAL), {"level": "III.a"}, [None, 50, 501]),
        (case(PostKind.MANAGERIAL), {"level": "IV.a"}, [None, 51, 511]),
        (
            case(PostKind.MANAGERIAL),
            {"level": "III.b", "unit": "Dinas Kependudukan dan Pencatatan Sipil"},
            [None, 50, 502],
        ),
        (case(PostKind.MANAGERIAL), {"level": ""}, [None]),
        (case(PostKind.TEACHER, MoveKind.PPPK), {}, [None, 57, 571]),
        (case(PostKind.GENERAL, MoveKind.B), {}, []),
        (case(None), {}, []),
    ],
)
def test_a_move_has_its_place(one: Case, values: dict[str, object], path: list[int | None]) -> None:
    assert numbers(one, **values) == path


@given(
    st.builds(Case, st.sampled_from(MoveKind), st.none() | st.sampled_from(PostKind), st.sampled_from(Door)), CHANGES
)
def test_a_path_runs_from_the_root_down_through_known_nodes(one: Case, change: Change) -> None:
    path = imut_path(one, change)
    assert [node.name for node in path] == [NODES[node.number] for node in path]
    assert not path or path[0].number is None
    for above, below in pairwise(path[1:]):
        assert str(below.number).startswith(str(above.number))
