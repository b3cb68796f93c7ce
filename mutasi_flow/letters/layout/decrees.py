"""Layouts of decrees, of the annex of a collective one, and of their excerpts and certified copies."""

from collections.abc import Sequence

from mutasi_flow.letters.contexts import Clause, CollectiveDecree, DecreeCopy, Signatory, TransferDecree
from mutasi_flow.letters.contexts.copies import AND_SO_ON, CERTIFIED_COPY
from mutasi_flow.letters.layout.blocks import (
    Addressee,
    AnnexHead,
    Block,
    Centred,
    Copies,
    Ending,
    Entry,
    Group,
    Head,
    Heading,
    Labelled,
    Layout,
    Official,
    Part,
    Signing,
    Table,
    TableColumn,
    Title,
)
from mutasi_flow.letters.layout.words import (
    SEEN,
    Issue,
    check_of,
    established,
    keep_days_whole,
    lay_out,
    rows_of,
    signing_of,
)

LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
NUMBERS = tuple(map(str, range(1, 100)))
LONGEST_WHOLE = 300
"""A text of so many characters may run on to the next page."""
MOST_ROWS_WHOLE = 10


def decree(letter: TransferDecree, issue: Issue) -> Layout:
    """Lay out a decree about one person."""
    return lay_out(letter, issue, [Part((*_body(letter, issue), *_signed(letter, issue)))])


def collective(letter: CollectiveDecree, issue: Issue) -> Layout:
    """Lay out a decree with the list of its people."""
    main = Part((*_body(letter, issue), *_signed(letter, issue)))
    return lay_out(letter, issue, [main, _annex(letter, issue, _official(letter.signatory))])


def copy(letter: DecreeCopy, issue: Issue) -> Layout:
    """Lay out an excerpt or a certified copy: the decree as it was decided, then who certifies that it says so."""
    is_whole = letter.kind == CERTIFIED_COPY
    decided = letter.decided_by
    blocks = (
        *_body(letter, issue, above=letter.mark if is_whole else "", before=() if is_whole else (letter.mark,)),
        Ending(
            Signing(decided.lines, decided.name, decided.below, established(letter), word=SEEN),
            Addressee(letter.addressed),
            _last(letter),
            letter.closing,
        ),
        *copies_of(letter.copies),
        Ending(signing_of(letter, letter.certifies), check_of(letter, issue), is_following=True),
    )
    annex = [_annex(letter, issue, _official(decided, SEEN))] if letter.annex.rows else []
    mark = letter.mark.capitalize()
    unsigned = f"{mark} ini belum ditandatangani dan baru sah setelah ditandatangani pejabat yang mengesahkannya."
    return lay_out(letter, issue, [Part(blocks), *annex], unsigned)


def copies_of(texts: tuple[str, ...]) -> tuple[Copies, ...]:
    """Return who gets a copy, if anybody does."""
    return (Copies("Tembusan:", texts),) if texts else ()


def _body(letter: TransferDecree, issue: Issue, above: str = "", before: tuple[str, ...] = ()) -> tuple[Block, ...]:
    return (
        Head(letter.emblem, (letter.issuer, *filter(None, (letter.province,))), above),
        Title(
            (*before, f"KEPUTUSAN {letter.issuer}"),
            f"NOMOR {issue.number}",
            "TENTANG",
            letter.subject,
            letter.invocation,
            f"{letter.issuer},",
        ),
        Labelled(
            tuple(
                _group(label, texts, marks)
                for label, texts, marks in (
                    ("Menimbang", letter.considering, LETTERS),
                    ("Mengingat", letter.bases, NUMBERS),
                    ("Memperhatikan", letter.noting, NUMBERS),
                )
                if texts
            )
        ),
        Centred("MEMUTUSKAN:"),
        Labelled((_group("Menetapkan", (letter.ordering,), NUMBERS), *map(_clause, letter.clauses[:-1]))),
    )


def _group(label: str, texts: Sequence[str], marks: Sequence[str]) -> Group:
    has_marks = len(texts) > 1 or (marks is LETTERS and tuple(texts) != AND_SO_ON)
    return Group(
        label,
        tuple(
            Entry(keep_days_whole(text), f"{marks[place]}." if has_marks else "", is_whole=len(text) < LONGEST_WHOLE)
            for place, text in enumerate(texts)
        ),
    )


def _clause(it: Clause) -> Group:
    return Group(it.label, (Entry(keep_days_whole(it.text), "", it.rows, len(it.rows) <= MOST_ROWS_WHOLE),))


def _last(letter: TransferDecree) -> Group | None:
    return _clause(letter.clauses[-1]) if letter.clauses else None


def _signed(letter: TransferDecree, issue: Issue) -> tuple[Block, ...]:
    signing = signing_of(letter, *established(letter))
    return (Ending(signing, check_of(letter, issue), _last(letter), letter.closing), *copies_of(letter.copies))


def _official(by: Signatory, word: str = "") -> Official:
    return Official(Signing(by.lines, by.name, by.below, word=word))


def _annex(letter: CollectiveDecree, issue: Issue, official: Official) -> Part:
    listed = letter.annex
    rows = rows_of(("NOMOR", issue.number), ("TANGGAL", letter.dated_words), ("TENTANG", " ".join(letter.subject)))
    columns = tuple(TableColumn(one.label, one.share) for one in listed.columns)
    return Part(
        (
            AnnexHead(("LAMPIRAN", listed.decree), rows),
            Heading(listed.title, level=2),
            Table(columns, listed.rows, is_numbered=True),
            official,
        ),
        is_wide=listed.is_wide,
    )
