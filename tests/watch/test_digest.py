"""The digest: what is said in both forms, that no name can break out of its place, and that nothing new is no e-mail."""

from __future__ import annotations

import email
import re
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.document import InputError
from matcher.locale import LANGUAGES, Language
from matcher.watch.address import mail_address
from matcher.watch.digest import ClientNews, Digest, html, message, one_line, subject, text
from matcher.watch.news import KIND_WORDS, News

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SENDER = "Pôle <nouvelles@pole.example.org>"


def new(kind: str = "closing_soon", program: str = "piec", why: str = "Ouvert jusqu'au 1er décembre 2026") -> News:
    """Return one news."""
    return News(program, kind, f"{program}:{kind}:x", {"fr": "PIEC", "en": "PIEC"}, {"fr": why, "en": why}, date(2026, 12, 1))  # type: ignore[arg-type]


def digest(*clients: ClientNews, language: Language = "fr", to: str = "ana@pole.example.org") -> Digest:
    """Return a digest for one advisor."""
    return Digest(to, language, clients)


def sent(found: Digest) -> EmailMessage:
    """Return the e-mail as it is read at the other end."""
    mail = message(found, SENDER, AT)
    assert mail is not None
    read = email.message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def body(mail: EmailMessage, kind: str) -> str:
    """Return one of the two forms of an e-mail."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


COOP = ClientNews("Coop du Lac", "https://example.org/f/1", (new("lost"), new("closing_soon"), new("closing_soon", "depart")))


def test_nothing_new_is_no_message() -> None:
    """A digest without news is not sent, be it that there are no clients or that nothing touches them."""
    assert message(digest(), SENDER, AT) is None
    assert message(digest(ClientNews("Coop", None, ())), SENDER, AT) is None


@pytest.mark.parametrize(
    ("clients", "english", "french"),
    [
        (
            [(new(),)],
            "Funding programs: 1 change in 1 client file",
            "Programmes de financement\u00a0: 1 changement dans 1 dossier client",
        ),
        (
            [(new(), new("lost")), (), (new(),)],
            "Funding programs: 3 changes in 2 client files",
            "Programmes de financement\u00a0: 3 changements dans 2 dossiers clients",
        ),
    ],
)
def test_the_subject_counts(clients: list[tuple[News, ...]], english: str, french: str) -> None:
    """The subject says how much is new in how many files, and no name."""
    made = [ClientNews(f"Client {index}", None, found) for index, found in enumerate(clients)]
    assert subject(digest(*made, language="en")) == english
    assert sent(digest(*made, language="en"))["Subject"] == english
    assert subject(digest(*made)) == french


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_forms_say_the_same(language: Language) -> None:
    """Text and HTML hold the client, the link, each kind once with its programs, and the caution."""
    mail = sent(digest(COOP, ClientNews("Sans nouvelle", None, ()), language=language))
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["Content-Language"] == language
    page = BeautifulSoup(body(mail, "html"), "html.parser")
    plain = body(mail, "plain")
    assert page.html is not None
    assert page.html["lang"] == language
    assert [page.h1.text if page.h1 else "", plain.splitlines()[0]] == [mail["Subject"]] * 2
    assert [(h2.text, h2.a["href"] if h2.a else None) for h2 in page.find_all("h2")] == [(COOP.name, COOP.link)]
    assert [len(items.find_all("li")) for items in page.find_all("ul")] == [2, 1]
    for told in (
        *(h.text for h in page.find_all("h3")),
        COOP.name,
        COOP.link or "",
        *(li.strong.text for li in page.find_all("li")),
    ):
        assert told in plain
    assert "Sans nouvelle" not in plain + str(page)
    assert plain.count("- PIEC") == 3


def test_kinds_come_in_the_order_of_what_cannot_wait() -> None:
    """What closes comes before what is lost, whatever the order it was found in."""
    page = BeautifulSoup(html(digest(COOP, language="en")), "html.parser")
    assert [h3.text for h3 in page.find_all("h3")] == [KIND_WORDS["closing_soon"], KIND_WORDS["lost"]]


def test_the_message_is_the_same_whenever_it_is_made() -> None:
    """The identifier turns on the news and the person, not on the moment."""
    one, again = message(digest(COOP), SENDER, AT), message(digest(COOP), SENDER, AT.replace(day=24))
    other, elsewhere = (
        message(digest(ClientNews("Coop du Lac", None, (new(),))), SENDER, AT),
        sent(digest(COOP, to="leo@pole.example.org")),
    )
    assert one is not None
    assert again is not None
    assert other is not None
    assert one["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert one["Message-ID"] != elsewhere["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f]{12}@pole\.example\.org>", one["Message-ID"])
    assert "List-Unsubscribe" not in one


def test_the_html_needs_nothing_from_elsewhere() -> None:
    """No picture, script, style sheet or class: styles stand on the elements, and no colour is set that a dark screen would swallow."""
    page = html(digest(COOP))
    assert not re.search(r"<(img|script|style|link|iframe|form)\b|\bclass=|\bon\w+=|@import|url\(", page)
    assert not re.search(r"[^-]color\s*:|background", page.replace("color-scheme", ""))
    assert "width=device-width" in page


# --- Names hold anything ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "Coop\r\nBcc: all@example.org\r\n\r\nHello",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202egnp.exe\u2066",
    "{{ 7*7 }}{% raw %}",
    "a\u2028b\u2029c\x85d\x0be",
    "\ud800 half a letter",
    "\x1b[31mred",
    "&lt;b&gt; & <b>",
    "x" * 5000,
    "",
    "\u200f",
]


class Tags(HTMLParser):
    """Counts the elements of a page and keeps their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))


