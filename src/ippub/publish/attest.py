"""What each line of the template needs before it is ticked: a proof that a machine has, or a person's own yes.

Nothing here ticks anything silently. What a machine can prove, it proves from the very files of the package; what only
a person can know is ticked after that person said yes to that line, and for some lines only with what must be there
besides (the screenshots).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ippub.artifacts.naming import SUFFIX
from ippub.artifacts.package import Package
from ippub.connector.folder import Connector
from ippub.publish.screenshots import FLOWS, NO_SCREENSHOTS, TESTS, Screenshots
from ippub.report.tally import counted


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the lines are judged by.

    ``duplicates`` is what the search said, in one sentence, "" when nobody asked. ``attested`` are the ids that the
    person said yes to. ``pasted`` is how many pictures the person put into the text by hand.
    """

    connector: Connector
    package: Package
    title: str
    shots: Screenshots = NO_SCREENSHOTS
    duplicates: str = ""
    attested: frozenset[str] = frozenset()
    pasted: int = 0


class Proof(NamedTuple):
    """What can be said about a line: it holds, it does not, only a person knows, or it does not apply.

    ``why`` is for the person. ``seen`` is what a machine saw besides, for the reviewers, "" when that is nothing.
    """

    verdict: str
    why: str
    seen: str = ""


HOLDS, FAILS, ASK, NOT_APPLICABLE = "holds", "fails", "ask", "not applicable"


def prove(item: str, evidence: Evidence) -> Proof:
    """What is known about the line ``item`` (an id of ``template.KEYWORDS``)."""
    return _PROOFS[item](evidence)


def question(item: str) -> bool:
    """Whether only a person can say that ``item`` holds."""
    return item in _QUESTIONS


def _no_duplicate(evidence: Evidence) -> Proof:
    said = f" ({evidence.duplicates})" if evidence.duplicates else ""
    return Proof(ASK, f"whether the connector exists already is yours to decide{said}", evidence.duplicates)


def _works(_evidence: Evidence) -> Proof:
    return Proof(ASK, "only you can have deployed it and tested all operations")


_DESCRIPTIONS = frozenset(
    {"RequiredPropertyMissing", "OperationMissingRequiredProperty", "RequiredValueEmpty", "SwaggerNotJson"}
)


def _descriptions(evidence: Evidence) -> Proof:
    swagger = evidence.connector.swagger
    operations = [one for one in swagger.operations if not one.internal] if swagger is not None else []
    parameters = [
        parameter
        for operation in operations
        for parameter in operation.parameters
        if not parameter.internal and parameter.location != "body"
    ]
    silent = [one.label for one in operations if not one.description.strip()]
    silent += [parameter.name for parameter in parameters if not parameter.text("description").strip()]
    if silent or not operations:
        return Proof(FAILS, f"{len(silent)} operations or parameters have no description" if silent else "no operation")
    found = f"{counted(len(operations), 'operation')} and {counted(len(parameters), 'parameter')} have descriptions"
    return _unless(_DESCRIPTIONS, evidence, found)


_SCHEMAS = frozenset(
    {
        "EmptyResponseSchema",
        "ResponseSchemaMissing",
        "DefaultOnlyResponse",
        "DefaultResponseHasSchema",
        "OperationShouldHaveSuccessfulResponse",
        "OperationMustHaveResponse",
        "SwaggerNotJson",
    }
)


def _schemas(evidence: Evidence) -> Proof:
    swagger = evidence.connector.swagger
    count = len(swagger.operations) if swagger is not None else 0
    if not count:
        return Proof(FAILS, "there is no operation")
    return _unless(_SCHEMAS, evidence, f"the responses of {counted(count, 'operation')} have schemas where they must")


def _validated(evidence: Evidence) -> Proof:
    found = evidence.package.verdict.counted
    return Proof(ASK, f"only you can have run paconn; ippub's own check found {found}", f"ippub found {found}")


_COLOURS = frozenset({"IconBrandColorIndependentPublisher", "IconBrandColorInvalid", "IconBrandColorMissing"})


def _brand(evidence: Evidence) -> Proof:
    return _unless(
        _COLOURS, evidence, "the brand colour is the one of independent publishers, and no icon is submitted"
    )


def _named(evidence: Evidence) -> Proof:
    expected = f"{evidence.package.name} {SUFFIX}"
    if evidence.title != expected:
        return Proof(FAILS, "the title does not follow the pattern")
    seen = "ippub wrote the title after the pattern"
    return Proof(HOLDS, seen, seen)


def _flows(evidence: Evidence) -> Proof:
    there = len(evidence.shots.flows) + evidence.pasted
    if there < FLOWS:
        return Proof(FAILS, f"{counted(FLOWS, 'screenshot')} of operations in flows are needed, there are {there}")
    seen = f"{counted(there, 'screenshot')} of flows"
    return Proof(ASK, f"{seen} are there; only you know that they are genuine", seen)


def _tests(evidence: Evidence) -> Proof:
    there = len(evidence.shots.tests) + max(0, evidence.pasted - max(0, FLOWS - len(evidence.shots.flows)))
    if there < TESTS:
        return Proof(FAILS, 'there is no screenshot of the test tab (its name has "test" in it)')
    seen = "a screenshot of the test tab"
    return Proof(ASK, f"{seen} is there; only you know that it is genuine", seen)


def _oauth(evidence: Evidence) -> Proof:
    connector = evidence.connector
    schemes = connector.swagger.security_schemes if connector.swagger is not None else []
    if not any(scheme.type == "oauth2" for scheme in schemes) and not (
        connector.properties is not None and connector.properties.uses_oauth
    ):
        return Proof(NOT_APPLICABLE, "the connector does not use OAuth")
    return _unless(frozenset({"ReadmeOAuthAppSteps"}), evidence, "the readme says how to create the app")


def _unless(codes: frozenset[str], evidence: Evidence, found: str) -> Proof:
    """It holds unless the check found one of ``codes``; where such a finding was accepted, a person has to say yes."""
    report = evidence.package.verdict.report
    against = sorted(codes & {finding.code for finding in report.findings})
    if against:
        return Proof(FAILS, f"the check found {', '.join(against)}")
    accepted = sorted(codes & {finding.code for finding in report.suppressed})
    if accepted:
        accepts = f"ippub.yaml accepts {', '.join(accepted)}"
        return Proof(ASK, f"{accepts}, so no machine can say that it holds", accepts)
    return Proof(HOLDS, found, found)


_PROOFS: dict[str, Callable[[Evidence], Proof]] = {
    "G1": _no_duplicate,
    "G2": _works,
    "G3": _descriptions,
    "G4": _schemas,
    "G5": _validated,
    "G6": _brand,
    "I1": _named,
    "I2": _flows,
    "I3": _tests,
    "I4": _oauth,
}
_QUESTIONS = frozenset({"G1", "G2", "G5", "I2", "I3"})


def unknown_ids(asked: Iterable[str]) -> list[str]:
    """The names among ``asked`` that are no ids of lines."""
    return [name for name in asked if name not in _PROOFS]
