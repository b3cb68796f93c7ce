"""Print a waiting letter, or fetch a stored one."""

from pathlib import Path

import click

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.shell import Shell, command
from mutasi_flow.core.texts import T
from mutasi_flow.letters.queries import LetterRow, find_by_number, get_context, get_letter
from mutasi_flow.letters.render import Output, close, engines
from mutasi_flow.letters.service import images_of, print_letter, read_unprinted, store_printed


def _find(shell: Shell, named: str) -> LetterRow:
    with shell.runtime.database.reading() as session:
        letter = find_by_number(session, named)
        if letter is None and named.isdecimal():
            letter = get_letter(session, int(named))
    if letter is None or letter.is_secret:
        raise NotFound(T("Surat nomor {number} tidak ditemukan.", number=named))
    return letter


def _print_waiting(shell: Shell, letter: LetterRow) -> LetterRow:
    """Do here and now what the worker would do; whoever comes second finds nothing to do."""
    args = {"letter": letter.id}
    with shell.runtime.database.reading() as session:
        context = read_unprinted(session, args)
    printed = print_letter(context, shell.runtime)
    with shell.runtime.database.writing() as session:
        store_printed(session, args, printed)
    close()
    with shell.runtime.database.reading() as session:
        return get_letter(session, letter.id)


def filename(number: str) -> str:
    """Return the number as a name of a file."""
    return "".join(sign if sign.isalnum() else "-" for sign in number) + ".pdf"


def _write_draft(shell: Shell, letter: LetterRow, out: Path) -> None:
    """Write the draft of a letter.

    Raises:
        NotFound: the letter was made elsewhere.
    """
    with shell.runtime.database.reading() as session:
        context = get_context(session, letter.id)
    if "schema" not in context:
        raise NotFound(T("Konsep surat ini tidak tersedia."))
    place = out / f"konsep-{filename(letter.number).removesuffix('.pdf')}.docx" if out.is_dir() else out
    made = engines.render(context, images_of(context, shell.runtime), output=Output.DRAFT)
    place.write_bytes(made.data)
    shell.answer({"id": letter.id, "number": letter.number, "file": str(place)}, [f"{letter.number}  {place}"])


@command("render", help="Cetak surat yang menunggu, atau ambil berkas yang tersimpan. Sebut nomor surat atau id-nya.")
@click.argument("named", metavar="NOMOR")
@click.option("--out", type=click.Path(path_type=Path), help="Berkas atau folder tujuan.")
@click.option("--draft", "as_draft", is_flag=True, help="Konsep untuk disunting (DOCX), bukan suratnya.")
def render(shell: Shell, named: str, out: Path | None, *, as_draft: bool) -> None:
    """Print or fetch one letter, or write its draft."""
    letter = _find(shell, named)
    if as_draft:
        _write_draft(shell, letter, out or Path())
        return
    if not letter.sha256:
        letter = _print_waiting(shell, letter)
    place = None
    if out is not None:
        place = out / filename(letter.number) if out.is_dir() else out
        place.write_bytes(shell.runtime.files.get(letter.file_key))
    document = {
        "id": letter.id,
        "number": letter.number,
        "state": letter.state.value,
        "sha256": letter.sha256,
        "size_bytes": letter.size_bytes,
        "file": str(place) if place else str(shell.runtime.files.path(letter.file_key)),
    }
    shell.answer(document, [f"{letter.number}  {document['file']}"])
