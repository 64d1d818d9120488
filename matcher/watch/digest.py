"""The news of an advisor's client files as one e-mail, in plain text and in HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from itertools import groupby
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from matcher.locale import N_, Language, translate, translate_count
from matcher.watch.address import mail_address
from matcher.watch.comparison import Kind
from matcher.watch.news import KIND_WORDS, News
from matcher.watch.terms import fingerprint

LINK = re.compile(r"https?://[^\s<>\"'\\]+")
BREAKS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
UNSHOWN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What cannot be seen and could turn the text around it (the controls of Unicode Standard Annex 9) or break a message."""
LONGEST = 160
"""Letters of a name that are shown: a name is as long as whoever typed it wished."""


@dataclass(frozen=True)
class ClientNews:
    """What is new for one client file. Raises ValueError for a link that is not to a web page."""

    name: str
    link: str | None
    news: tuple[News, ...]

    def __post_init__(self) -> None:
        if self.link is not None and not LINK.fullmatch(self.link):
            raise ValueError("link")


@dataclass(frozen=True)
class Digest:
    """What is new for the client files of one advisor, at the address `to`."""

    to: str
    language: Language
    clients: tuple[ClientNews, ...]

    @property
    def key(self) -> str:
        """Return what is the same for the same news to the same person, whenever it is sent."""
        keys = sorted([client.name, client.link or "", one.key] for client in self.clients for one in client.news)
        return fingerprint([self.to, keys])


class _Line(NamedTuple):
    name: str
    why: str


class _Group(NamedTuple):
    heading: str
    lines: list[_Line]


class _Client(NamedTuple):
    name: str
    link: str | None
    groups: list[_Group]


def subject(digest: Digest) -> str:
    """Return the subject: how much is new, in how many files. Names stay out of it, since a locked screen shows it."""
    with_news = [client for client in digest.clients if client.news]
    count = sum(len(client.news) for client in with_news)
    changes = translate_count(N_("{count} change"), N_("{count} changes"), count, digest.language)
    files = translate_count(N_("{count} client file"), N_("{count} client files"), len(with_news), digest.language)
    return translate(N_("Funding programs: {changes} in {files}"), digest.language, changes=changes, files=files)


def message(digest: Digest, sender: str, at: datetime) -> EmailMessage | None:
    """Return the e-mail, or None where nothing is new.

    Args:
        digest: the news.
        sender: the address it comes from.
        at: the moment of sending, with its time zone.

    Raises:
        InputError: an address is not one.
    """
    if not any(client.news for client in digest.clients):
        return None
    origin, to = mail_address(sender, "MATCHER_MAIL_FROM"), mail_address(digest.to, "to")
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject(digest)
    mail["From"] = origin
    mail["To"] = to
    mail["Date"] = at
    mail["Message-ID"] = f"<{digest.key}@{origin.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday reply answers it
    mail.set_content(text(digest), cte="quoted-printable")
    mail.add_alternative(html(digest), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = digest.language  # last: what comes before it on the content goes to the first part
    return mail


def text(digest: Digest) -> str:
    """Write the digest in plain text."""
    said = [subject(digest), ""]
    for client in _clients(digest):
        said += [client.name, "=" * min(len(client.name), 72)]
        said += [client.link] if client.link else []
        for group in client.groups:
            said += ["", group.heading]
            said += [f"- {line.name}\n  {line.why}" for line in group.lines]
        said += ["", ""]
    return "\n".join([*said, _caution(digest.language), ""])


def html(digest: Digest) -> str:
    """Write the digest in HTML: styles inside, no picture, no script, no colour that a dark screen would swallow."""
    return _template().render(
        language=digest.language, title=subject(digest), clients=_clients(digest), caution=_caution(digest.language)
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("matcher.watch"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("digest.html")


def _caution(language: Language) -> str:
    return translate(N_("Not a decision of the funders: each verdict rests on the sources of the sheet."), language)


def _clients(digest: Digest) -> list[_Client]:
    """Return what both forms show: for each client with news, the programs under each kind."""
    return [
        _Client(one_line(client.name), client.link, [_group(kind, [*found], digest.language) for kind, found in _kinds(client)])
        for client in digest.clients
        if client.news
    ]


def _kinds(client: ClientNews) -> groupby[Kind, News]:
    return groupby(sorted(client.news, key=lambda one: [*KIND_WORDS].index(one.kind)), lambda one: one.kind)


def _group(kind: Kind, found: list[News], language: Language) -> _Group:
    lines = [_Line(one_line(one.name[language]), one_line(one.why[language], longest=None)) for one in found]
    return _Group(translate(KIND_WORDS[kind], language), lines)


def one_line(text: str, longest: int | None = LONGEST) -> str:
    """Return a text that stays on one line, shows all it holds and turns nothing around; `–` where nothing is left."""
    seen = UNSHOWN.sub("", BREAKS.sub(" ", text)).strip()
    if longest is not None and len(seen) > longest:
        seen = seen[: longest - 1] + "…"
    return seen or "–"
