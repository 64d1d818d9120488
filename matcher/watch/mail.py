"""Sending an e-mail by SMTP: never over an open line but to this very machine, and without a word of the password."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from matcher.document import InputError, Problem, shown
from matcher.locale import N_, Language, translate
from matcher.watch.address import mail_address

URL = "MATCHER_SMTP_URL"
FROM = "MATCHER_MAIL_FROM"
SECONDS = 20
"""How long a server may stay silent."""

Line = Literal["starttls", "tls", "plain"]
LINES: dict[str, tuple[Line, int]] = {"smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+plain": ("plain", 25)}
"""By scheme of the address: how the line is kept closed, and the usual port."""
HOST = re.compile(r"[0-9a-f.]*:[0-9a-f.:]+|[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
"""A name or a number of a machine, as `urlsplit` gives it: in small letters and without brackets."""
FORMS = "smtp://user:password@host:587, smtps://user:password@host:465, smtp+plain://127.0.0.1:25"


class MailError(Exception):
    """An e-mail did not leave. `server` is the name of the server and `reply` what it said, if it said anything."""

    def __init__(self, reason: str, server: str, reply: str = "") -> None:
        self.reason, self.server, self.reply = reason, server, reply
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        said = translate(N_("{server}: {reason}"), language, server=self.server, reason=translate(self.reason, language))
        return f"{said} ({self.reply})" if self.reply else said


@dataclass(frozen=True)
class Relay:
    """The server that takes our e-mails, and the address they come from."""

    host: str
    port: int
    line: Line
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def relay(environment: Mapping[str, str] | None = None) -> Relay:
    """Read MATCHER_SMTP_URL and MATCHER_MAIL_FROM. Raises InputError that names the one that is missing or wrong, never its value."""
    settings = os.environ if environment is None else environment
    for name, expected in ((URL, FORMS), (FROM, N_("one address, such as advisor@example.org"))):
        if not settings.get(name):
            raise InputError([Problem("", 1, 1, name, N_("this setting is missing"), expected=expected)])
    mail_address(settings[FROM], FROM)
    try:
        parts = urlsplit(settings[URL])
        port = parts.port
    except ValueError:
        raise _wrong(N_("this is not the address of a mail server")) from None
    return _relay(parts, port, settings[FROM])


def _relay(parts: SplitResult, port: int | None, sender: str) -> Relay:
    host = parts.hostname or ""
    if parts.scheme not in LINES or not HOST.fullmatch(host) or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise _wrong(N_("this is not the address of a mail server"))
    if bool(parts.username) != bool(parts.password):
        raise _wrong(N_("a user comes with a password, both percent-encoded"))
    line, usual = LINES[parts.scheme]
    if line == "plain" and not _this_machine(host):
        raise _wrong(N_("an open line is for a server on this machine only"))
    user, password = (unquote(word) if word else None for word in (parts.username, parts.password))
    if any(word and not (word.isascii() and word.isprintable()) for word in (user, password)):
        raise _wrong(N_("a user and a password are of letters, digits and signs of ASCII, which is what mail servers agree on"))
    return Relay(host, port or usual, line, sender, user, password)


def _wrong(message: str) -> InputError:
    return InputError([Problem("", 1, 1, URL, message, expected=FORMS)])


def _this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def send(mail: EmailMessage, to: Relay) -> None:
    """Hand one e-mail to the server, which answers for it from then on. Raises MailError: then it was not sent.

    Certificates are checked against those that the system trusts, or the file that SSL_CERT_FILE names.
    """
    name = f"{to.host}:{to.port}"
    try:
        server = _connected(to)
        try:
            if to.user is not None and to.password is not None:
                server.login(to.user, to.password)
            server.send_message(mail)
        finally:
            with suppress(OSError, smtplib.SMTPException):  # once it took the message, how it says goodbye does not matter
                server.quit()
    except ssl.SSLError as error:
        reply = getattr(error, "verify_message", "") or error.reason or ""
        raise MailError(N_("the line could not be made safe"), name, shown(reply)) from None
    except smtplib.SMTPAuthenticationError:
        raise MailError(N_("the server refuses the user or the password"), name) from None
    except smtplib.SMTPRecipientsRefused as error:
        replies = "; ".join(f"{address}: {_said(*reply)}" for address, reply in error.recipients.items())
        raise MailError(N_("the server refuses the recipient"), name, replies) from None
    except smtplib.SMTPNotSupportedError as error:
        raise MailError(N_("the server does not offer what is needed"), name, shown(str(error))) from None
    except smtplib.SMTPResponseException as error:
        raise MailError(N_("the server refuses the message"), name, _said(error.smtp_code, error.smtp_error)) from None
    except (OSError, smtplib.SMTPException):
        raise MailError(N_("the server does not answer"), name) from None


def _connected(to: Relay) -> smtplib.SMTP:
    """Open a line to the server, made safe before anything is said on it."""
    trusted = ssl.create_default_context()
    if to.line == "tls":
        return smtplib.SMTP_SSL(to.host, to.port, timeout=SECONDS, context=trusted)
    server = smtplib.SMTP(to.host, to.port, timeout=SECONDS)
    if to.line == "starttls":
        try:
            server.starttls(context=trusted)
        except BaseException:
            server.close()
            raise
    return server


def _said(code: int, reply: bytes | str) -> str:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return shown(f"{code} {text}")
