"""Which subject the name of a teacher's jabatan tells."""

import re

from mutasi_flow.people.domain import is_teacher
from mutasi_flow.workload.domain.heat import without_grade

_LEAD = re.compile(r"^\s*guru\b\s*(mata pelajaran\b\s*|mapel\b\s*)?", re.IGNORECASE)
_EDGES = " -–:/,."


def plain_subject(words: str) -> str:
    """Return a subject without what offices write before it: ``Guru Mata Pelajaran Matematika`` → ``Matematika``."""
    return _LEAD.sub("", words).strip(_EDGES)


def subject_of(jabatan: str) -> str:
    """Return the subject that a teacher's jabatan names; empty where it names none, or is no teacher's."""
    return plain_subject(without_grade(jabatan)) if is_teacher(jabatan) else ""
