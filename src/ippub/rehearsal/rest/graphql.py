"""The one address of GraphQL; errors come with status 200, as GitHub has it."""

from __future__ import annotations

from ippub.rehearsal.access import sign_in
from ippub.rehearsal.answers import Answer, Refusal
from ippub.rehearsal.graph.execute import NoField, execute
from ippub.rehearsal.graph.language import BadQuery, parse
from ippub.rehearsal.graph.roots import NotResolved, mutation_root, query_root, said
from ippub.rehearsal.route import Call, Route


def graphql(call: Call) -> Answer:
    sign_in(call.viewer)
    fields = call.fields()
    try:
        document = parse(fields.text("query"))
        root = mutation_root(call) if document.kind == "mutation" else query_root(call)
        data = execute(document, root, fields.inner("variables").values)
    except BadQuery as error:
        return _errors(str(error))
    except NoField as error:
        return _errors(str(error), code="undefinedField")
    except NotResolved as error:
        return _errors(str(error), kind="NOT_FOUND")
    except Refusal as refused:
        kind = {403: "FORBIDDEN", 404: "NOT_FOUND"}.get(refused.answer.status, "UNPROCESSABLE")
        return _errors(said(refused), kind=kind)
    return Answer(200, {"data": data})


def _errors(message: str, *, kind: str = "", code: str = "") -> Answer:
    error: dict[str, object] = {"message": message}
    if kind:
        error["type"] = kind
    if code:
        error["extensions"] = {"code": code}
    return Answer(200, {"data": None, "errors": [error]})


ROUTES = (Route("POST", "/graphql", graphql),)
