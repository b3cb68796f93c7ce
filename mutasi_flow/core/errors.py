"""The refusals that a person may meet. Each carries a sentence, a code for programs and an HTTP status."""

from typing import ClassVar

from mutasi_flow.core.texts import T, Text


class MutasiError(Exception):
    """Base of all refusals: ``text`` for people, ``code`` for programs, ``status`` for HTTP."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class InvalidInput(MutasiError):
    """What was given cannot be used; ``field`` names the form field, when there is one."""

    code = "invalid_input"

    def __init__(self, text: Text, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class Refused(MutasiError):
    """The action is known and permitted, but a gate or rule says no; ``reasons`` lists why."""

    def __init__(self, text: Text, reasons: tuple[Text, ...] = ()) -> None:
        super().__init__(text)
        self.reasons = reasons


class NotPermitted(MutasiError):
    """The person may not do this, or not here."""

    code = "forbidden"
    status = 403

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(
            text
            or T("Langkah atau halaman ini bukan untuk peran Anda. Bila memerlukannya, hubungi administrator kantor.")
        )


class NotFound(MutasiError):
    """There is no such thing, or it is not shown to this person (the answer is the same)."""

    code = "not_found"
    status = 404

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or T("Tidak ditemukan."))


class Conflict(MutasiError):
    """Somebody else was first, or the step does not exist from the present state."""

    code = "conflict"
    status = 409


class Stale(Conflict):
    """The page was opened before the latest change; ``changes`` tells what happened since."""

    code = "stale"

    def __init__(self, text: Text, changes: tuple[Text, ...] = ()) -> None:
        super().__init__(text)
        self.changes = changes


class Unprepared(MutasiError):
    """The installation lacks something (library, key, migration); shown to administrators."""

    code = "unprepared"
    status = 503
