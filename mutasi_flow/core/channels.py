"""Ways out of the house for messages: mail. Each is one class; what it is told to send holds nothing confidential."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import urlsplit

from mutasi_flow.settings import Settings

TIMEOUT_SECONDS = 20
_NO_ADDRESS = (ValueError, IndexError, MessageError)
PERMANENT = 500
"""SMTP answers from here on will not change by trying again."""


class Undeliverable(Exception):
    """One message was not taken; ``is_final`` when trying again cannot help."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Unreachable(Exception):
    """The server does not answer, or turns us away: nothing can be sent now."""


class MailLine:
    """An open connection to the mail server."""

    def __init__(self, server: smtplib.SMTP, settings: Settings) -> None:
        self._server = server
        self._sender = _read_sender(settings.smtp_sender)
        self._domain = urlsplit(settings.public_url).hostname or "localhost"

    def send(self, to: str, subject: str, body: str, *, key: str = "") -> None:
        """Send a plain-text message; the same ``key`` gives the same Message-ID, by which copies are recognised.

        Raises:
            Undeliverable: the address cannot be used, or the server refuses this message.
            Unreachable: the connection broke.
        """
        message = self._compose(to, subject, body, key)
        try:
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = max((code for code, _reason in refused.recipients.values()), default=PERMANENT)
            raise Undeliverable(str(refused), is_final=code >= PERMANENT) from refused
        except (smtplib.SMTPNotSupportedError, UnicodeError) as refused:
            raise Undeliverable(str(refused), is_final=True) from refused
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused) as broken:
            raise Unreachable(str(broken)) from broken
        except smtplib.SMTPResponseException as refused:
            raise Undeliverable(str(refused), is_final=refused.smtp_code >= PERMANENT) from refused
        except (smtplib.SMTPException, OSError) as broken:
            raise Unreachable(str(broken)) from broken

    def _compose(self, to: str, subject: str, body: str, key: str) -> EmailMessage:
        message = EmailMessage()
        try:
            message["To"] = Address(addr_spec=to)
        except _NO_ADDRESS as wrong:
            raise Undeliverable(str(wrong), is_final=True) from wrong
        message["From"] = self._sender
        message["Subject"] = " ".join(subject.split())
        message["Date"] = formatdate(localtime=False)
        message["Message-ID"] = f"<{key}@{self._domain}>" if key else make_msgid(domain=self._domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        return message


def _read_sender(text: str) -> Address:
    name, address = parseaddr(text)
    try:
        return Address(name, addr_spec=address)
    except _NO_ADDRESS as wrong:
        reason = "MUTASI_SMTP_SENDER is no mail address"
        raise Unreachable(reason) from wrong


class MailChannel:
    """Mail by SMTP, as the settings say."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def is_set_up(self) -> bool:
        """Whether there is a mail server at all."""
        return bool(self._settings.smtp_host)

    @contextmanager
    def open(self) -> Iterator[MailLine]:
        """Connect for several messages.

        Raises:
            Unreachable: the server cannot be reached or refuses us.
        """
        settings = self._settings
        try:
            server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_SECONDS)
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(str(error)) from error
        with server:
            self._greet(server)
            yield MailLine(server, settings)

    def _greet(self, server: smtplib.SMTP) -> None:
        settings = self._settings
        try:
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(str(error)) from error

    def send(self, to: str, subject: str, body: str, *, key: str = "") -> None:
        """Send one message; see :meth:`MailLine.send`."""
        with self.open() as line:
            line.send(to, subject, body, key=key)
