"""How well somebody suits a post: named parts between 0 and 1, weighed into one score of 0 to 100.

A part that cannot be assessed is not zero: it runs from the least to the most it could be, and so does the score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import Predicate
from mutasi_flow.planning.matching.domain.asks import PostAsks
from mutasi_flow.planning.matching.domain.fields import Fit, study_fit

USUAL_MONTHS = 24
"""In the field of work where no term is asked, and in the present post before moving is nothing out of the way."""
FAR_KM = 100.0
"""From here on distance cannot get worse."""
HARDEST = 100.0


class Part(StrEnum):
    """What a score is made of."""

    EDUCATION = "education"
    EXPERIENCE = "experience"
    COMPETENCE = "competence"
    RANK = "rank"
    PERFORMANCE = "performance"
    TENURE = "tenure"
    DISTANCE = "distance"
    WISH = "wish"


PART_LABELS: dict[Part, Text] = {
    Part.EDUCATION: T("Pendidikan linier"),
    Part.EXPERIENCE: T("Pengalaman di bidangnya"),
    Part.COMPETENCE: T("Kompetensi"),
    Part.RANK: T("Kesesuaian golongan"),
    Part.PERFORMANCE: T("Kinerja dua tahun"),
    Part.TENURE: T("Masa di jabatan sekarang"),
    Part.DISTANCE: T("Jarak dan beratnya tempat"),
    Part.WISH: T("Keinginan pegawai"),
}
USUAL_WEIGHTS: Mapping[Part, int] = {
    Part.EDUCATION: 25,
    Part.EXPERIENCE: 20,
    Part.COMPETENCE: 20,
    Part.RANK: 10,
    Part.PERFORMANCE: 10,
    Part.TENURE: 5,
    Part.DISTANCE: 5,
    Part.WISH: 5,
}
"""Until the office sets its own: education and experience before all (article on Nanggalo), then what can be shown."""


class Missing(StrEnum):
    """Which field is not on record."""

    STUDY = "study"
    FIELD_OF_POST = "field_of_post"
    HISTORY = "history"
    STANDARD = "standard"
    ASSESSMENT = "assessment"
    RANK = "rank"
    RANK_OF_POST = "rank_of_post"
    PERFORMANCE = "performance"
    POST_ON = "post_on"
    PLACE = "place"
    WISH = "wish"


MISSING_LABELS: dict[Missing, Text] = {
    Missing.STUDY: T("nama pendidikan"),
    Missing.FIELD_OF_POST: T("rumpun jabatan"),
    Missing.HISTORY: T("riwayat jabatan"),
    Missing.STANDARD: T("standar kompetensi jabatan"),
    Missing.ASSESSMENT: T("hasil uji kompetensi"),
    Missing.RANK: T("golongan pegawai"),
    Missing.RANK_OF_POST: T("golongan jabatan"),
    Missing.PERFORMANCE: T("kinerja dua tahun terakhir"),
    Missing.POST_ON: T("tanggal mulai jabatan"),
    Missing.PLACE: T("koordinat atau keadaan tempat kerja"),
    Missing.WISH: T("keinginan pegawai"),
}


class Rating(NamedTuple):
    """What one part comes to, 0 to 1: at least and at most, and the field for want of which the two differ."""

    low: float
    high: float
    missing: Missing | None = None


class Person(NamedTuple):
    """What is known of one person against one field of work; unknown is None or empty."""

    employee_id: int
    unit_id: int | None
    jabatan_id: int | None
    is_pppk: bool = False
    rank: int | None = None
    """Order of a PNS rank."""
    education: int | None = None
    study: str = ""
    months: int = 0
    """In the field of work, as far as recorded."""
    unrecorded: int | None = 0
    """Months of service about which nothing is recorded; None = nobody knows how many."""
    levels: Mapping[str, int] = {}
    certificates: frozenset[str] = frozenset()
    predicates: tuple[Predicate | None, Predicate | None] = (None, None)
    """Last year and the one before."""
    post_months: int | None = None
    months_left: int | None = None
    """Until retirement or the end of the contract."""
    wish: float | None = None
    """1 = this very post, less for its unit alone, 0 = something else; None = never asked."""


class Post(NamedTuple):
    """The post to be filled."""

    unit_id: int
    jabatan_id: int
    asks: PostAsks


_UNKNOWN_BAND = (0.0, 1.0)
_FITS = {Fit.LINEAR: 1.0, Fit.ADJACENT: 0.6, Fit.FREE: 0.5, Fit.OTHER: 0.0}
_PREDICATES = {
    Predicate.VERY_GOOD: 1.0,
    Predicate.GOOD: 0.75,
    Predicate.NEEDS_IMPROVEMENT: 0.4,
    Predicate.POOR: 0.2,
    Predicate.VERY_POOR: 0.0,
}


def rate_education(person: Person, post: Post) -> Rating:
    """A linear study counts full, one of the same field of work 0.6; where no field is asked any counts half."""
    if not person.study:
        return Rating(*_UNKNOWN_BAND, Missing.STUDY)
    asks = post.asks
    if not asks.studies and not asks.field:
        return Rating(*_UNKNOWN_BAND, Missing.FIELD_OF_POST)
    fit = _FITS[study_fit(person.study, asks.studies, asks.field)]
    return Rating(fit, fit)


def rate_experience(person: Person, post: Post) -> Rating:
    """Months in the field of work against those asked; months nobody recorded may have been there too."""
    if not post.asks.field:
        return Rating(*_UNKNOWN_BAND, Missing.FIELD_OF_POST)
    asked = post.asks.months or USUAL_MONTHS
    low = min(1.0, person.months / asked)
    high = 1.0 if person.unrecorded is None else min(1.0, (person.months + person.unrecorded) / asked)
    return Rating(low, high, Missing.HISTORY if high > low else None)


def rate_competence(person: Person, post: Post) -> Rating:
    """The mean over what is asked: level had over level asked, certificates had or not known."""
    asks = post.asks
    if not asks.competences and not asks.certificates:
        return Rating(*_UNKNOWN_BAND, Missing.STANDARD)
    sure, open_ones = 0.0, 0
    for name, level in asks.competences:
        has = person.levels.get(name)
        if has is None:
            open_ones += 1
        else:
            sure += min(1.0, has / level)
    held = sum(1 for name in asks.certificates if name in person.certificates)
    open_ones += len(asks.certificates) - held
    count = len(asks.competences) + len(asks.certificates)
    low = min(1.0, (sure + held) / count)
    return Rating(low, min(1.0, (sure + held + open_ones) / count), Missing.ASSESSMENT if open_ones else None)


def rate_rank(person: Person, post: Post) -> Rating:
    """Within the span counts full, one rank outside half; who keeps the jabatan fits already."""
    if person.jabatan_id == post.jabatan_id:
        return Rating(1.0, 1.0)
    lowest, highest = post.asks.lowest_rank, post.asks.highest_rank
    if lowest is None:
        return Rating(*_UNKNOWN_BAND, Missing.RANK_OF_POST)
    if person.rank is None:
        return Rating(*_UNKNOWN_BAND, Missing.RANK)
    below, above = _steps(person.rank, lowest), 0 if highest is None else _steps(highest, person.rank)
    fit = max(0.0, 1.0 - max(below, above, 0) / 2)
    return Rating(fit, fit)


_LADDER = {code: place for place, code in enumerate((*range(11, 15), *range(21, 25), *range(31, 35), *range(41, 46)))}


def _steps(lower: int, higher: int) -> int:
    """Return how many ranks lie from one to the other; negative when the second is the lower one."""
    return _LADDER.get(higher, 0) - _LADDER.get(lower, 0)


def rate_performance(person: Person, _post: Post) -> Rating:
    """The mean of the last two years."""
    known = [_PREDICATES[one] for one in person.predicates if one is not None]
    low = sum(known) / 2
    high = low + (2 - len(known)) / 2
    return Rating(low, high, Missing.PERFORMANCE if len(known) < len(person.predicates) else None)


def rate_tenure(person: Person, _post: Post) -> Rating:
    """Full after two years in the present post (BKN 5/2019 art. 2)."""
    if person.post_months is None:
        return Rating(*_UNKNOWN_BAND, Missing.POST_ON)
    served = min(1.0, person.post_months / USUAL_MONTHS)
    return Rating(served, served)


def rate_wish(person: Person, _post: Post) -> Rating:
    """What the person said."""
    return Rating(*_UNKNOWN_BAND, Missing.WISH) if person.wish is None else Rating(person.wish, person.wish)


def rate_way(km: float | None, from_hardship: tuple[int, int], to_hardship: tuple[int, int]) -> Rating:
    """Near and no harder than now counts full; 100 km, or from the easiest to the hardest place, counts nothing.

    Hardship is a range of 0 to 100 as ``people.domain.hardship`` gives it.
    """
    least, most = (0.0, 1.0) if km is None else (min(1.0, km / FAR_KM),) * 2
    least += max(0.0, (to_hardship[0] - from_hardship[1]) / HARDEST)
    most += max(0.0, (to_hardship[1] - from_hardship[0]) / HARDEST)
    low, high = max(0.0, 1.0 - most), max(0.0, 1.0 - least)
    return Rating(low, high, Missing.PLACE if high > low else None)


SAME_PLACE = Rating(1.0, 1.0)
UNKNOWN_PLACE = Rating(*_UNKNOWN_BAND, Missing.PLACE)


class Score(NamedTuple):
    """0 to 100, at least and at most."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """By what people are ranked: what is not known counts neither for nor against."""
        return (self.low + self.high) / 2

    @property
    def is_range(self) -> bool:
        """Whether the two differ as pages show them."""
        return round(self.low) != round(self.high)


@dataclass(frozen=True, slots=True)
class Match:
    """One person and one post with all parts in the order of :class:`Part`."""

    person: Person
    post: Post
    score: Score
    ratings: tuple[Rating, ...]

    @property
    def parts(self) -> Sequence[tuple[Part, Rating]]:
        """Each part by name."""
        return tuple(zip(Part, self.ratings, strict=True))

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What is not on record."""
        return tuple(dict.fromkeys(one.missing for one in self.ratings if one.missing is not None))

    @property
    def is_linear(self) -> bool:
        """Whether the study is linear."""
        return self.ratings[0].low == 1.0

    @property
    def is_preferred(self) -> bool:
        """Linear study and the experience that is asked: these go first when the office says so (article on Nanggalo)."""
        return self.is_linear and self.ratings[1].low == 1.0

    @property
    def is_cross_field(self) -> bool:
        """Whether neither study nor experience belongs to the field of work: possible, with a reason and training."""
        return self.ratings[0].high < _FITS[Fit.FREE] and self.ratings[1].low == 0.0


