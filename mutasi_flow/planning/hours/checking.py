"""A sharing out is counted and checked here without a solver, by other code than made it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.hours.problem import Lessons, Share


def measure(lessons: Lessons, shares: Sequence[Share]) -> tuple[int, ...]:
    """Return the values of the aims, in their order."""
    taken = hours_taken(lessons, shares)
    short = [max(0, lessons.short(one) - taken[who]) for who, one in enumerate(lessons.teachers)]
    added = added_schools(lessons, shares)
    way = sum(hundreds(lessons, who, school) for who, school in added)
    return sum(short), sum(one > 0 for one in short), len(added), way, sum(taken.values())


def hours_taken(lessons: Lessons, shares: Sequence[Share]) -> Counter[int]:
    """Return the hours that each teacher takes in addition."""
    taken: Counter[int] = Counter()
    for share in shares:
        taken[share.teacher] += share.groups * lessons.openings[share.opening].group
    return taken


def added_schools(lessons: Lessons, shares: Sequence[Share]) -> set[tuple[int, int]]:
    """Return teacher and school of each school that is one more for somebody."""
    found = set()
    for share in shares:
        opening = lessons.openings[share.opening]
        if share.groups and lessons.is_new(lessons.teachers[share.teacher], opening):
            found.add((share.teacher, opening.school))
    return found


def hundreds(lessons: Lessons, teacher: int, school: int) -> int:
    """Return the way from the own school in hundreds of metres; 0 while it is not known."""
    return round(10 * (lessons.km(lessons.teachers[teacher].school, school) or 0.0))


def plain_bound(lessons: Lessons) -> int:
    """Return hours that stay missing whatever is done, by arithmetic anybody can repeat.

    Of each subject the larger of two figures: what the openings are too few for all together, and what is out of reach
    for each teacher alone.
    """
    missing: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    reach: dict[int, list[int]] = defaultdict(list)
    for who, what in lessons.pairs:
        reach[who].append(what)
    for who, teacher in enumerate(lessons.teachers):
        short = lessons.short(teacher)
        missing[teacher.subject] += short
        near = sum(lessons.openings[what].groups * lessons.openings[what].group for what in reach[who])
        alone[teacher.subject] += max(0, short - near)
    for opening in lessons.openings:
        missing[opening.subject] -= opening.groups * opening.group
    return sum(max(0, missing[subject], alone[subject]) for subject in {*missing, *alone})


def check(lessons: Lessons, shares: Sequence[Share]) -> list[str]:
    """Return why a sharing out breaks its terms, as sentences; nothing means it keeps them."""
    return [say(reason) for reason in _faults(lessons, shares)]


def _faults(lessons: Lessons, shares: Sequence[Share]) -> Iterator[Text]:
    people, openings = range(len(lessons.teachers)), range(len(lessons.openings))
    if any(one.teacher not in people or one.opening not in openings or one.groups < 1 for one in shares):
        yield T("Pembagian jam menyebut guru atau sekolah yang tidak ada di masukan.")
        return
    if len({(one.teacher, one.opening) for one in shares}) != len(shares):
        yield T("Pembagian jam menyebut guru dan sekolah yang sama dua kali.")
    given: Counter[int] = Counter()
    for share in shares:
        teacher, opening = lessons.teachers[share.teacher], lessons.openings[share.opening]
        given[share.opening] += share.groups
        words = {"teacher": teacher.key, "school": lessons.schools[opening.school].code}
        if teacher.subject != opening.subject:
            yield T("{teacher} di {school}: mata pelajarannya berbeda.", **words)
        elif not lessons.is_open_to(teacher, opening):
            yield T("{teacher} di {school}: terlalu jauh.", **words)
        elif not lessons.short(teacher):
            yield T("{teacher} di {school}: jamnya sudah cukup.", **words)
    for what in (what for what, groups in given.items() if groups > lessons.openings[what].groups):
        opening = lessons.openings[what]
        words = {"school": lessons.schools[opening.school].code, "subject": opening.subject}
        yield T("{school}: jam {subject} yang dibagikan melebihi yang kosong.", **words)
    yield from _loads(lessons, shares)


def _loads(lessons: Lessons, shares: Sequence[Share]) -> Iterator[Text]:
    terms, taken = lessons.terms, hours_taken(lessons, shares)
    for who, hours in taken.items():
        teacher = lessons.teachers[who]
        if teacher.hours + hours > terms.most_hours:
            yield T("{teacher}: lebih dari {most} jam seminggu.", teacher=teacher.key, most=terms.most_hours)
    added = Counter(who for who, _school in added_schools(lessons, shares))
    for who, schools in added.items():
        teacher = lessons.teachers[who]
        if schools + len(teacher.elsewhere) > terms.most_schools:
            yield T("{teacher}: lebih dari {most} sekolah tambahan.", teacher=teacher.key, most=terms.most_schools)
