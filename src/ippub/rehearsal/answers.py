"""What the server answers: a status, a body, headers. ``Refusal`` carries one out of any depth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DOCUMENTATION = "https://docs.github.com/rest"

Shape = dict[str, object]
"""A JSON object on its way out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. ``body`` is made JSON; ``raw`` is sent as it is, with ``kind`` as its content type."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    kind: str = "application/json; charset=utf-8"


class Refusal(Exception):
    """The request is answered with this, and nothing further is done."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def refusal(status: int, message: str, **headers: str) -> Refusal:
    """A refusal in GitHub's usual shape. ``x_accepted_oauth_scopes="repo"`` gives the header of that name."""
    body = {"message": message, "documentation_url": DOCUMENTATION, "status": str(status)}
    return Refusal(Answer(status, body, {name.replace("_", "-"): value for name, value in headers.items()}))


def not_found() -> Refusal:
    """Not there, or not for you: GitHub does not say which."""
    return refusal(404, "Not Found")


def invalid(resource: str, code: str, field_name: str = "", message: str = "") -> Refusal:
    """A 422 that names what is wrong (docs.github.com, "Troubleshooting the REST API")."""
    error = {"resource": resource, "field": field_name, "code": code, "message": message}
    body = {
        "message": "Validation Failed",
        "errors": [{name: value for name, value in error.items() if value}],
        "documentation_url": DOCUMENTATION,
        "status": "422",
    }
    return Refusal(Answer(422, body))
