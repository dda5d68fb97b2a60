"""Pages for a browser: a pull request as plain as can be, and raw files."""

from __future__ import annotations

from html import escape

from ippub.rehearsal.answers import Answer
from ippub.rehearsal.rest.contents import get_raw
from ippub.rehearsal.route import Call, Route

PAGE = "<!doctype html><meta charset='utf-8'><title>{title}</title><h1>{title}</h1>{rest}"


def _html(title: str, *parts: str) -> Answer:
    text = PAGE.format(title=escape(title), rest="".join(parts))
    return Answer(200, raw=text.encode(), kind="text/html; charset=utf-8")


def show_pull(call: Call) -> Answer:
    """A pull request with its conversation."""
    repository = call.repository()
    pull = call.pull(repository)
    state = "merged" if pull.merged else "open" if pull.open else "closed"
    head = (
        f"<p>#{pull.number}, {state}, {escape(pull.head_owner)}:{escape(pull.head_ref)}, by {escape(pull.author)}</p>"
    )
    said = "".join(f"<h2>{escape(each.author)}</h2><pre>{escape(each.body)}</pre>" for each in pull.comments)
    return _html(pull.title, head, f"<pre>{escape(pull.body)}</pre>", said)


def show_repository(call: Call) -> Answer:
    """A repository's pull requests."""
    repository = call.repository()
    rows = [
        f"<li><a href='/{escape(repository.full_name)}/pull/{each.number}'>#{each.number} {escape(each.title)}</a></li>"
        for each in repository.pulls.values()
    ]
    return _html(repository.full_name, "<ul>", *rows, "</ul>")


PAGES = (
    Route("GET", "/{owner}/{repo}/raw/{rest}", get_raw, greedy=True),
    Route("GET", "/{owner}/{repo}/pull/{pull_number}", show_pull),
    Route("GET", "/{owner}/{repo}", show_repository),
)
