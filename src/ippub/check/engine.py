"""Run the rules over one connector: every object is visited once, and a rule is called only where it can speak.

A rule says what it wants by the type of its parameter; these are the types, and how often each is handed out:

==================== =======================================================================================
Connector            once per connector: all files together
JsonDocument         each JSON file, also one that cannot be read
MarkdownDocument     each Markdown file
Swagger              once, when the definition can be read
SwaggerShape         once: what the JSON Schema of Swagger 2.0 says about it
PathItem             each path
Operation            each operation
Parameter            each parameter where it is defined: in an operation, in a path, shared; ``$ref`` entries too
Response             each response where it is defined; ``$ref`` entries too
Header, Items        each response header; each ``items`` of a parameter or header
Schema               each schema object, nested ones included
Typed                all of Schema, Parameter, Header and Items
SecurityScheme       each entry of ``securityDefinitions``
Invocation           each ``x-ms-dynamic-*`` extension
ApiProperties        once, when the file can be read
PropertiesShape      once: what the JSON Schema of apiProperties says about it
ConnectionParameter  each connection parameter, those of sets included
Policy               each policy template instance
Readme, Script       once, when there is one
CertificationPackage each certification package
Archive              each archive in it, itself and the solutions included
PackageDeployer      the archive at the root of each package
Solution             each solution of each package
==================== =======================================================================================
"""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from ippub.check.rule import RULES, Finding, Rule, Severity
from ippub.connector.folder import Connector
from ippub.connector.swagger import DYNAMIC
from ippub.document.contents import Contents
from ippub.document.place import Place

MAX_FINDINGS = 5_000
"""How often one rule may speak about one connector; a hostile file must not fill the memory."""

SUBJECTS = (
    "Connector",
    "JsonDocument",
    "MarkdownDocument",
    "Swagger",
    "SwaggerShape",
    "PathItem",
    "Operation",
    "Parameter",
    "Response",
    "Header",
    "Items",
    "Schema",
    "Typed",
    "SecurityScheme",
    "Invocation",
    "ApiProperties",
    "PropertiesShape",
    "ConnectionParameter",
    "Policy",
    "Readme",
    "Script",
    "CertificationPackage",
    "Archive",
    "PackageDeployer",
    "Solution",
)


_WHOLE = ("Connector", "Swagger")
"""Subjects whose rules need a key anywhere in the definition."""
_KEYS = {"Header": ("headers",), "SecurityScheme": ("securityDefinitions",), "Invocation": DYNAMIC}
"""The keys under which the objects of a subject stand, where not every definition has them."""
_IN_SWAGGER = frozenset(SUBJECTS[SUBJECTS.index("PathItem") : SUBJECTS.index("ApiProperties")])


class Found(NamedTuple):
    """A finding together with the rule that made it."""

    rule: Rule
    finding: Finding


class Subscribers:
    """The rules that want one subject: ``always``, or when one of their keys is there.

    Of an object each key is asked for by itself, with the text under it or "" (``by_key``), of a whole definition
    all keys of a rule, once for the rules that have the same (``by_keys``).
    """

    def __init__(
        self,
        always: list[Rule],
        by_key: dict[tuple[str, str], list[Rule]],
        by_keys: dict[tuple[str, ...], list[Rule]],
    ) -> None:
        self.always = always
        self.by_key = by_key
        self.by_keys = by_keys


Plan = dict[str, Subscribers]
"""The rules of a run by subject. Made once and used for every connector."""


def make_plan(rules: Iterable[Rule]) -> Plan:
    """Sort ``rules`` by what they want to see. Raises ``ValueError`` for a subject that the engine does not know."""
    plan: Plan = {}
    for wanted in rules:
        if wanted.subject not in SUBJECTS:
            raise ValueError(f"{wanted.code} asks for {wanted.subject}, which the engine does not hand out")
        subjects = ("Schema", "Parameter", "Header", "Items") if wanted.subject == "Typed" else (wanted.subject,)
        for subject in subjects:
            subscribers = plan.setdefault(subject, Subscribers([], {}, {}))
            if not wanted.needs:
                subscribers.always.append(wanted)
            elif subject in _WHOLE:
                subscribers.by_keys.setdefault(wanted.needs, []).append(wanted)
            else:
                for key in wanted.needs:
                    name, _, text = key.partition("=")
                    subscribers.by_key.setdefault((name, text), []).append(wanted)
    return plan


