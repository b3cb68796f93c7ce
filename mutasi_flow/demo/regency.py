"""The invented regency as a layout: which units it has for a number of employees, how many people each needs and has.

Most units lie a little under their need, a few far under and a few well over it, as in real counts; about one in
seven has no need analysis.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from mutasi_flow.demo.catalogue import CATALOGUE, SHAPES
from mutasi_flow.demo.layout import Layout, PlacePlan, PostPlan, SeatPlan, UnitPlan, apportion
from mutasi_flow.demo.region import DISTRICTS, OFFICE_NAME, District, draw_tests, near, travel_hours, village_name

FEWEST_EMPLOYEES = 50
LEAST_BESIDE_HEAD = 1
UNKNOWN_NEED_SHARE = 0.14
PARTS_FROM, SECRETARIATS_FROM, ALL_AGENCIES_FROM = 1000, 600, 200
ROOT = "0"
CORE = frozenset({"01", "03", "04", "09"})
"""Agencies that even the smallest regency has: more of them than people could fill would leave nobody to move."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency with its parts; ``weight`` is its size beside others, without the parts."""

    code: str
    name: str
    head: str
    shape: str
    weight: float
    parts: tuple[str, ...] = ()


AGENCIES: tuple[Agency, ...] = (
    Agency("01", "Sekretariat Daerah", "SEKDA", "office", 12, ("Bagian Umum", "Bagian Hukum", "Bagian Organisasi")),
    Agency("02", "Inspektorat", "INSPEKTUR", "inspectorate", 14, ("Sekretariat",)),
    Agency("03", "Dinas Pendidikan", "KADIS", "office", 16, ("Sekretariat", "Bidang SD", "Bidang SMP")),
    Agency("04", "Dinas Kesehatan", "KADIS", "office", 14, ("Sekretariat", "Bidang Pelayanan Kesehatan")),
    Agency(
        "05",
        "Dinas Pekerjaan Umum dan Penataan Ruang",
        "KADIS",
        "engineering",
        16,
        ("Sekretariat", "Bidang Bina Marga", "Bidang Cipta Karya", "Bidang Sumber Daya Air"),
    ),
    Agency("06", "Dinas Perhubungan", "KADIS", "transport", 12, ("Sekretariat", "Bidang Lalu Lintas")),
    Agency(
        "07",
        "Dinas Kelautan dan Perikanan",
        "KADIS",
        "fisheries",
        14,
        ("Sekretariat", "Bidang Perikanan Tangkap", "Bidang Perikanan Budidaya", "UPTD Pelabuhan Perikanan"),
    ),
    Agency(
        "08",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "KADIS",
        "office",
        12,
        ("Sekretariat", "Bidang Pendaftaran Penduduk", "Bidang Pencatatan Sipil"),
    ),
    Agency(
        "09",
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        "KABAN",
        "personnel",
        14,
        ("Sekretariat", "Bidang Mutasi dan Promosi", "Bidang Pengembangan Kompetensi"),
    ),
    Agency("10", "Dinas Sosial", "KADIS", "office", 9, ("Sekretariat", "Bidang Rehabilitasi Sosial")),
    Agency(
        "11", "Badan Perencanaan Pembangunan Daerah", "KABAN", "office", 10, ("Sekretariat", "Bidang Perencanaan Makro")
    ),
    Agency("12", "Satuan Polisi Pamong Praja", "KASAT", "order", 26, ("Sekretariat", "Bidang Ketertiban Umum")),
    Agency("13", "Dinas Pertanian", "KADIS", "farming", 18, ("Sekretariat", "Bidang Penyuluhan", "Bidang Peternakan")),
    Agency("14", "Dinas Komunikasi dan Informatika", "KADIS", "office", 9, ("Sekretariat", "Bidang Statistik")),
    Agency("15", "RSUD Tanjung Sagara", "DIREKTUR-RSUD", "health", 90),
)
_PART_HEADS = {"Sekretariat": "SEKRETARIS", "Bagian": "KABAG", "Bidang": "KABID", "UPTD": "KABID"}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A unit with its head and size, before people are counted out."""

    unit: UnitPlan
    head: str
    shape: str
    weight: float


class _Builder:
    """Collects places and units; one random stream decides sizes and coordinates."""

    def __init__(self, seed: str) -> None:
        self.random = Random(f"{seed}/regency")
        self.lacks = Random(f"{seed}/lacks")
        self.places: list[PlacePlan] = []
        self.drafts: list[_Draft] = []

    def add(self, code: str, name: str, parent: str, district: District, *, head: str, shape: str, size: float) -> None:
        """Add a unit with a place of its own."""
        latitude, longitude = near(self.random, district)
        hours, tests = travel_hours(district), draw_tests(self.lacks, district)
        self.places.append(
            PlacePlan(f"T{code}", name, district.name, district.terrain, latitude, longitude, hours, tests)
        )
        self.drafts.append(_Draft(UnitPlan(code, name, parent, f"T{code}"), head, shape, size))

    def add_part(self, code: str, name: str, agency: Agency) -> None:
        """Add a part of an agency, at the place of the agency."""
        head = _PART_HEADS[name.split(maxsplit=1)[0]]
        shape = "secretariat" if head == "SEKRETARIS" else agency.shape
        self.drafts.append(
            _Draft(UnitPlan(code, f"{name} {agency.name}", agency.code, f"T{agency.code}"), head, shape, 7)
        )

    def size(self, usual: float) -> float:
        """Draw a size around the usual one."""
        return usual * self.random.lognormvariate(0, 0.25)


def _add_agencies(builder: _Builder, employees: int) -> None:
    for agency in AGENCIES:
        if employees < ALL_AGENCIES_FROM and agency.code not in CORE:
            continue
        size = agency.weight
        builder.add(agency.code, agency.name, ROOT, DISTRICTS[0], head=agency.head, shape=agency.shape, size=size)
        wanted = len(agency.parts) if employees >= PARTS_FROM else int(employees >= SECRETARIATS_FROM)
        for number, part in enumerate(agency.parts[:wanted], start=1):
            builder.add_part(f"{agency.code}.{number:02d}", part, agency)


def _add_districts(builder: _Builder, districts: tuple[District, ...], employees: int) -> None:
    villages = 3 if employees >= PARTS_FROM else int(employees >= ALL_AGENCIES_FROM)
    for index, district in enumerate(districts):
        code = f"{20 + index}"
        name = f"Kecamatan {district.name}"
        builder.add(code, name, ROOT, district, head="CAMAT", shape="district", size=builder.size(11))
        for number in range(1, villages + 1):
            village = f"Kelurahan {village_name(index * villages + number - 1)}"
            size = builder.size(4)
            builder.add(f"{code}.{number:02d}", village, code, district, head="LURAH", shape="village", size=size)


def _add_schools(builder: _Builder, districts: tuple[District, ...], employees: int) -> None:
    counts: dict[str, int] = {}
    for number in range(max(4 if employees >= ALL_AGENCIES_FROM else 2, round(employees * 0.028))):
        district = districts[number % len(districts)]
        is_junior = number % 4 == 1 or number == 0
        kind, shape, usual = ("SMP", "junior", 18) if is_junior else ("SD", "primary", 9)
        counts[f"{kind}{district.name}"] = order = counts.get(f"{kind}{district.name}", 0) + 1
        name = f"{kind} Negeri {order} {district.name}"
        code = f"03.5{number + 1:03d}"
        builder.add(code, name, "03", district, head="KEPALA-SEKOLAH", shape=shape, size=builder.size(usual))


def _add_health_posts(builder: _Builder, districts: tuple[District, ...], employees: int) -> None:
    for number in range(min(48, max(2 if employees >= ALL_AGENCIES_FROM else 1, employees // 200))):
        district = districts[number % len(districts)]
        name = f"Puskesmas {district.name if number < len(districts) else village_name(number * 3)}"
        size = builder.size(28)
        builder.add(f"04.5{number + 1:02d}", name, "04", district, head="KEPALA-PUSKESMAS", shape="health", size=size)


def build_regency(employees: int, seed: str) -> Layout:
    """Lay out the regency for exactly ``employees`` people (at least :data:`FEWEST_EMPLOYEES`)."""
    builder = _Builder(seed)
    fewest = 3 if employees >= ALL_AGENCIES_FROM else 1
    districts = DISTRICTS[: min(len(DISTRICTS), max(fewest, employees // 250))]
    _add_agencies(builder, employees)
    _add_schools(builder, districts, employees)
    _add_health_posts(builder, districts, employees)
    _add_districts(builder, districts, employees)
    posts, seats = _count_out(builder, employees)
    root = UnitPlan(ROOT, OFFICE_NAME, head_from=AGENCIES[0].code)
    return Layout(
        places=tuple(builder.places),
        units=(root, *(draft.unit for draft in builder.drafts)),
        jabatan=CATALOGUE,
        posts=tuple(posts),
        seats=tuple(seats),
    )


def _coverage(random: Random) -> float:
    """Draw which part of its need a unit has: mostly a little under, rarely far under or over."""
    low, high = random.choices(((0.5, 0.68), (0.78, 1.0), (1.0, 1.12), (1.3, 1.6)), (7, 66, 20, 7))[0]
    return random.uniform(low, high)


def _count_out(builder: _Builder, employees: int) -> tuple[list[PostPlan], list[SeatPlan]]:
    random, drafts = builder.random, builder.drafts
    weights = [draft.weight * _coverage(random) for draft in drafts]
    spread = employees - len(drafts) * (1 + LEAST_BESIDE_HEAD)
    scale = (spread + len(drafts) * LEAST_BESIDE_HEAD) / sum(weights)
    posts: list[PostPlan] = []
    seats: list[SeatPlan] = []
    for draft, extra in zip(drafts, apportion(spread, weights), strict=True):
        posts.append(PostPlan(draft.unit.code, draft.head, 1.0, 1))
        seats.append(SeatPlan(draft.unit.code, draft.head, 1, leads=True))
        posts += _needs(random, draft, draft.weight * scale)
        seats += _staff(random, draft, extra + LEAST_BESIDE_HEAD)
    return posts, seats


def _needs(random: Random, draft: _Draft, need: float) -> Iterator[PostPlan]:
    shape = SHAPES[draft.shape]
    shares = sum(share for _, share, _ in shape)
    is_unknown = random.random() < UNKNOWN_NEED_SHARE
    for jabatan, share, minimum in shape:
        persons = None if is_unknown else round(need * share / shares, 1)
        yield PostPlan(draft.unit.code, jabatan, persons, minimum)


def _staff(random: Random, draft: _Draft, people: int) -> Iterator[SeatPlan]:
    shape = SHAPES[draft.shape]
    counts = apportion(people, [share * random.uniform(0.6, 1.4) for _, share, _ in shape])
    for (jabatan, _, _), count in zip(shape, counts, strict=True):
        if count:
            yield SeatPlan(draft.unit.code, jabatan, count)
