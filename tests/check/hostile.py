"""Connectors made to hurt, each of a size: what takes time that grows faster than the size shows itself on them.

Each case gives the files of a folder for a size ``n``; the size is about the number of things (operations, letters,
headings), so that a case of size ``2 * n`` has twice the bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ippub.check.example import read_example
from ippub.document.json import MAX_DEPTH

Files = dict[str, bytes]
Case = Callable[[int], Files]

SWAGGER, PROPERTIES, README, SCRIPT = "apiDefinition.swagger.json", "apiProperties.json", "readme.md", "script.csx"
PLAIN = read_example("{}").files
CASES: dict[str, tuple[Case, int]] = {}
"""By name: the case, and the size that makes about half a megabyte of it (or what a person would call very much)."""


def case(size: int) -> Callable[[Case], Case]:
    def register(make: Case) -> Case:
        CASES[make.__name__] = (make, size)
        return make

    return register


def swagger(**changes: Any) -> Files:
    value = json.loads(PLAIN[SWAGGER]) | {key.replace("__", "-"): value for key, value in changes.items()}
    return PLAIN | {SWAGGER: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")}


def properties(**changes: Any) -> Files:
    value = json.loads(PLAIN[PROPERTIES])
    value["properties"] |= changes
    return PLAIN | {PROPERTIES: json.dumps(value, ensure_ascii=False).encode()}


def operation(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "operationId": f"Get{number}",
        "summary": f"Get {number}",
        "description": f"Gets what has the number {number}.",
        "responses": {"200": {"description": "OK", "schema": {"type": "string"}}},
        **changes,
    }


def one_operation(**changes: Any) -> Files:
    return swagger(paths={"/a": {"get": operation(1, **changes)}})


def parameter(number: int, **changes: Any) -> dict[str, Any]:
    return {"name": f"p{number}", "in": "query", "type": "string", "x-ms-summary": f"P {number}", **changes}


@case(2_000)
def many_operations(n: int) -> Files:
    return swagger(paths={f"/a{i}": {"get": operation(i)} for i in range(n)})


@case(12_000)
def many_bare_operations(n: int) -> Files:
    return swagger(paths={f"/{i}": {"get": {}} for i in range(n)})


@case(3_000)
def operations_that_are_all_the_same(n: int) -> Files:
    same = operation(1, tags=["a"], parameters=[{"name": "x", "in": "query"}])
    return swagger(paths={f"/a{i}/{{id{i}}}": {"get": same} for i in range(n)})


@case(2_000)
def operations_that_are_almost_the_same(n: int) -> Files:
    words = "List the widgets of a customer in one of the stores near the place"
    return swagger(
        paths={
            f"/a/{{id}}/{'b/' * (i % 9)}{i}": {
                "get": operation(
                    i, summary=f"{words} {i}", operationId=f"ListTheWidgetsOfACustomer{i}", description=f"{words}. {i}"
                )
            }
            for i in range(n)
        }
    )


@case(2_000)
def operations_of_one_family(n: int) -> Files:
    family = {"family": "F", "revision": 1}
    return swagger(
        paths={
            f"/v{i}/a": {
                "get": operation(i, **{"x-ms-api-annotation": family | {"revision": i}}, deprecated=i % 2 == 0)
            }
            for i in range(n)
        }
    )


@case(1_000)
def triggers(n: int) -> Files:
    body = {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Hook"}}
    paths = {
        f"/h{i}": {
            "x-ms-notification-content": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}},
            "post": operation(i, **{"x-ms-trigger": "single"}, parameters=[body]),
            "delete": operation(i + n),
        }
        for i in range(n)
    }
    hook = {"type": "object", "properties": {"url": {"type": "string", "x-ms-notification-url": True}}}
    return swagger(paths=paths, definitions={"Hook": hook})


@case(1_000)
def paging_and_batch_triggers(n: int) -> Files:
    more = {"x-ms-trigger": "batch", "x-ms-pageable": {"nextLinkName": "next"}, "x-ms-trigger-hint": "To see it"}
    return swagger(paths={f"/a{i}": {"get": operation(i, **more)} for i in range(n)})


@case(8_000)
def many_parameters(n: int) -> Files:
    return one_operation(parameters=[parameter(i) for i in range(n)])


@case(8_000)
def parameters_of_one_name(n: int) -> Files:
    return one_operation(parameters=[parameter(1) for _ in range(n)])


@case(8_000)
def body_parameters(n: int) -> Files:
    return one_operation(parameters=[{"name": f"b{i}", "in": "body", "schema": {"type": "object"}} for i in range(n)])


@case(8_000)
def references_to_shared_parameters(n: int) -> Files:
    shared = {f"p{i}": parameter(i) for i in range(n // 4)}
    listed = [{"$ref": f"#/parameters/p{i % (n // 4)}"} for i in range(n)]
    return swagger(paths={"/a": {"get": operation(1, parameters=listed)}}, parameters=shared)


@case(250)
def shared_parameters_in_many_operations(n: int) -> Files:
    """Few bytes, many pairs: each of n operations stands under the same n / 10 parameters of the path."""
    shared = {f"p{i}": parameter(i) for i in range(60)}
    listed = [{"$ref": f"#/parameters/{name}"} for name in shared]
    return swagger(paths={f"/a{i}": {"parameters": listed, "get": operation(i)} for i in range(n)}, parameters=shared)


@case(4_000)
def path_parameters(n: int) -> Files:
    path = "/" + "/".join(f"{{p{i}}}" for i in range(n))
    return swagger(paths={path: {"get": operation(1, parameters=[parameter(i, **{"in": "path"}) for i in range(n)])}})


@case(8_000)
def many_properties(n: int) -> Files:
    return swagger(definitions={"A": {"type": "object", "properties": {f"p{i}": {"type": "string"} for i in range(n)}}})


@case(4_000)
def described_properties(n: int) -> Files:
    each = {"type": "string", "description": "What it is called in the list of all of them.", "x-ms-summary": "Name"}
    all_of_them = {f"p{i}": each for i in range(n)}
    return swagger(definitions={"A": {"type": "object", "properties": all_of_them, "required": list(all_of_them)}})


@case(8_000)
def many_definitions(n: int) -> Files:
    return swagger(definitions={f"D{i}": {"type": "object"} for i in range(n)})


@case(4_000)
def a_chain_of_references(n: int) -> Files:
    chain = {f"D{i}": {"type": "object", "properties": {"a": {"$ref": f"#/definitions/D{i + 1}"}}} for i in range(n)}
    return in_answer({"$ref": "#/definitions/D0"}, chain)


@case(4_000)
def a_chain_of_bare_references(n: int) -> Files:
    return in_answer({"$ref": "#/definitions/D0"}, {f"D{i}": {"$ref": f"#/definitions/D{i + 1}"} for i in range(n)})


@case(4_000)
def a_circle_of_references(n: int) -> Files:
    circle = {f"D{i}": {"properties": {"a": {"$ref": f"#/definitions/D{(i + 1) % n}"}}} for i in range(n)}
    return in_answer({"$ref": "#/definitions/D0"}, circle)


@case(2_000)
def references_that_double_at_each_step(n: int) -> Files:
    step = {
        f"D{i}": {"type": "object", "properties": {k: {"$ref": f"#/definitions/D{i + 1}"} for k in "ab"}}
        for i in range(n)
    }
    return in_answer({"$ref": "#/definitions/D0"}, step)


@case(2_000)
def parts_that_double_at_each_step(n: int) -> Files:
    step = {f"D{i}": {"allOf": [{"$ref": f"#/definitions/D{i + 1}"}] * 2} for i in range(n)}
    return in_answer({"$ref": "#/definitions/D0"}, step)


@case(150)
def everything_refers_to_everything(n: int) -> Files:
    few = min(n, 120)
    web = {
        f"D{i}": {"type": "object", "properties": {f"p{j}": {"$ref": f"#/definitions/D{j}"} for j in range(few)}}
        for i in range(n)
    }
    return in_answer({"$ref": "#/definitions/D0"}, web)


@case(1_500)
def many_answers_with_one_large_schema(n: int) -> Files:
    """Whoever walks the schema again for each operation takes n * n steps."""
    large = {"type": "object", "properties": {f"p{i}": {"type": "string"} for i in range(n)}}
    answer = {"200": {"description": "OK", "schema": {"$ref": "#/definitions/Large"}}}
    body = {"name": "body", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Large"}}
    paths = {f"/a{i}": {"post": operation(i, responses=answer, parameters=[body])} for i in range(n)}
    return swagger(paths=paths, definitions={"Large": large})


@case(4_000)
def references_to_nowhere(n: int) -> Files:
    nowhere = {f"p{i}": {"$ref": f"#/definitions/Nowhere{i}"} for i in range(n)}
    return swagger(definitions={f"D{i}": {"type": "object"} for i in range(n)} | {"A": {"properties": nowhere}})


@case(4_000)
def references_to_files_and_addresses(n: int) -> Files:
    away = {
        f"p{i}": {"$ref": ("https://localhost:1/a.json", "other.json#/a", "file:///etc/passwd")[i % 3]}
        for i in range(n)
    }
    return swagger(definitions={"A": {"type": "object", "properties": away}})


def in_answer(schema: Any, definitions: Any) -> Files:
    answers = {"200": {"description": "OK", "schema": schema}}
    body = [{"name": "body", "in": "body", "schema": schema}]
    return swagger(
        paths={"/a": {"get": operation(1, responses=answers), "post": operation(2, parameters=body)}},
        definitions=definitions,
    )


@case(60)
def schemas_inside_schemas(n: int) -> Files:
    schema: Any = {"type": "string"}
    for number in range((MAX_DEPTH - 10) // 2):
        schema = {"properties": {"a": schema, f"b{number}": {"type": "string"}}}
    return in_answer(schema, {f"D{i}": schema for i in range(n)})


@case(60)
def lists_inside_lists(n: int) -> Files:
    schema: Any = {"type": "string"}
    for _ in range(MAX_DEPTH - 10):
        schema = {"type": "array", "items": schema}
    return in_answer(schema, {f"D{i}": schema for i in range(n)})


@case(3_500)
def parts_of_one_schema(n: int) -> Files:
    return in_answer({"allOf": [{"properties": {f"p{i}": {"type": "string"}}} for i in range(n)]}, {})


@case(30_000)
def long_lists_of_choices(n: int) -> Files:
    return one_operation(
        parameters=[parameter(1, enum=[f"v{i}" for i in range(n)]), parameter(2, type="integer", enum=list(range(n)))]
    )


@case(12_000)
def choices_that_repeat(n: int) -> Files:
    return one_operation(parameters=[parameter(1, enum=["a", "A"] * (n // 2)), parameter(2, enum=[{"a": 1}] * n)])


@case(30_000)
def lists_where_none_belongs(n: int) -> Files:
    numbers = list(range(n))
    return swagger(tags=numbers, schemes=numbers, consumes=numbers, produces=numbers, host=numbers, security=numbers)


@case(30_000)
def lists_of_texts_where_one_belongs(n: int) -> Files:
    texts = [f"t{i}" for i in range(n)]
    return one_operation(tags=texts, consumes=texts, produces=texts, schemes=texts, summary=texts, security=texts)


@case(40_000)
def a_long_list_as_default_and_example(n: int) -> Files:
    numbers = list(range(n))
    schema = {"type": "array", "items": {"type": "integer"}, "default": numbers, "example": numbers}
    return in_answer(schema, {"A": schema})


@case(8_000)
def many_answers(n: int) -> Files:
    return one_operation(responses={str(i): {"description": "OK"} for i in range(n)})


@case(8_000)
def many_headers(n: int) -> Files:
    headers = {f"X-{i}": {"type": "string"} for i in range(n)}
    return one_operation(responses={"200": {"description": "OK", "headers": headers}})


@case(8_000)
def unknown_extensions(n: int) -> Files:
    return swagger(**{f"x-ms-visibilty{i}": "x" for i in range(n)})


@case(8_000)
def unknown_keys(n: int) -> Files:
    return swagger(**{f"descripton{i}": "x" for i in range(n)})


@case(4_000)
def many_security_schemes(n: int) -> Files:
    schemes = {
        f"s{i}": {"type": ("apiKey", "basic", "oauth2", "x")[i % 4], "in": "header", "name": "X"} for i in range(n)
    }
    return swagger(securityDefinitions=schemes, security=[{name: []} for name in schemes])


@case(8_000)
def many_scopes(n: int) -> Files:
    scopes = {f"scope.{i}": "x" for i in range(n)}
    scheme = {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "x", "tokenUrl": "y", "scopes": scopes}
    return swagger(securityDefinitions={"o": scheme}, security=[{"o": list(scopes)}])


@case(8_000)
def many_metadata(n: int) -> Files:
    entries = [{"propertyName": ("Website", f"N{i}")[i % 2], "propertyValue": "x"} for i in range(n)]
    return swagger(**{"x-ms-connector-metadata": entries})


@case(30_000)
def many_categories(n: int) -> Files:
    entries = [{"propertyName": "Categories", "propertyValue": ";".join(f"Cat {i}" for i in range(n))}]
    return swagger(**{"x-ms-connector-metadata": entries})


@case(8_000)
def many_tags(n: int) -> Files:
    return swagger(tags=[{"name": f"t{i}"} for i in range(n)])


@case(1_500)
def lists_filled_by_one_operation(n: int) -> Files:
    """Each of n parameters asks the same operation, which has n parameters and n properties itself."""
    asks = {
        "operationId": "Get1",
        "value-path": "p1",
        "value-title": "p2",
        "value-collection": "value",
        "parameters": {"p1": {"parameter": "p2"}},
    }
    listed = [parameter(i, **{"x-ms-dynamic-values": asks}) for i in range(n)]
    answer = {"type": "object", "properties": {"value": {"type": "array", "items": {"$ref": "#/definitions/A"}}}}
    item = {"type": "object", "properties": {f"p{i}": {"type": "string"} for i in range(n)}}
    get = operation(1, parameters=listed, responses={"200": {"description": "OK", "schema": answer}})
    return swagger(paths={"/a": {"get": get}}, definitions={"A": item})


@case(1_500)
def lists_filled_by_an_operation_each(n: int) -> Files:
    paths = {}
    for i in range(n):
        asks = {"operationId": f"Get{(i + 1) % n}", "value-path": "id", "parameters": {"x": {"parameter": f"p{i}"}}}
        listed = {"operationId": f"Get{i}", "itemValuePath": "id", "parameters": {"x": {"parameterReference": f"p{i}"}}}
        both = {"x-ms-dynamic-values": asks, "x-ms-dynamic-list": listed}
        paths[f"/a{i}"] = {"get": operation(i, parameters=[parameter(i, **both)])}
    return swagger(paths=paths)


@case(3_000)
def schemas_made_by_an_operation(n: int) -> Files:
    asks = {
        "operationId": "Get1",
        "value-path": "a/" * 50,
        "parameters": {f"p{i}": {"parameter": f"q{i}"} for i in range(n)},
    }
    schema = {"type": "object", "x-ms-dynamic-schema": asks, "x-ms-dynamic-properties": asks}
    return in_answer(schema, {})


@case(3_000)
def dynamic_parameters_without_end(n: int) -> Files:
    passed = {f"p{i}": {"parameter": f"p{i}"} for i in range(n)}
    asks = {"operationId": "Get1", "value-path": "a", "parameters": passed}
    return one_operation(parameters=[parameter(i) for i in range(n)] + [parameter(n, **{"x-ms-dynamic-values": asks})])


# Texts

NASTY = {
    "letters": "a",
    "capitals": "A",
    "camel": "aB",
    "blanks": " ",
    "lines": "\n",
    "words": "the widget ",
    "sentences": "It is. ",
    "angles": "<",
    "tags": "<b>",
    "brackets": "[",
    "links": "[a](b",
    "braces": "{",
    "parameters": "{a}/",
    "parens": "(",
    "slashes": "/",
    "backslashes": "\\",
    "dots": ".",
    "dashes": "-",
    "underscores": "_",
    "stars": "*",
    "quotes": '"',
    "ticks": "`",
    "hashes": "#",
    "ats": "a@",
    "colons": ":",
    "addresses": "http://a.",
    "percents": "%2",
    "digits": "1",
    "keys": "key=",
    "secrets": "password: aB3",
    "commas": ", ",
    "accents": "\u00e9",
    "wide": "\u6ce8",
    "emoji": "\U0001f600",
    "marks": "e\u0301",
    "right_to_left": "\u202e\u05d0",
    "zero_width": "\u200b",
}
"""Pieces that are repeated to make texts on which a careless regular expression goes back and forth."""


def texts(name: str, size: int = 100_000) -> Iterator[tuple[str, str, int]]:
    for kind, piece in NASTY.items():
        yield f"{name}_of_{kind}", piece, size // len(json.dumps(piece, ensure_ascii=False).encode()[1:-1])


def texts_in_definition(text: str) -> Files:
    """``text`` in every place of a definition that holds one."""
    value = json.loads(PLAIN[SWAGGER])
    value["info"] = dict.fromkeys(("title", "description", "version", "termsOfService"), text)
    value["info"]["contact"] = {"name": text, "url": text, "email": text}
    value |= {"host": text, "basePath": text, "schemes": [text], "consumes": [text], "produces": [text]}
    get = operation(1, operationId=text, summary=text, description=text, tags=[text])
    get |= {"x-ms-visibility": text, "x-ms-trigger": text, "x-ms-trigger-hint": text, "consumes": [text]}
    get["parameters"] = [
        parameter(1, name=text, description=text, pattern=text, default=text, enum=[text], format=text),
        parameter(2, **{"x-ms-summary": text, "type": text, "x-ms-url-encoding": text, "$ref": text}),
        parameter(3, **{"x-ms-dynamic-values": {"operationId": text, "value-path": text, "value-collection": text}}),
    ]
    get["responses"] = {"200": {"description": text, "schema": {"$ref": text}}, text: {"description": text}}
    value["paths"] = {"/" + text: {"get": get}}
    schema = {"type": "string", "title": text, "description": text, "pattern": text, "example": text, "default": text}
    value["definitions"] = {text: {"type": "object", "properties": {text: schema}, "required": [text]}}
    value["securityDefinitions"] = {
        text: {"type": "oauth2", "flow": text, "authorizationUrl": text, "tokenUrl": text, "scopes": {text: text}}
    }
    value["security"] = [{text: [text]}]
    value["tags"] = [{"name": text, "description": text}]
    value["x-ms-connector-metadata"] = [{"propertyName": "Categories", "propertyValue": text}]
    value["x-" + text] = text
    return PLAIN | {SWAGGER: json.dumps(value, ensure_ascii=False).encode()}


def texts_in_properties(text: str) -> Files:
    ui = {"displayName": text, "description": text, "tooltip": text, "constraints": {"required": text, text: text}}
    oauth = {"identityProvider": text, "clientId": text, "scopes": [text], "redirectUrl": text}
    oauth["customParameters"] = {text: {"value": text}}
    policy = {"templateId": text, "title": text, "parameters": {text: text, "x-ms-apimTemplateParameter.name": text}}
    return properties(
        connectionParameters={
            text: {"type": text, "uiDefinition": ui},
            "t": {"type": "oauthSetting", "oAuthSettings": oauth},
        },
        iconBrandColor=text,
        capabilities=[text],
        publisher=text,
        stackOwner=text,
        scriptOperations=[text],
        policyTemplateInstances=[policy],
        **{text: text},
    )


@case(4_000)
def many_connection_parameters(n: int) -> Files:
    ui = {"displayName": "A", "description": "A", "tooltip": "A", "constraints": {"required": "true"}}
    return properties(connectionParameters={f"p{i}": {"type": "string", "uiDefinition": ui} for i in range(n)})


@case(2_000)
def many_sets_of_connection_parameters(n: int) -> Files:
    values = [
        {"name": f"s{i % 7}", "uiDefinition": {"displayName": f"S{i}"}, "parameters": {f"p{i}": {"type": "string"}}}
        for i in range(n)
    ]
    return properties(connectionParameterSets={"uiDefinition": {"displayName": "A"}, "values": values})


@case(1_500)
def many_policies(n: int) -> Files:
    names = [f"Get{i}" for i in range(40)]
    return properties(
        policyTemplateInstances=[
            {
                "templateId": ("routerequesttoendpoint", "dynamichosturl", "setheader", "none")[i % 4],
                "title": f"T{i}",
                "parameters": {"x-ms-apimTemplate-operationName": names},
            }
            for i in range(n)
        ]
    )


@case(30_000)
def policies_of_many_operations(n: int) -> Files:
    names = [f"Get{i}" for i in range(n)]
    policy = {"templateId": "setheader", "title": "T", "parameters": {"x-ms-apimTemplate-operationName": names}}
    files = properties(policyTemplateInstances=[policy], scriptOperations=names)
    return files | {SCRIPT: b"public class Script : ScriptBase {}"}


@case(20_000)
def many_custom_parameters(n: int) -> Files:
    oauth = {"identityProvider": "oauth2generic", "clientId": "x", "scopes": [f"s{i}" for i in range(n)]}
    oauth["customParameters"] = {f"p{i}": {"value": "x"} for i in range(n)}
    return properties(connectionParameters={"token": {"type": "oauthSetting", "oAuthSettings": oauth}})


def readme(text: str) -> Files:
    return PLAIN | {README: text.encode("utf-8", "surrogatepass")}


@case(3_500)
def a_readme_of_headings(n: int) -> Files:
    return readme("# A\n\n" + "".join(f"## Heading {i}\n\nText.\n\n" for i in range(n)))


@case(400)
def a_readme_of_deeper_and_deeper_lists(n: int) -> Files:
    return readme("\n".join("  " * (i % 200) + f"- item {i}" for i in range(n)))


@case(3_000)
def a_readme_of_links(n: int) -> Files:
    return readme("".join(f"[a{i}](https://a.example/{i}) " for i in range(n)))


@case(4_500)
def a_readme_of_images(n: int) -> Files:
    return readme("".join(f"![a{i}](a{i}.png)\n" for i in range(n)))


@case(2_200)
def a_readme_of_references(n: int) -> Files:
    return readme("".join(f"[a{i}]\n\n[a{i}]: https://a.example\n\n" for i in range(n)))


@case(8_000)
def a_readme_of_table_rows(n: int) -> Files:
    return readme("| a | b |\n|---|---|\n" + "| x | y |\n" * n)


@case(80)
def a_readme_and_operations_that_do_not_meet(n: int) -> Files:
    """Each operation is looked for among all headings and list items."""
    headings = "".join(f"### Read the thing {i}\n\n- Something {i}: reads.\n\n" for i in range(n * 10))
    files = swagger(paths={f"/a{i}": {"get": operation(i, summary=f"List widgets {i}")} for i in range(n * 3)})
    return files | {README: f"# A\n\n## Supported Operations\n\n{headings}".encode()}


@case(60_000)
def a_readme_of_quotes_inside_quotes(n: int) -> Files:
    return readme(">" * n + " a")


@case(60_000)
def a_readme_of_openings_without_ends(n: int) -> Files:
    return readme("*a **b _c [d](" * (n // 14))


def script(text: str) -> Files:
    files = properties(scriptOperations=["ListWidgets"])
    return files | {SCRIPT: text.encode("utf-8", "surrogatepass")}


@case(8_000)
def a_script_of_usings_and_methods(n: int) -> Files:
    return script("using System;\n" * n + "public class Script : ScriptBase {\n" + "void A() { }\n" * n + "}")


@case(10_000)
def a_script_of_openings(n: int) -> Files:
    return script('/* @"$"{ // " \' class Script : ' * n)


@case(50_000)
def a_script_of_escaped_quotes(n: int) -> Files:
    return script("class Script { string a = " + r"\"" * n)


@case(4_000)
def a_script_of_operation_ids(n: int) -> Files:
    ids = [f"Get{i}" for i in range(n)]
    code = "".join(f'case "{name}": return this.Context.OperationId == "{name}";\n' for name in ids)
    files = swagger(paths={f"/a{i}": {"get": operation(i)} for i in range(n // 4)})
    return script(code) | {SWAGGER: files[SWAGGER]}


# At the limits: as much of one thing as a file may hold and still be read, and far beyond


def _bare(count: int) -> dict[str, Any]:
    return {f"/{i}": {"get": {}} for i in range(count)}


LARGEST: dict[str, Callable[[], Files]] = {
    "24,000 operations": lambda: swagger(paths=_bare(24_000)),
    "48,000 paths": lambda: swagger(paths={f"/{i}": {} for i in range(48_000)}),
    "48,000 parameters": lambda: one_operation(parameters=[{"name": f"p{i}", "in": "query"} for i in range(48_000)]),
    "48,000 empty parameters": lambda: one_operation(parameters=[{}] * 48_000),
    "48,000 properties": lambda: many_properties(48_000),
    "48,000 definitions": lambda: many_definitions(48_000),
    "48,000 parts": lambda: swagger(definitions={"A": {"allOf": [{}] * 48_000}}),
    "48,000 answers": lambda: many_answers(48_000),
    "24,000 sign-ins": lambda: swagger(
        securityDefinitions={f"s{i}": {} for i in range(24_000)}, security=[{f"s{i}": []} for i in range(24_000)]
    ),
    "48,000 connection parameters": lambda: properties(connectionParameters={f"p{i}": {} for i in range(48_000)}),
    "48,000 policies": lambda: properties(policyTemplateInstances=[{}] * 48_000),
    "1,000,000 numbers": lambda: swagger(**{"x-a": [0] * 1_000_000}),
    "1,000,000 choices": lambda: one_operation(parameters=[parameter(1, enum=[0] * 1_000_000)]),
    "1,000,000 tags": lambda: swagger(tags=[1] * 1_000_000),
    "a description of 4 MB": lambda: swagger(info={"title": "a", "version": "1", "description": "The word " * 440_000}),
    "a title of 4 MB": lambda: swagger(info={"title": "x" * 4_000_000, "version": "1"}),
    "a key of 4 MB": lambda: swagger(**{"x" * 4_000_000: 1}),
    "an operationId of 4 MB": lambda: one_operation(operationId="aB" * 2_000_000),
    "a summary of 4 MB": lambda: one_operation(summary="a b " * 1_000_000),
    "a path of 4 MB": lambda: swagger(paths={"/{a}" * 1_000_000: {"get": {}}}),
    "a pattern of 4 MB": lambda: one_operation(parameters=[parameter(1, pattern="(" * 4_000_000)]),
    "4 MB on one line": lambda: described_properties(30_000),
    "a readme of headings": lambda: readme("# a\n" * 48_000),
    "a readme of items": lambda: readme("- a\n" * 48_000),
    "a readme of paragraphs": lambda: readme("a\n\n" * 65_000),
    "a readme of HTML": lambda: readme("<a\n" * 65_000),
    "a script of literals": lambda: script('"a" ' * 2_000_000),
    "a script of lines": lambda: script("a\n" * 4_000_000),
    "100,000 operations": lambda: swagger(paths=_bare(100_000)),
    "100,000 levels": lambda: PLAIN | {SWAGGER: b'{"a":' * 100_000 + b"1" + b"}" * 100_000},
    "100,000 openings": lambda: PLAIN | {SWAGGER: b"[" * 100_000},
    "200 MB": lambda: PLAIN | {SWAGGER: b'{"a": "' + b"x" * 200_000_000 + b'"}'},
    "a readme of 200 MB": lambda: readme("x" * 200_000_000),
    "a script of 200 MB": lambda: script("x" * 200_000_000),
    "UTF-16": lambda: PLAIN | {SWAGGER: many_operations(2_000)[SWAGGER].decode().encode("utf-16")},
    "no UTF-8": lambda: PLAIN | {SWAGGER: b'{"a": "' + b"\xff" * 4_000_000 + b'"}', README: b"\xff" * 190_000},
    "NUL": lambda: PLAIN | {SWAGGER: b"\0" * 4_000_000, README: b"\0" * 190_000, SCRIPT: b"\0" * 2_000_000},
    "empty files": lambda: dict.fromkeys((SWAGGER, PROPERTIES, README, SCRIPT), b""),
}


def _register_texts() -> None:
    places: dict[str, tuple[Callable[[str], Files], int]] = {
        "texts": (texts_in_definition, 20_000),
        "properties": (texts_in_properties, 40_000),
        "a_readme": (readme, 90_000),
        "a_script": (script, 200_000),
    }
    for place, (fill, size) in places.items():
        for name, piece, count in texts(place, size):
            CASES[name] = (lambda n, fill=fill, piece=piece: fill(piece * n), count)


_register_texts()
