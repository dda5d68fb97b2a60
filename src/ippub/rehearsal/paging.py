"""Lists in pages, with the Link header that names the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from ippub.rehearsal.answers import Answer, Shape
from ippub.rehearsal.route import Call

Item = TypeVar("Item")


def page(call: Call, items: Sequence[Item], show: Callable[[Item], object], wrap: str = "") -> Answer:
    """The page that the query asks for (``per_page`` 30, at most 100).

    ``wrap`` puts the list below this name, with ``total_count`` beside it.
    """
    size, number = _number(call, "per_page", 30, 100), _number(call, "page", 1, 10**9)
    shown = [show(item) for item in items[(number - 1) * size : number * size]]
    body: object = shown
    if wrap:
        wrapped: Shape = {"total_count": len(items), wrap: shown}
        body = wrapped
    return Answer(200, body, _links(call, number, size, len(items)))


def _number(call: Call, name: str, default: int, most: int) -> int:
    text = call.request.arguments.get(name, "")
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    return min(value or default, most)


def _links(call: Call, number: int, size: int, total: int) -> dict[str, str]:
    last = max(1, -(-total // size))
    others = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
    if number <= 1:
        del others["prev"], others["first"]
    if number >= last:
        del others["next"], others["last"]
    if not others:
        return {}
    path = call.request.path
    if "repo" in call.path:
        path = call.lasting_path(call.repository().id)
    arguments = call.request.arguments
    links = [
        f'<{call.base}{path}?{urlencode({**arguments, "page": str(other)})}>; rel="{name}"'
        for name, other in others.items()
    ]
    return {"Link": ", ".join(links)}
