"""Stored files are there whole or not at all, and never change."""

import errno
import os
from pathlib import Path

import pytest

from mutasi_flow.core.errors import InvalidInput, NotFound, Unprepared
from mutasi_flow.core.files import FileStore


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def everything(files: FileStore) -> list[Path]:
    return [path for path in files.folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_once_under_its_digest(files: FileStore) -> None:
    key = files.put(b"isi surat", ".pdf")
    assert files.put(b"isi surat", ".pdf") == key
    assert key.endswith(".pdf")
    assert files.get(key) == b"isi surat"
    assert everything(files) == [files.path(key)]
    assert files.path(key).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "ab/cd", "ab/" + "0" * 64 + "/../x", "AB/" + "0" * 64])
def test_a_key_cannot_lead_out_of_the_folder(files: FileStore, key: str) -> None:
    with pytest.raises(InvalidInput):
        files.get(key)


def test_a_strange_suffix_is_refused(files: FileStore) -> None:
    with pytest.raises(InvalidInput):
        files.put(b"x", "/../../x")


def test_what_is_not_there_is_not_found(files: FileStore) -> None:
    with pytest.raises(NotFound):
        files.get("00/" + "0" * 64)


def test_a_damaged_file_is_never_handed_out(files: FileStore) -> None:
    key = files.put(b"isi surat")
    files.path(key).write_bytes(b"isi palsu")
    with pytest.raises(Unprepared, match="rusak"):
        files.get(key)


def test_a_file_cut_short_is_written_again(files: FileStore) -> None:
    key = files.put(b"isi surat")
    files.path(key).write_bytes(b"isi")
    assert files.put(b"isi surat") == key
    assert files.get(key) == b"isi surat"


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "penuh"), (errno.EACCES, "tidak dapat disimpan")])
def test_a_full_disk_leaves_nothing_half_written(
    files: FileStore, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Unprepared, match=words):
        files.put(b"isi surat")
    assert everything(files) == []
    monkeypatch.undo()
    assert files.get(files.put(b"isi surat")) == b"isi surat"


def test_a_large_file_is_taken_over_piece_by_piece(files: FileStore) -> None:
    (files.folder).mkdir()
    (files.folder / ".besar-lama").write_bytes(b"left by a killed process")
    with files.making("besar") as place:
        place.write_bytes(b"isi surat")
        key = files.take(place, ".zip")
    assert files.get(key) == b"isi surat"
    assert everything(files) == [files.find(key, len(b"isi surat"))]
    with pytest.raises(Unprepared, match="rusak"):
        files.find(key, 3)
    with pytest.raises(NotFound):
        files.find("00/" + "0" * 64)


def test_a_large_file_that_is_not_taken_over_is_gone(files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with files.making("besar") as place:
        place.write_bytes(b"isi surat")
        with pytest.raises(Unprepared, match="penuh"):
            files.take(place)
    assert everything(files) == []
    with files.making("besar") as first, files.making("besar") as second:
        second.write_bytes(b"anew")
        with pytest.raises(Unprepared, match="tidak dapat disimpan"):
            files.take(first)
