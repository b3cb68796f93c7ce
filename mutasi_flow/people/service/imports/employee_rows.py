"""From a cleaned row to what our tables store about one person; no database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.columns import Record
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import EmploymentStatus, InvalidNip, JabatanKind, NipKind, check_nip, parse_nip
from mutasi_flow.people.service.imports import words

COPIED = (
    "siasn_id",
    "nip",
    "name",
    "title_before",
    "title_after",
    "birth_place",
    "birth_on",
    "phone",
    "appointed_on",
    "rank_on",
    "post_on",
    "education_name",
    "education_year",
    "retires_on",
    "contract_ends_on",
)
"""Columns whose clean value is stored as it is."""
NIP_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Person:
    """One row: values for ``employees`` (only those the file fills; an empty cell never erases), unit and jabatan."""

    row: int
    values: dict[str, Any]
    unit: tuple[str | None, str | None] | None
    """Code and name as the file gives them."""
    jabatan: tuple[str | None, str, JabatanKind, str] | None
    """Code, name, kind, echelon."""
    default_status: EmploymentStatus
    """For somebody new whose file says nothing: by the shape of the number."""


def read_person(findings: Findings, record: Record, today: date) -> Person:
    """Read one record; what is wrong goes to ``findings``."""
    given = record.values
    values = {key: value for key in COPIED if (value := given.get(key)) is not None}
    _read_words(findings, record, values)
    _check_name(findings, record)
    _check_dates(findings, record, today)
    kind = _check_number(findings, record, values)
    email = given.get("email_gov") or given.get("email")
    if email and "@" in email:
        values["email"] = email
    unit = (given.get("unit_code"), given.get("unit_name"))
    return Person(
        record.row,
        values,
        unit if any(unit) else None,
        _read_jabatan(findings, record),
        EmploymentStatus.PPPK if kind is NipKind.PPPK else EmploymentStatus.PNS,
    )


def _read_words(findings: Findings, record: Record, values: dict[str, Any]) -> None:
    given = record.values

    def read(field: str, shown: str, how: Any, *texts: str | None) -> None:
        if any(texts):
            try:
                values[field] = how(*texts)
            except InvalidInput as refusal:
                value = next(text for text in reversed(texts) if text)
                findings.error(record.row, shown, value, refusal.text)

    read("sex", "sex", words.read_sex, given.get("sex"))
    read("legal_position", "legal_code", words.read_legal_position, given.get("legal_code"), given.get("legal_name"))
    read("rank", "rank_name", words.read_rank, given.get("rank_code"), given.get("rank_name"))
    read(
        "education_level",
        "education_level",
        words.read_education,
        given.get("education_code"),
        given.get("education_level"),
    )
    status = words.status_of(values.get("legal_position"), given.get("cpns_flag"), given.get("employee_type"))
    if status is not None:
        values["status"] = status
        if status is EmploymentStatus.PPPK:
            values.setdefault("legal_position", "71")
            if values.get("rank", "").isdigit():
                findings.warn(
                    record.row,
                    "rank_name",
                    given.get("rank_name"),
                    T("Golongan PPPK ditulis dengan angka Romawi I sampai XVII, bukan seperti PNS."),
                )


def _check_name(findings: Findings, record: Record) -> None:
    name = record.values.get("name") or ""
    sign = words.odd_sign_in(name)
    if sign:
        findings.error(
            record.row, "name", name, T("Nama memuat tanda yang tidak dapat dicetak pada surat: {sign}", sign=sign)
        )
    elif words.has_foreign_script(name):
        findings.warn(
            record.row, "name", name, T("Nama memuat huruf selain huruf Latin. Periksa sebelum dicetak pada surat.")
        )


def _check_dates(findings: Findings, record: Record, today: date) -> None:
    birth_on, appointed_on = record.values.get("birth_on"), record.values.get("appointed_on")
    if birth_on and birth_on >= today:
        findings.error(record.row, "birth_on", birth_on, T("Tanggal lahir ini belum terjadi."))
    elif birth_on and appointed_on and appointed_on <= birth_on:
        findings.error(record.row, "appointed_on", appointed_on, T("Pengangkatan tidak mungkin sebelum lahir."))


def _check_number(findings: Findings, record: Record, values: dict[str, Any]) -> NipKind | None:
    digits = values.get("nip")
    if digits is None:
        if "siasn_id" in values:
            findings.warn(record.row, "nip", "", T("NIP kosong; orang ini hanya dikenali lewat PNS ID."))
        elif not findings.is_wrong(record.row):
            findings.error(record.row, "nip", "", T("NIP wajib diisi bila PNS ID tidak ada."))
        return None
    try:
        nip = parse_nip(digits)
    except InvalidNip as refusal:
        note = findings.warn if len(digits) == NIP_DIGITS else findings.error
        note(record.row, "nip", digits, refusal.text)
        return None
    for text in check_nip(
        nip, values.get("birth_on"), values.get("appointed_on"), values.get("sex"), values.get("legal_position", "")
    ):
        findings.warn(record.row, "nip", digits, text)
    return nip.kind


def _read_jabatan(findings: Findings, record: Record) -> tuple[str | None, str, JabatanKind, str] | None:
    given = record.values
    code, name = given.get("jabatan_code"), given.get("jabatan_name")
    if not name:
        return None
    try:
        kind = words.read_jabatan_kind(given.get("kind_code"), given.get("kind_name"), name)
    except InvalidInput as refusal:
        findings.error(record.row, "kind_name", given.get("kind_name") or given.get("kind_code"), refusal.text)
        return None
    return code, name, kind, (given.get("echelon") or "").replace("/", ".")
