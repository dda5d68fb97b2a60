"""Documents are read without surprises: bounded, and nothing in them is executed."""

from __future__ import annotations

import pytest

from ippub.conversion.reading import MOST_BYTES, parse
from ippub.errors import UsageError

LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (LAUGHS.encode(), "values"),
        (b"a: &a [*a]", "levels"),
        (b"[" * 100_000, "nested|neither"),
        (b'{"a": NaN, }', "neither"),
        (b"a: !!python/object/apply:os.system [ls]", "neither"),
        (b"\xff\xfe", "UTF-8"),
        (b"a: [", "neither"),
        (b" " * (MOST_BYTES + 1), "MB"),
    ],
)
def test_what_cannot_be_read_safely_is_refused_in_words(data: bytes, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        parse(data, "it")


def test_keys_are_texts_and_dates_stay_texts() -> None:
    found = parse(b"version: 2024-01-01\nresponses: {200: a, true: b}\n", "it")
    assert found == {"version": "2024-01-01", "responses": {"200": "a", "true": "b"}}