def run(connector: Connector, plan: Plan) -> list[Found]:
    """Everything that the rules of ``plan`` say about ``connector``, unsorted, each thing once.

    A rule that crashes is a finding about that rule (``RuleCrashed``) and never the end of the run. A second opinion
    (a deep rule) is told only where no other rule speaks, so that nobody hears the same thing twice.
    """
    return joined(run_parts(connector, plan))


Parts = dict[str, list[Found]]
"""What was found, by the subject of the rules that found it."""


def run_parts(connector: Connector, plan: Plan, earlier: tuple[Connector, Parts] | None = None) -> Parts:
    """What ``run`` gives, in parts that can be taken over when only some files of the connector change.

    ``earlier`` is the connector before that and what was found then: who looks at nothing new is not asked again.
    """
    document = connector.swagger_document
    contents = document.contents if document is not None and document.readable else None
    parts: Parts = {}
    for subject, subscribers in plan.items():
        if earlier is not None and subject in earlier[1] and _sees_the_same(subject, earlier[0], connector):
            parts[subject] = earlier[1][subject]
        else:
            parts[subject] = _run_part(connector, subject, subscribers, contents)
    return parts


def joined(*several: Parts) -> list[Found]:
    """All that was found, each thing once. Of ``several`` each has other rules.

    In a part it is there once already, so only the rules that see several subjects can have said it in two.
    """
    told: set[tuple[str, Place, str]] = set()
    found: list[Found] = []
    for subject, part in (item for parts in several for item in parts.items()):
        for one in part:
            if one.rule.subject != subject:
                key = (one.rule.code, one.finding.at, one.finding.message)
                if key in told:
                    continue
                told.add(key)
            found.append(one)
    return _without_echoes(found)


def _sees_the_same(subject: str, before: Connector, now: Connector) -> bool:
    """Whether all that a subject's rules can look at is the same in both; what looks at the whole folder never does."""
    match subject:
        case "JsonDocument" | "MarkdownDocument":
            return all(a is b for a, b in zip_longest(before.documents, now.documents))
        case "ApiProperties" | "PropertiesShape" | "ConnectionParameter" | "Policy":
            return before.properties_document is now.properties_document
        case "Readme":
            return before.readme_document is now.readme_document
        case "Script":
            return before.script is now.script
    if subject in _IN_SWAGGER or subject in ("Swagger", "SwaggerShape"):
        return before.swagger_document is now.swagger_document
    return False


def _run_part(connector: Connector, subject: str, subscribers: Subscribers, contents: Contents | None) -> list[Found]:
    found: dict[tuple[str, Place, str], Found] = {}
    if contents is not None and subject in _KEYS and contents.keys.isdisjoint(_KEYS[subject]):
        return []  # the objects need not be looked for
    nodes = _handed_out(subject, connector)
    if not nodes:
        return []
    _ask(subscribers.always, nodes, found)
    for needs, rules in subscribers.by_keys.items():
        if contents is None or contents.has_any(needs):
            _ask(rules, nodes, found)
    known = contents if subject in _IN_SWAGGER else None
    for (key, text), rules in subscribers.by_key.items():
        if known is not None and (key not in known.keys or (text and text not in known.strings)):
            continue
        holders = _with_key(subject, key, text, nodes, connector)
        if holders:
            _ask(rules, holders, found)
    return list(found.values())


def _without_echoes(found: list[Found]) -> list[Found]:
    """``found`` without what a deep rule says at, right above or right below an error or warning of another rule."""
    if not any(one.rule.deep for one in found):
        return found
    told = {(one.finding.at.file, _steps(one)) for one in found if _is_loud(one) and one.finding.at.tokens}
    around = told | {(file, steps[:-1]) for file, steps in told}

    def is_echo(one: Found) -> bool:
        file, steps = one.finding.at.file, _steps(one)
        return one.rule.deep and ((file, steps) in around or (bool(steps) and (file, steps[:-1]) in told))

    return [one for one in found if not is_echo(one)]


