"""Sending, against a real server on this machine: what leaves, and how each refusal is said."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from matcher.document import InputError
from matcher.locale import LANGUAGES, Language
from matcher.watch import mail as sending
from matcher.watch.digest import ClientNews, Digest, message
from matcher.watch.mail import FROM, URL, MailError, Relay, relay, send
from tests.watch.test_digest import AT, new

SENDER = "nouvelles@pole.example.org"
PASSWORD = "s3cr/t@ #?"
ENCODED = "s3cr%2Ft%40%20%23%3F"


class Inbox:
    """Keeps what the server took, and refuses one recipient."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("nobody"):
            return "550 no such person\x1b[31m"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if b"refuse" in envelope.content:
            return "554 not this one"
        self.taken.append(envelope)
        return "250 OK"


class Server(Controller):
    """Waits for its server over TLS too, whatever the certificate."""

    def _trigger_server(self) -> None:
        with socket.create_connection((self.hostname, self.port), 1) as line:
            if self.ssl_context is None:
                line.recv(1024)
                return
            unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
            with unchecked.wrap_socket(line) as safe:
                safe.recv(1024)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Serve = Callable[..., AbstractContextManager[tuple[Inbox, int]]]


@pytest.fixture
def serve() -> Serve:
    """Return a context that serves e-mail on a port of this machine."""

    @contextmanager
    def served(**options: Any) -> Iterator[tuple[Inbox, int]]:
        inbox = Inbox()
        controller = Server(inbox, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        try:
            yield inbox, controller.port
        finally:
            controller.stop()

    return served


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a self-signed certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain) + made.public_bytes(serialization.Encoding.PEM))
    return path


def tls(certificate: Path) -> ssl.SSLContext:
    """Return what a server needs to show the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def to(url: str) -> Relay:
    """Return the server of an address."""
    return relay({URL: url, FROM: SENDER})


def letter(recipient: str = "ana@pole.example.org", name: str = "Coop du Lac") -> EmailMessage:
    """Return a digest as an e-mail."""
    made = message(Digest(recipient, "fr", (ClientNews(name, None, (new(),)),)), SENDER, AT)
    assert made is not None
    return made


def refused(url: str, mail: EmailMessage | None = None) -> MailError:
    """Send to a server that refuses, and return how it is said; the password never is."""
    with pytest.raises(MailError) as error:
        send(mail or letter(), to(url))
    said = [error.value.text(language) for language in LANGUAGES]
    assert [text for text in said if PASSWORD in text or ENCODED in text or "\x1b" in text or "127.0.0.1" not in text] == []
    return error.value


# --- What leaves ------------------------------------------------------------------------------------------------------------


def test_a_local_relay(serve: Serve) -> None:
    """On this machine an e-mail leaves over an open line, whole and with both its forms."""
    with serve() as (inbox, port):
        send(letter(name="Été <b>\r\nBcc: x@example.org"), to(f"smtp+plain://127.0.0.1:{port}"))
    (taken,) = inbox.taken
    assert (taken.mail_from, taken.rcpt_tos) == (SENDER, ["ana@pole.example.org"])
    assert b"text/plain" in taken.content
    assert b"text/html" in taken.content


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it does not count the TLS it began with
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_safe_line_with_a_password(serve: Serve, certificate: Path, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Over TLS, begun at once or asked for, with the user and the password as they were written."""
    asked: list[tuple[str, str]] = []

    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword) -> AuthResult:
        asked.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=True)

    key = {"smtp": "tls_context", "smtps": "ssl_context"}[scheme]
    options: dict[str, Any] = {key: tls(certificate), "authenticator": check, "auth_required": True}
    options |= {"require_starttls": True} if scheme == "smtp" else {"auth_require_tls": False}
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serve(**options) as (inbox, port):
        send(letter(), to(f"{scheme}://ana%40pole:{ENCODED}@127.0.0.1:{port}"))
    assert asked == [("ana@pole", PASSWORD)]
    assert len(inbox.taken) == 1


# --- What does not ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_nobody_vouches_for(serve: Serve, certificate: Path, scheme: str) -> None:
    """A self-signed certificate is refused before a word is said."""
    with serve(**{{"smtp": "tls_context", "smtps": "ssl_context"}[scheme]: tls(certificate)}) as (inbox, port):
        error = refused(f"{scheme}://ana:{ENCODED}@127.0.0.1:{port}")
    assert "could not be made safe" in str(error)
    assert "self-signed" in str(error)
    assert inbox.taken == []


def test_a_server_without_starttls(serve: Serve) -> None:
    """A line that cannot be closed is not used, since someone may stand in it."""
    with serve() as (inbox, port):
        error = refused(f"smtp://ana:{ENCODED}@127.0.0.1:{port}")
    assert "does not offer" in str(error)
    assert inbox.taken == []


