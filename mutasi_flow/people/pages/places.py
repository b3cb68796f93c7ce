"""Places of work: the map, the list with how hard it is to serve there, and each place."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotPermitted
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.people import queries, service
from mutasi_flow.people.domain import BURDEN_LABELS, LACK_LABELS, TERRAIN_LABELS, TEST_LABELS, Point, distance_km, draw
from mutasi_flow.people.forms import place_values, read_conditions, read_point
from mutasi_flow.people.queries import PlaceCard

pages = Blueprint("places", __name__)

NEAREST = 8
PAGE = 25
LARGEST_OUTLINES = 8_000_000
ALL, GAPS, STRAY = "semua", "belum-lengkap", "di-luar-batas"


@pages.get("/tempat")
@requires(Permission.UNITS_READ)
def index() -> Answer:
    """List places of work; those with gaps or outside their district can be picked out, each list page by page."""
    session, shown = current_session(), request.args.get("tampil", ALL)
    text, start = request.args.get("q", "").strip(), max(request.args.get("mulai", 0, int), 0)
    places = [place for place in queries.list_places(session, _reach()) if _is_called(place, text)]
    outlines = queries.by_name(queries.list_districts(session))
    stray = {place.id for place in places if queries.is_outside(place, outlines)}
    chosen = {
        ALL: places,
        GAPS: [place for place in places if place.point is None or not place.hardship.is_known],
        STRAY: [place for place in places if place.id in stray],
    }
    shown = shown if shown in chosen else ALL
    return render_template(
        "people/places.html",
        text=text,
        shown=shown,
        places=chosen[shown][start : start + PAGE],
        start=start,
        page=PAGE,
        counts={key: len(found) for key, found in chosen.items()},
        stray=stray,
        burdens=BURDEN_LABELS,
    )


def _is_called(place: PlaceCard, text: str) -> bool:
    """Whether name, code or district holds what was asked for."""
    return text.casefold() in f"{place.name}\n{place.code}\n{place.district}".casefold()


@pages.get("/peta")
@requires(Permission.UNITS_READ)
def chart() -> Answer:
    """Show the places on a map drawn here, without a map service."""
    session = current_session()
    places = queries.list_places(session, _reach())
    marks = [(place, place.point, place.staff) for place in places if place.point is not None]
    districts: dict[str, list[Point]] = defaultdict(list)
    for place, point, _staff in marks:
        districts[place.district].append(point)
    return render_template(
        "people/map.html",
        chart=draw(marks, queries.list_districts(session), districts),
        drawn=len(marks),
        undrawn=len(places) - len(marks),
        burdens=BURDEN_LABELS,
        may_bring=current_actor().may(Permission.IMPORT, ""),
        form=Form(),
    )


@pages.post("/peta/batas")
@requires(Permission.IMPORT)
@writes
def outlines() -> Answer:
    """Take the outlines of districts from a file."""
    _check_whole_office()
    form = read_form()
    upload = form.upload("file", T("Berkas batas"), max_bytes=LARGEST_OUTLINES, suffixes=(".geojson", ".json"))
    form.check()
    if upload is None:
        raise InvalidInput(T("Pilih berkas GeoJSON lebih dahulu."), "file")
    count = service.replace_districts(current_session(), current_actor(), upload.data, current_clock().now())
    show_notice(T("Batas {count} kecamatan disimpan.", count=count))
    return redirect(url_for("places.chart"), 303)


@pages.get("/tempat/<code>")
@requires(Permission.UNITS_READ)
def show(code: str) -> Answer:
    """Show one place."""
    place = _place(code)
    return _page(place, Form(place_values(place)))


@pages.post("/tempat/<code>")
@requires(Permission.IMPORT)
@writes
def describe(code: str) -> Answer:
    """Record where the place is and what serving there is like."""
    _check_whole_office()
    place, form = _place(code), read_form()
    point, conditions = read_point(form), read_conditions(form)
    if form.has_errors:
        return _page(place, form), form.status
    service.save_conditions(
        current_session(), current_actor(), place.id, point=point, conditions=conditions, at=current_clock().now()
    )
    show_notice(T("Keterangan {place} disimpan.", place=place.name))
    return redirect(url_for("places.show", code=place.code), 303)


def _check_whole_office() -> None:
    """Places are shared by units of many heads: only who brings data for the whole office may change them."""
    if not current_actor().may(Permission.IMPORT, ""):
        raise NotPermitted


def _reach() -> tuple[str, ...]:
    return current_actor().paths(Permission.UNITS_READ)


def _place(code: str) -> PlaceCard:
    return queries.get_place(current_session(), code, _reach())


def _page(place: PlaceCard, form: Form) -> str:
    session, reach = current_session(), _reach()
    here = place.point
    others = [one for one in queries.list_places(session, reach) if one.id != place.id and one.point] if here else []
    near = sorted(((distance_km(here, one.point), one) for one in others if here and one.point), key=_by_distance)
    return render_template(
        "people/place.html",
        place=place,
        form=form,
        units=queries.list_units_at(session, place.id, reach),
        near=near[:NEAREST],
        may_describe=current_actor().may(Permission.IMPORT, ""),
        tests=TEST_LABELS,
        lacks=_choices(LACK_LABELS),
        terrains=_choices(TERRAIN_LABELS),
        burdens=BURDEN_LABELS,
    )


def _choices(labels: Mapping[Any, Text]) -> list[tuple[str, str]]:
    return [(key.value, translate(label)) for key, label in labels.items()]


def _by_distance(pair: tuple[float, PlaceCard]) -> tuple[float, int]:
    distance, place = pair
    return distance, place.id