def _is_loud(found: Found) -> bool:
    return not found.rule.deep and (found.finding.severity or found.rule.severity) is not Severity.INFO


def _steps(found: Found) -> tuple[str, ...]:
    return tuple(map(str, found.finding.at.tokens or ()))


def _with_key(subject: str, key: str, text: str, nodes: Sequence[Any], connector: Connector) -> Sequence[Any]:
    """Those of ``nodes`` that have ``key``; with a ``text`` those that have this text under it."""
    if subject == "Schema" and connector.swagger is not None:
        nodes = connector.swagger.schemas_with(key)
    if text:
        return [node for node in nodes if node.value.get(key) == text]
    return nodes if subject == "Schema" else [node for node in nodes if key in node.value]


def _ask(rules: Iterable[Rule], nodes: Sequence[Any], found: dict[tuple[str, Place, str], Found]) -> None:
    """Call each of ``rules`` for each of ``nodes``: a million calls in a long run, so nothing else stands here."""
    for wanted in rules:
        check = wanted.check
        count = 0
        for node in nodes:
            try:
                for finding in check(node):
                    if count >= MAX_FINDINGS:
                        break
                    count += 1
                    found.setdefault((wanted.code, finding.at, finding.message), Found(wanted, finding))
                else:
                    continue
            except Exception as error:  # noqa: BLE001  # a fault of ours must not hide what the other rules know
                message = f"the rule {wanted.code} failed here: {type(error).__name__}: {error}"
                crash = Finding(message, _place_of(node))
                found.setdefault(("RuleCrashed", crash.at, message), Found(RULES["RuleCrashed"], crash))
                continue
            break


def _place_of(node: Any) -> Place:
    place = getattr(node, "place", None)
    if isinstance(place, Place):
        return place
    return Place(str(getattr(node, "file", None) or getattr(node, "name", "")))


def _handed_out(subject: str, connector: Connector) -> Sequence[Any]:
    """The objects of the type ``subject`` in ``connector``."""
    match subject:
        case "Connector":
            return (connector,)
        case "JsonDocument" | "MarkdownDocument":
            return [document for document in connector.documents if type(document).__name__ == subject]
        case "Readme":
            return (connector.readme,) if connector.readme is not None else ()
        case "Script":
            return (connector.script,) if connector.script is not None else ()
        case "ApiProperties" | "PropertiesShape" | "ConnectionParameter" | "Policy":
            return _of_properties(subject, connector)
        case "CertificationPackage" | "Archive" | "PackageDeployer" | "Solution":
            return _of_packages(subject, connector)
    return _of_swagger(subject, connector)


def _of_swagger(subject: str, connector: Connector) -> Sequence[Any]:
    swagger = connector.swagger
    if swagger is None:
        return ()
    match subject:
        case "Swagger":
            return (swagger,)
        case "SwaggerShape":
            from ippub.check.shape import swagger_shape

            return (swagger_shape(swagger),)
        case "PathItem":
            return swagger.path_items
        case "Operation":
            return swagger.operations
        case "Parameter":
            return swagger.parameters
        case "Response":
            return swagger.responses
        case "Header":
            return swagger.headers
        case "Items":
            return swagger.items
        case "Schema":
            return swagger.schemas
        case "SecurityScheme":
            return swagger.security_schemes
        case "Invocation":
            return swagger.invocations
    return ()


def _of_properties(subject: str, connector: Connector) -> Sequence[Any]:
    properties = connector.properties
    if properties is None:
        return ()
    match subject:
        case "ApiProperties":
            return (properties,)
        case "PropertiesShape":
            from ippub.check.shape import properties_shape

            return (properties_shape(properties),)
        case "ConnectionParameter":
            return properties.connection_parameters
    return properties.policies


def _of_packages(subject: str, connector: Connector) -> Sequence[Any]:
    if not connector.package_names:
        return ()
    packages = connector.packages
    match subject:
        case "CertificationPackage":
            return packages
        case "Archive":
            return [archive for package in packages for archive in package.archives]
        case "PackageDeployer":
            return [package.deployer for package in packages if package.deployer is not None]
    return [solution for package in packages for solution in package.solutions]