def test_a_refused_recipient(serve: Serve) -> None:
    """The person is named with what the server said, on one line that steers no terminal."""
    with serve() as (inbox, port):
        error = refused(f"smtp+plain://127.0.0.1:{port}", letter("nobody@pole.example.org"))
    assert "nobody@pole.example.org: 550 no such person" in str(error)
    assert inbox.taken == []


def test_a_refused_message(serve: Serve) -> None:
    """What the server says of a message is told."""
    with serve() as (_, port):
        assert "554 not this one" in str(refused(f"smtp+plain://127.0.0.1:{port}", letter(name="refuse")))


def test_a_refused_password(serve: Serve) -> None:
    """A wrong password is said to be so, and not shown."""
    options: dict[str, Any] = {"authenticator": lambda *_: AuthResult(success=False, handled=False), "auth_require_tls": False}
    with serve(**options) as (_, port):
        assert "refuses the user or the password" in str(refused(f"smtp+plain://ana:{ENCODED}@127.0.0.1:{port}"))


def test_a_server_that_is_gone() -> None:
    """Nobody listens."""
    assert "does not answer" in str(refused(f"smtp+plain://127.0.0.1:{free_port()}"))


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the call and stays silent is left after a while."""
    assert sending.SECONDS == 20
    monkeypatch.setattr(sending, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "does not answer" in str(refused(f"smtp+plain://127.0.0.1:{silent.getsockname()[1]}"))


# --- Settings ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "line", "port", "user"),
    [
        ("smtp://u:p@mail.example.org", "starttls", 587, "u"),
        ("smtps://u:p@mail.example.org", "tls", 465, "u"),
        ("smtps://mail.example.org:2465/", "tls", 2465, None),
        ("smtp+plain://localhost", "plain", 25, None),
        ("smtp+plain://[::1]:2525", "plain", 2525, None),
    ],
)
def test_settings(url: str, line: str, port: int, user: str | None) -> None:
    """The scheme says how the line is kept closed; each has its usual port."""
    found = to(url)
    assert (found.line, found.port, found.user) == (line, port, user)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, URL),
        ({URL: ""}, URL),
        ({URL: "smtp://mail.example.org"}, FROM),
        ({URL: "smtp://mail.example.org", FROM: "a@b.org\nBcc: c@d.org"}, FROM),
        *(
            ({URL: url, FROM: SENDER}, URL)
            for url in (
                "mail.example.org",
                f"http://u:{ENCODED}@mail.example.org",
                f"smtp://u:{ENCODED}@mail.example.org:99999",
                f"smtp://u:{ENCODED}@mail.example.org:port",
                f"smtp://u:{ENCODED}@mail.example.org/path",
                f"smtp://u:{ENCODED}@",
                f"smtp://u:{PASSWORD}@mail.example.org",
                f"smtp://:{ENCODED}@mail.example.org",
                "smtp://u@mail.example.org",
                f"smtp://u:{ENCODED}%C3%A9@mail.example.org",
                f"smtp://u:{ENCODED}%0A@mail.example.org",
                f"smtp+plain://u:{ENCODED}@mail.example.org",
                f"smtp+plain://u:{ENCODED}@10.0.0.1",
                f"smtp+plain://u:{ENCODED}@127.0.0.1.example.org",
                f"smtp://u:{ENCODED}@[::1",
                f"smtp://u:{ENCODED}@mail..example.org",
                f"smtp://u:{ENCODED}@{'m' * 64}.example.org",
                f"smtp://u:{ENCODED}@été.example.org",
                f"smtp://u:{ENCODED}@mail example.org",
            )
        ),
    ],
)
def test_a_wrong_setting_is_named_and_not_shown(settings: dict[str, str], named: str, language: Language) -> None:
    """The refusal says which setting, what is expected, and nothing of the password."""
    with pytest.raises(InputError) as error:
        relay(settings)
    said = error.value.text(language)
    assert said.startswith(f"{named}: ")
    assert [word for word in ("s3cr", PASSWORD, ENCODED) if word in said] == []
    assert error.value.__cause__ is None


@given(url=st.text() | st.builds("{}://{}".format, st.sampled_from(["smtp", "smtps", "smtp+plain"]), st.text("ab:@/[].#?%é1 ")))
def test_any_setting_is_read_or_refused(url: str) -> None:
    """Whatever stands in the setting, it is a server or one plain refusal."""
    said = ""
    try:
        found = relay({URL: url, FROM: SENDER})
    except InputError as error:
        said = str(error)
    assert said.startswith(f"{URL}: ") or (found.host.isascii() and 0 < found.port < 65_536)


def test_the_password_is_not_in_what_is_printed() -> None:
    """Neither the settings nor their parts print the password."""
    assert "s3cr" not in repr(to(f"smtps://u:{ENCODED}@mail.example.org"))


def test_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without more, the settings are those of the environment."""
    monkeypatch.setenv(URL, "smtps://mail.example.org")
    monkeypatch.setenv(FROM, SENDER)
    assert relay().host == "mail.example.org"
