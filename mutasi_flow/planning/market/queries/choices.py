"""To which posts the wishes of people lead."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.people.model import Place, Post, Unit
from mutasi_flow.planning.wishes.queries import WishRow, list_valid_wishes

MOST_CHOICES = 30
"""A wish for a district stands for all its posts; more than these nobody has looked at."""
Seat = tuple[int, int]
"""Keys of unit and jabatan."""


def expand(session: Session, homes: Mapping[int, Seat], day: date) -> dict[int, list[Seat]]:
    """Return the posts that people wish on a day, dearest first, by employee; ``homes`` says where they are.

    A wish for a unit means the named jabatan there, or the own one; one for a district means every post of that
    jabatan in it, by the name of the unit. Wishes in words name no post.
    """
    wishes = list_valid_wishes(session, day, homes)
    kinds = {_jabatan(wish, homes) for rows in wishes.values() for wish in rows if wish.district and not wish.unit_id}
    districts = _posts_by_district(session, kinds, day)
    found: dict[int, list[Seat]] = {}
    for employee_id, rows in wishes.items():
        seats = [seat for wish in rows for seat in _seats(wish, homes, districts)]
        kept = [seat for seat in dict.fromkeys(seats) if seat != homes[employee_id]]
        if kept:
            found[employee_id] = kept[:MOST_CHOICES]
    return found


def _jabatan(wish: WishRow, homes: Mapping[int, Seat]) -> int:
    return wish.jabatan_id or homes[wish.employee_id][1]


def _seats(
    wish: WishRow, homes: Mapping[int, Seat], districts: Mapping[tuple[str, int], Sequence[int]]
) -> Sequence[Seat]:
    jabatan_id = _jabatan(wish, homes)
    if wish.unit_id is not None:
        return [(wish.unit_id, jabatan_id)]
    return [(unit_id, jabatan_id) for unit_id in districts.get((wish.district.casefold(), jabatan_id), ())]


def _posts_by_district(session: Session, kinds: set[int], day: date) -> dict[tuple[str, int], list[int]]:
    if not kinds:
        return {}
    statement = (
        select(Place.district, Post.jabatan_id, Post.unit_id)
        .join(Unit, Unit.place_id == Place.id)
        .join(Post, Post.unit_id == Unit.id)
        .where(Post.jabatan_id.in_(sorted(kinds)), Place.district != "", Unit.valid_from <= day, Unit.valid_to >= day)
        .order_by(Unit.name, Unit.id)
    )
    found: dict[tuple[str, int], list[int]] = {}
    for district, jabatan_id, unit_id in session.execute(statement):
        found.setdefault((district.casefold(), jabatan_id), []).append(unit_id)
    return found
