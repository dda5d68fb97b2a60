"""`ippub new` as people run it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.program import ippub
from ippub.cli.fetching import read_source
from ippub.errors import EnvironmentFault, UsageError

LIBRARY = Path(__file__).parents[1] / "conversion" / "sources" / "library.yaml"
ABOUT = (
    *("--publisher", "Ada Lovelace", "--stack-owner", "Contoso Ltd", "--categories", "Productivity"),
    *("--website", "https://www.contoso.com", "--privacy-policy", "https://www.contoso.com/privacy"),
)


def test_without_a_terminal_the_missing_flags_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    result = ippub("new", "Contoso Widgets", *ABOUT, cwd=tmp_path)
    assert result.returncode == 2
    assert "--description, --host, --authentication, --contact-name" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_document_becomes_a_folder_and_says_what_it_left_behind(tmp_path: Path) -> None:
    result = ippub("new", "Contoso Library", "--from", LIBRARY, "--operations", "books", *ABOUT, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "2 operations" in result.stdout
    assert "The platform sends no cookies." in result.stdout
    assert "finds 0 errors" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["Contoso Library"]
    again = ippub("new", "Contoso Library", "--from", LIBRARY, *ABOUT, cwd=tmp_path)
    assert again.returncode == 2
    assert "not empty" in again.stderr


def test_programs_get_every_place(tmp_path: Path) -> None:
    result = ippub("new", "Contoso Library", "--from", LIBRARY, "-f", "json", *ABOUT, cwd=tmp_path)
    told = json.loads(result.stdout)
    assert told["findings"]["error"] == 0
    assert {
        "pointer": "/components/securitySchemes/login",
        "reason": "OAuth 2.0 is paused for independent publishers.",
    } in told["left"]


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/there":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"openapi: 3.0.0")
            return
        self.send_response(404 if self.path == "/missing" else 302)
        places = {"/away": "http://www.contoso.com/x", "/on": "/there", "/file": "file:///etc/hosts"}
        self.send_header("Location", places.get(self.path, "/round"))
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def place() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_address_is_read_and_a_redirect_followed(place: str) -> None:
    assert read_source(f"{place}/there") == b"openapi: 3.0.0"
    assert read_source(f"{place}/on") == b"openapi: 3.0.0"


@pytest.mark.parametrize("path", ["/away", "/file"])
def test_a_redirect_to_an_open_line_or_a_file_is_not_followed(place: str, path: str) -> None:
    with pytest.raises((UsageError, EnvironmentFault)):
        read_source(place + path)


@pytest.mark.parametrize("path", ["/round", "/missing"])
def test_redirects_without_end_and_missing_pages_are_told(place: str, path: str) -> None:
    with pytest.raises(EnvironmentFault, match="answers"):
        read_source(place + path)


@pytest.mark.parametrize(
    "url", ["http://www.contoso.com/a", "ftp://www.contoso.com/a", "https://a:b@contoso.com/", "file:///x"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(UsageError):
        read_source(url)
