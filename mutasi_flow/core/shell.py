"""The floor under all commands: one way to answer, to fail, and to reach the opened runtime.

How a subject adds a command: write it in its ``cli.py`` and name it in ``mutasi_flow/cli``::

    @command("list", help="Tampilkan akun.")
    @click.option("--unit", default="")
    def list_accounts(shell: Shell, unit: str) -> int | None:
        with shell.runtime.database.reading() as session:
            rows = queries.list_accounts(session, unit)
        shell.answer([asdict(row) for row in rows], [f"{row.username}  {row.name}" for row in rows])
        return None

Every command takes ``--json`` by itself: :meth:`Shell.answer` prints its first argument as the one document on
stdout, or else the lines. Talk (progress, hints) goes to stderr through :meth:`Shell.say`. A command returns its
exit code, None meaning 0; raised ``MutasiError`` becomes a sentence and 1, ``Unprepared`` 3. Usage errors are
click's own 2. ``shell.runtime`` is opened when first asked for and closed at the end.
"""

import os
import sys
from collections.abc import Callable, Iterable
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

import click
import orjson
from pydantic import ValidationError

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.errors import MutasiError, Unprepared
from mutasi_flow.core.loading import loading
from mutasi_flow.core.texts import T, Text
from mutasi_flow.settings import Settings, load

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

P = ParamSpec("P")
DATA, ENVIRONMENT = 1, 3


class NewFile(click.ParamType[Path]):
    """A file to be written, in a folder that is there; asked before the work, not after it."""

    name = "berkas"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, or end with a usage error."""
        path = Path(str(value))
        if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
            raise click.BadParameter(str(T("Berkas {file} tidak dapat ditulis.", file=path)), ctx, param)
        return path


class Shell:
    """What a command works with."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    @cached_property
    def settings(self) -> Settings:
        """Settings from the environment.

        Raises:
            Unprepared: one is missing or wrong.
        """
        try:
            return load()
        except ValidationError as error:
            reasons = "; ".join(problem["msg"] for problem in error.errors())
            raise Unprepared(T("Pengaturan belum benar: {reasons}.", reasons=reasons)) from error

    @cached_property
    def runtime(self) -> "Runtime":
        """The opened runtime.

        Raises:
            Unprepared: the data folder cannot be written, or the database is of a newer version.
        """
        with loading():
            from mutasi_flow.core.opening import open_checked  # noqa: PLC0415 - the libraries of the database are heavy

        return open_checked(self.settings)

    def answer(self, document: object, lines: Iterable[str] = ()) -> None:
        """Print the result: ``document`` as JSON when asked for, else ``lines``."""
        if self.as_json:
            sys.stdout.write(orjson.dumps(document, default=str, option=orjson.OPT_INDENT_2).decode() + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()

    def say(self, text: Text | str) -> None:
        """Talk to the person at the terminal."""
        sys.stderr.write(f"{say(text) if isinstance(text, Text) else text}\n")

    def close(self) -> None:
        """Close what was opened."""
        if "runtime" in self.__dict__:
            self.runtime.close()

    def fail(self, error: MutasiError) -> int:
        """Say why it did not work and return the exit code."""
        self.say(error.text)
        if self.as_json:
            self.answer({"error": {"code": error.code, "detail": say(error.text)}})
        return ENVIRONMENT if isinstance(error, Unprepared) else DATA


def command(name: str, **attributes: Any) -> Callable[[Callable[Concatenate[Shell, P], int | None]], click.Command]:
    """Make a click command of a function that takes a :class:`Shell` first; see the top of this file."""

    def decorate(run: Callable[Concatenate[Shell, P], int | None]) -> click.Command:
        def shelled(*args: P.args, **kwargs: P.kwargs) -> None:
            shell = Shell(as_json=bool(kwargs.pop("as_json")))
            raise click.exceptions.Exit(_run(shell, run, *args, **kwargs))

        with_json = click.option("--json", "as_json", is_flag=True, help="Jawab dengan satu dokumen JSON.")
        make = cast("Callable[[Callable[..., None]], click.Command]", click.command(name, **attributes))
        return make(with_json(update_wrapper(shelled, run)))

    return decorate


def _about_database(error: Exception) -> Unprepared | None:
    if "sqlalchemy" not in sys.modules:
        return None
    from mutasi_flow.core.opening import explain  # noqa: PLC0415 - it is loaded already

    return explain(error)


def _run(shell: Shell, run: Callable[Concatenate[Shell, P], int | None], *args: P.args, **kwargs: P.kwargs) -> int:
    try:
        return run(shell, *args, **kwargs) or 0
    except MutasiError as error:
        return shell.fail(error)
    except BrokenPipeError:
        raise  # whoever read our answer went away: click ends quietly
    except OSError as error:
        reason = error.strerror or str(error)
        return shell.fail(Unprepared(T("Berkas tidak dapat dibaca atau ditulis: {reason}.", reason=reason)))
    except Exception as error:
        said = _about_database(error)
        if said is None:
            raise
        return shell.fail(said)
    finally:
        shell.close()
