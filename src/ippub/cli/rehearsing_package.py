"""The part of the rehearsal that is today's process: the package, and what certification answers to it."""

from __future__ import annotations

import os
from typing import NamedTuple

from ippub.cli.theatre import Theatre
from ippub.errors import EXIT_CLEAN, EXIT_FINDINGS
from ippub.rehearsal.seed import CERTIFICATION
from ippub.report.model import Reported

CERTIFY = "certify-connector"
"""The comment by which staff starts the certification."""

ASK = (
    "Thank you for the proposal. Nothing like it is there yet: please go ahead. Our certification process has changed:"
    " please commit the connector package, package.zip, into the connector's folder. A Microsoft form about who you are"
    " was mailed to the contact address of the definition."
)
APPROVED = (
    "Congratulations, your certification request has been approved. The deployment comes next and typically takes 3-4"
    " weeks."
)


class Played(NamedTuple):
    """How the first act went: what a connector with errors is sent with, and whether its exports are stand-ins."""

    forced: tuple[str, ...]
    exports: bool


def submit_a_handmade_one(theatre: Theatre, submit: tuple[str, ...]) -> None:
    """Submit with a package that was made by hand, wrongly: refused, and then sent all the same."""
    name = theatre.stage.name
    theatre.scene(
        "A package made by hand",
        "Certification wants package.zip. You export two solutions from your environment, build the archives by hand,",
        "and zip the folder instead of the files in it. (The exports here are stand-ins, made from the definition.)",
    )
    theatre.stage.zip_wrongly()
    theatre.run("package", name, "--list")
    theatre.run(*submit, fine=(EXIT_FINDINGS,))
    theatre.scene(
        "The submission",
        "That was refused, with the codes that certification would answer. To see its answer, it is sent all the same.",
        "You attest what only you can know, and the same pull request becomes the submission.",
    )
    theatre.run(*submit, "--force")


def certify(theatre: Theatre, number: int, folder: str) -> tuple[str, ...]:
    """Staff starts the certification of what is in ``folder`` of the pull request, and it answers.

    What it says is what our own check finds in those files. Gives the codes of the answer, of policies or of rules.
    """
    theatre.server.clock.advance(2)  # dates have whole seconds: so it is later than what the reviewer wrote
    theatre.server.maintainer().comment(number, CERTIFY)
    faults = [one for one in _found(theatre, number, folder) if one.policy or one.pointer]
    theatre.server.maintainer(CERTIFICATION).comment(number, _answer(theatre.stage.name, faults))
    return tuple(dict.fromkeys(next(iter(one.policy), one.code) for one in faults))


def build_package(theatre: Theatre, forced: tuple[str, ...]) -> None:
    """Export the connector as it is now, and let ippub make the package of it."""
    theatre.stage.export()
    exports = theatre.stage.exports
    flags = ("--solution", f"{exports}/connector.zip", "--flow-solution", f"{exports}/flow.zip")
    command = ("package", theatre.stage.name, *flags)
    if theatre.run(*command, *forced, fine=(EXIT_CLEAN, EXIT_FINDINGS)) == EXIT_FINDINGS:
        theatre.say("Here you would finish what is missing. The rehearsal goes on with --force.")
        theatre.run(*command, "--force")


def _found(theatre: Theatre, number: int, folder: str) -> tuple[Reported, ...]:
    """The errors in the pull request's files, as at submission."""
    from ippub.artifacts.verdict import judge
    from ippub.cli.gate import settings_for
    from ippub.connector.folder import connector_of

    git, head = theatre.server.repository().git, theatre.server.pull(number).head_sha
    listed = git.run("ls-tree", "-z", head, f"{folder}/").decode()
    rows = [line.partition("\t") for line in listed.split("\0") if line]
    files = {os.path.basename(path): git.run("cat-file", "blob", row.split()[2]) for row, _, path in rows}
    connector = connector_of(folder, files)
    return judge(connector, settings_for(theatre.stage.folder, None)).errors


def _answer(name: str, faults: list[Reported]) -> str:
    """The answer in the shape that the real one has: policy codes first, then the validator's lines."""
    from ippub.check.policy import POLICIES

    if not faults:
        return APPROVED
    codes = dict.fromkeys(code for one in faults for code in one.policy[:1])
    lines = ["We identified some changes that are needed before we can publish the connector.", ""]
    lines += ["**Certification Test Results**", ""]
    lines += [f"Policy Code: {code} Message: {POLICIES[code].title}\n" for code in codes if code in POLICIES]
    path = f"src\\codelessPreview\\{name.replace(' ', '')}\\apiDefinition.swagger.json"
    lines += [
        f"##[error]{path}(,): error {one.code}: {one.message} ValuePath: '{(one.pointer or '')[1:]}' Value: ''"
        for one in faults
        if not one.policy and one.pointer
    ]
    return "\n".join(lines)