def tags(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return every element of a page with the names of its attributes."""
    reader = Tags()
    reader.feed(page)
    return reader.seen


@given(name=st.text(st.characters()), why=st.text(st.characters()))
@example(name=HOSTILE[0], why=HOSTILE[0])
@example(name=HOSTILE[1], why=HOSTILE[2])
@example(name=HOSTILE[3], why=HOSTILE[5])
@example(name=HOSTILE[4], why=HOSTILE[6])
@example(name=HOSTILE[7], why=HOSTILE[8])
@example(name=HOSTILE[9], why=HOSTILE[10])
def test_no_name_breaks_out(name: str, why: str) -> None:
    """Whatever a name holds, the message has the headers, the elements and the lines that a plain name gives it."""
    plain, odd = (digest(ClientNews(n, None, (new(why=w),))) for n, w in (("Coop", "Ouvert"), (name, why)))
    one, other = sent(plain), sent(odd)
    assert other.keys() == one.keys()
    assert [other[key] for key in ("Subject", "From", "To")] == [one[key] for key in ("Subject", "From", "To")]
    assert tags(body(other, "html")) == tags(body(one, "html"))
    assert len(body(other, "plain").splitlines()) == len(body(one, "plain").splitlines())
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00\x1b]", body(other, "plain") + body(other, "html"))


def test_what_a_name_holds_is_shown() -> None:
    """A name is escaped, not emptied: what was typed can be read."""
    made = digest(ClientNews("<b>Été & fils</b> {{ x }}", None, (new(),)))
    assert BeautifulSoup(html(made), "html.parser").find_all("bdi")[0].text == "<b>Été & fils</b> {{ x }}"
    assert "<b>Été & fils</b> {{ x }}" in text(made)
    assert [one_line(name) for name in ("a\r\nb", "\u202e", "x" * 500, "1\u00a0$")] == ["a b", "–", "x" * 159 + "…", "1\u00a0$"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a b", 'https://a"onclick="x', "/file/1", "https://a\nb", ""])
def test_a_link_is_a_web_page(link: str) -> None:
    """A link that is not one is a mistake of the program that made it."""
    with pytest.raises(ValueError, match="link"):
        ClientNews("Coop", link, ())


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "ana",
        "ana@",
        "@pole.example.org",
        "a@b.org, c@d.org",
        "a@b.org\r\nBcc: c@d.org",
        "à@b.org",
        "a@localhost",
        "a b@c.org",
        "x\u202e@b.org",
        ".:",
        "0.:",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_is_one_address(wrong: str, language: Language) -> None:
    """Anything but one plain address is refused, naming where it was written, on one line."""
    with pytest.raises(InputError) as error:
        mail_address(wrong, "to")
    assert error.value.text(language).startswith("to: ")
    assert len(error.value.text(language).splitlines()) == 1
    with pytest.raises(InputError):
        message(digest(COOP, to=wrong), SENDER, AT)


@given(wrong=st.text(st.characters(codec="utf-8")) | st.text('a@b.<>,;:"()[]\\ \r\n'))
def test_no_address_breaks_out(wrong: str) -> None:
    """Whatever is written where an address belongs, it is refused or is one address on one line."""
    try:
        found = mail_address(wrong, "to")
    except InputError:
        return
    assert re.fullmatch(r"[!-~]+@[!-~]+\.[!-~]+", found.addr_spec)


def test_an_address_with_a_name() -> None:
    """A name may stand before an address, in any alphabet."""
    assert (found := mail_address(SENDER, "from")).addr_spec == "nouvelles@pole.example.org"
    assert found.display_name == "Pôle"
