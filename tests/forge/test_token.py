"""Tokens: found in order, checked, and shown nowhere."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from ippub.errors import EXIT_SIGN_IN
from ippub.forge import token as tokens
from ippub.forge.token import (
    VARIABLES,
    Places,
    SignInNeeded,
    Token,
    TokenKind,
    find_token,
    token_of_gh,
    token_of_keyring,
)

SECRET = "ghp_0123456789abcdefABCDEF0123456789abcd"


def places(gh: str = "", keyring: str = "", prompt: str | None = None) -> Places:
    return Places(lambda _host: gh, lambda _host: keyring, None if prompt is None else lambda: str(prompt))


@pytest.mark.parametrize("name", VARIABLES)
def test_each_variable_is_a_source_and_is_named(name: str) -> None:
    token = find_token({name: SECRET}, "github.com", places(gh="gho_other_token"))
    assert (token.reveal(), token.source) == (SECRET, f"the variable {name}")


def test_the_variables_come_in_order_then_gh_then_the_keyring_then_the_prompt() -> None:
    every = dict(zip(VARIABLES, ("token-one", "token-two", "token-three"), strict=True))
    order = []
    for name in VARIABLES:
        order.append(find_token(every, "github.com", places("token-gh", "token-ring", "token-typed")).reveal())
        every[name] = "  "
    order.append(find_token(every, "github.com", places("token-gh", "token-ring", "token-typed")).reveal())
    order.append(find_token({}, "github.com", places("", "token-ring", "token-typed")).reveal())
    order.append(find_token({}, "github.com", places("", "", "token-typed")).reveal())
    assert order == ["token-one", "token-two", "token-three", "token-gh", "token-ring", "token-typed"]


def test_without_a_token_the_hint_says_how_to_get_one() -> None:
    with pytest.raises(SignInNeeded) as caught:
        find_token({}, "github.com", places())
    assert caught.value.exit_code == EXIT_SIGN_IN
    assert "gh auth login" in caught.value.hint
    assert "scopes=public_repo" in caught.value.hint


@pytest.mark.parametrize("value", ["x1y2z", "with blank inside it", "line\nbreak-in-the-token", "geheim-ß-0123456789"])
def test_what_cannot_be_a_token_is_refused_without_showing_it(value: str) -> None:
    with pytest.raises(SignInNeeded) as caught:
        find_token({"IPPUB_TOKEN": value}, "github.com", places(gh=SECRET))
    assert value not in caught.value.message + caught.value.hint
    assert "IPPUB_TOKEN" in caught.value.message


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (SECRET, TokenKind.CLASSIC),
        ("0123456789abcdef0123456789abcdef01234567", TokenKind.CLASSIC),
        ("github_pat_11AAAAAAA_bbbbbbb", TokenKind.FINE_GRAINED),
        ("gho_16C7e42F292c6912E7710c838347Ae178B4a", TokenKind.OAUTH),
        ("ghu_16C7e42F292c6912E7710c838347Ae178B4a", TokenKind.APP_USER),
        ("ghs_16C7e42F292c6912E7710c838347Ae178B4a", TokenKind.APP),
        ("something-else", TokenKind.OTHER),
    ],
)
def test_the_kind_is_read_off_the_prefix(value: str, kind: TokenKind) -> None:
    assert Token(value, "a test").kind is kind


def test_no_way_of_showing_a_token_shows_it() -> None:
    token = Token(SECRET, "a test")
    for shown in (repr(token), str(token), f"{token}", f"{token!r}", repr([token]), repr({"token": token})):
        assert SECRET not in shown
    with pytest.raises(TypeError):
        pickle.dumps(token)
    assert not hasattr(token, "__dict__")


@pytest.mark.skipif(sys.platform == "win32", reason="a script as a program")
@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('echo "$4 $5" >&2; test "$5" = "" && echo gho_from_gh_itself', "gho_from_gh_itself"),
        ("echo no token >&2; exit 1", ""),
    ],
)
def test_gh_is_asked_for_the_host_and_its_refusal_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, expected: str
) -> None:
    program = tmp_path / "gh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert token_of_gh("github.com") == expected


def test_a_machine_without_gh_has_no_token_of_gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert token_of_gh("github.com") == ""


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("def get_password(service, host): return f'{service}-{host}-token'", "ippub-github.com-token"),
        ("def get_password(service, host): return None", ""),
        ("def get_password(service, host): raise RuntimeError('no backend')", ""),
        ("import time\ndef get_password(service, host): time.sleep(5); return 'late-token'", ""),
    ],
    ids=["there", "empty", "broken", "hanging"],
)
def test_the_keyring_is_asked_and_can_neither_break_nor_hold_up_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, expected: str
) -> None:
    (tmp_path / "keyring.py").write_text(module, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    monkeypatch.setattr(tokens, "_KEYRING_SECONDS", 0.3)
    assert token_of_keyring("github.com") == expected
    sys.modules.pop("keyring", None)
