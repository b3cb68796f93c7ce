"""Reading a staffing recap (CSV or XLSX): the form is found from the header, then each row becomes units and seats."""

from collections.abc import Sequence
from pathlib import Path

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.columns import Column, Record
from mutasi_flow.core.sheets.read import read_table
from mutasi_flow.core.sheets.tidy import tidy
from mutasi_flow.core.texts import T
from mutasi_flow.demo.layout import Layout
from mutasi_flow.demo.recap_columns import POSTS, SCHOOLS
from mutasi_flow.demo.recap_posts import lay_out_posts
from mutasi_flow.demo.recap_schools import lay_out_schools

MOST_PER_ROW = 5000
MOST_SHOWN = 3


def build_from_recap(path: Path, seed: str) -> Layout:
    """Lay out the office that a recap describes.

    Raises:
        InvalidInput: the file cannot be read, has neither form, or a row cannot be used.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(T("Berkas {name} tidak dapat dibaca: {why}.", name=path.name, why=error.strerror)) from error
    refusals: list[InvalidInput] = []
    for columns, lay_out in ((SCHOOLS, lay_out_schools), (POSTS, lay_out_posts)):
        try:
            table = read_table(data, path.name, columns)
        except InvalidInput as refusal:
            refusals.append(refusal)
            continue
        records, problems = tidy(table)
        refuse_problems([f"baris {one.row}, {one.column}: {one.reason}" for one in problems])
        refuse_problems(list(_odd_numbers(records, columns)))
        layout = lay_out(records, seed, path.stem)
        if not layout.employees:
            raise InvalidInput(T("Rekap ini tidak menyebut seorang pegawai pun."))
        return layout
    schools, posts = refusals
    raise InvalidInput(
        T(
            "Rekap ini tidak dikenali. Sebagai daftar jabatan: {posts} Sebagai daftar sekolah: {schools}",
            posts=posts.text,
            schools=schools.text,
        )
    )


def refuse_problems(problems: Sequence[str]) -> None:
    """Refuse the file when something is wrong in it, with the first few places.

    Raises:
        InvalidInput: there are problems.
    """
    if problems:
        shown = "; ".join(problems[:MOST_SHOWN])
        raise InvalidInput(T("Ada {count} masalah dalam rekap: {shown}.", count=len(problems), shown=shown))


def _odd_numbers(records: Sequence[Record], columns: Sequence[Column]) -> list[str]:
    counted = {"count", "teachers", "others", "women", "other_women", "classes"}
    headers = {column.key: column.header for column in columns if column.key in counted}
    return [
        f"baris {record.row}, {header}: {record.values[key]}"
        for record in records
        for key, header in headers.items()
        if record.values.get(key) is not None and not 0 <= record.values[key] <= MOST_PER_ROW
    ]