def weigh(ratings: Sequence[Rating], weights: Sequence[int]) -> Score:
    """Return the weighted mean in per cent; weights stand in the order of the parts and are not all 0."""
    low = high = 0.0
    for weight, (least, most, _missing) in zip(weights, ratings, strict=True):
        low += weight * least
        high += weight * most
    share = 100 / sum(weights)
    return Score(share * low, share * high)


def match(person: Person, post: Post, way: Rating, weights: Sequence[int]) -> Match:
    """Rate every part and weigh them."""
    ratings = (
        rate_education(person, post),
        rate_experience(person, post),
        rate_competence(person, post),
        rate_rank(person, post),
        rate_performance(person, post),
        rate_tenure(person, post),
        way,
        rate_wish(person, post),
    )
    return Match(person, post, weigh(ratings, weights), ratings)


def order_of(one: Match) -> tuple[float, float, int, int]:
    """Return the place in a ranking: the middle of the score, then the surer one, then the longer in post, then the key."""
    return (-one.score.middle, -one.score.low, -(one.person.post_months or 0), one.person.employee_id)


TIES = T(
    "Urutan: tengah-tengah skor; bila sama, yang skor terendahnya lebih tinggi; lalu yang lebih lama di jabatannya; "
    "lalu nomor urut data pegawai."
)
