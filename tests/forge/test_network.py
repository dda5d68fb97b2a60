"""What stands between this machine and GitHub, with real sockets: each failure says what to look at."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ippub.forge.faults import FaultKind, ForgeFault
from ippub.forge.github.adapter import GitHub
from ippub.forge.settings import ForgeSettings
from ippub.forge.token import Token
from ippub.rehearsal import Drop, Rehearsal

TOKEN = Token("ghp_0123456789abcdefABCDEF0123456789abcd", "a test")


def forge(url: str, pauses: list[float] | None = None, **how: object) -> GitHub:
    settings = ForgeSettings(
        url, **{"timeout": 1, "between": 0, "between_writes": 0, "backoff": 0, "read_retries": 1, **how}
    )
    return GitHub(settings, TOKEN, lambda _why, seconds: (pauses if pauses is not None else []).append(seconds))


def fault_of(call: Callable[[], object]) -> ForgeFault:
    with pytest.raises(ForgeFault) as caught:
        call()
    assert TOKEN.reveal() not in caught.value.message + caught.value.hint
    assert "object at 0x" not in caught.value.message
    return caught.value


@contextlib.contextmanager
def serving(answer: Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that answers every connection with ``answer``; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def loop() -> None:
        while True:
            try:
                connection, _ = listener.accept()
                with contextlib.suppress(OSError), connection:
                    wrapped = context.wrap_socket(connection, server_side=True) if context else connection
                    answer(wrapped)
            except OSError:
                if listener.fileno() < 0:
                    return

    threading.Thread(target=loop, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # a thread in accept() would keep the port
        listener.close()


def says(text: str) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
        connection.sendall((head + text).encode())

    return answer


def certificate(place: Path, *, begins: int, ends: int) -> tuple[Path, Path]:
    """A certificate for localhost, valid from ``begins`` to ``ends`` days from now, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now + dt.timedelta(days=begins))
        .not_valid_after(now + dt.timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = place / "cert.pem", place / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, secret


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    fault = fault_of(forge(f"http://127.0.0.1:{port}").viewer)
    assert fault.kind is FaultKind.NO_NETWORK
    assert "refused" in fault.message.lower()
    assert not fault.maybe_done


def test_a_name_that_nobody_knows() -> None:
    fault = fault_of(forge("https://api.nowhere.invalid").viewer)
    assert fault.kind is FaultKind.NO_NETWORK
    assert "nowhere.invalid" in fault.message


def test_an_answer_that_does_not_come() -> None:
    hold = threading.Event()
    with serving(lambda _connection: hold.wait(3) and None) as port:
        assert fault_of(forge(f"http://127.0.0.1:{port}").viewer).kind is FaultKind.TIMEOUT
    hold.set()


def test_a_connection_that_breaks_off() -> None:
    with serving(lambda connection: connection.recv(10) and None) as port:
        fault = fault_of(forge(f"http://127.0.0.1:{port}").viewer)
    assert fault.kind is FaultKind.DROPPED
    assert fault.maybe_done


@pytest.mark.parametrize("text", ["<html>Please sign in to the hotel</html>", "[]", "{}", '{"login": 3}', "{broken"])
def test_an_answer_of_somebody_else_is_not_taken_for_github(text: str) -> None:
    with serving(says(text)) as port:
        assert fault_of(forge(f"http://127.0.0.1:{port}").viewer).kind is FaultKind.MISUNDERSTOOD


def test_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    fault = fault_of(forge("https://api.github.com").viewer)
    assert fault.kind is FaultKind.PROXY
    assert "HTTPS_PROXY" in fault.hint


def test_a_proxy_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    with serving(refuse) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        fault = fault_of(forge("https://api.github.com").viewer)
    assert fault.kind is FaultKind.PROXY
    assert "407" in fault.message


@pytest.mark.parametrize(
    ("begins", "ends", "trusted", "kind"),
    [(-1, 9, False, FaultKind.TLS), (1, 9, True, FaultKind.CLOCK), (-9, -1, True, FaultKind.CLOCK)],
)
def test_a_certificate_that_is_not_trusted_or_not_valid_now(
    begins: int, ends: int, trusted: bool, kind: FaultKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, key = certificate(tmp_path, begins=begins, ends=ends)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    if trusted:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    with serving(says("{}"), context) as port:
        fault = fault_of(forge(f"https://localhost:{port}").viewer)
    assert fault.kind is kind, fault.message
    assert "certificate" in fault.message


@pytest.mark.parametrize("how", [{"drop": Drop.BEFORE}, {"drop": Drop.AFTER}, {"status": 502}])
def test_a_read_is_tried_again_and_a_write_never(github: Rehearsal, how: dict[str, object]) -> None:
    hub = GitHub(
        ForgeSettings(github.url, between=0, between_writes=0, backoff=0), Token(github.token(), "a test"), print
    )
    github.faults.add("/user$", "GET", **how)
    assert hub.viewer().login == "maker"
    upstream = hub.repository(github.upstream)
    assert upstream is not None
    fork = hub.make_fork(upstream)
    tip = hub.branch(upstream, "dev")
    assert tip is not None
    fault = github.faults.add("git/refs$", "POST", count=None, **how)
    assert fault_of(lambda: hub.make_branch(fork, "ippub/x", tip)).maybe_done
    assert fault.hits == 1


def test_a_rate_limit_is_waited_for_within_the_patience_and_told_beyond_it(github: Rehearsal) -> None:
    pauses: list[float] = []
    settings = ForgeSettings(github.url, between=0, between_writes=0, patience=100)
    hub = GitHub(settings, Token(github.token(), "a test"), lambda _why, seconds: pauses.append(seconds))
    body = {"message": "You have exceeded a secondary rate limit. Please retry your request again later."}
    github.faults.add("/user$", status=403, body=body, headers={"Retry-After": "40"}, count=2)
    assert hub.viewer().login == "maker"
    assert pauses == [40, 40]
    github.faults.add("PowerPlatformConnectors$", status=403, body=body, headers={"Retry-After": "40"}, count=3)
    fault = fault_of(lambda: hub.repository(github.upstream))
    assert fault.kind is FaultKind.SECONDARY_LIMIT
    assert "goes on where it stopped" in fault.hint
    assert pauses == [40, 40, 40, 40]


def test_a_write_that_was_refused_for_going_too_fast_is_sent_once_more_and_done_once(github: Rehearsal) -> None:
    pauses: list[float] = []
    settings = ForgeSettings(github.url, between=0, between_writes=0)
    hub = GitHub(settings, Token(github.token(), "a test"), lambda _why, seconds: pauses.append(seconds))
    github.faults.add("/forks$", "POST", status=429, headers={"Retry-After": "3"}, body={"message": "slow down"})
    upstream = hub.repository(github.upstream)
    assert upstream is not None
    assert hub.make_fork(upstream).name == "maker/PowerPlatformConnectors"
    assert pauses == [3]
