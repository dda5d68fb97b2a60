"""What ``ippub doctor`` says about a connector's folder: what today's process will need besides right files."""

from __future__ import annotations

import os

from ippub.artifacts.choice import PACKAGES
from ippub.artifacts.reading import read_artifacts
from ippub.check.rule import Severity
from ippub.cli.gate import candidate
from ippub.connector.folder import is_connector
from ippub.forge.condition import Condition, State
from ippub.forge.port import API_BYTES, Account
from ippub.journey.facts import Local
from ippub.journey.gather import local_facts
from ippub.journey.identity import unreachable
from ippub.journey.steps import BUILD


def connector_conditions(folder: str) -> list[Condition]:
    """The contact address and the package of the connector in ``folder``; nothing when there is none."""
    if not os.path.isdir(folder) or not is_connector(os.listdir(folder)):
        return []
    asked = candidate(folder)
    local = local_facts(asked.name, asked.connector, asked.judged(), read_artifacts(asked.connector, asked.choice))
    if local.process < 2025:
        return [Condition("process", State.GOOD, "of 2022: no package, and no form about who you are")]
    return [_contact(local), _package(local)]


def profile_condition(account: Account) -> Condition:
    """Whether the profile shows a name: it is compared with the identity document."""
    if account.name:
        return Condition("profile", State.GOOD, f"shows the name {account.name}; it must be that of your ID")
    return Condition(
        "profile",
        State.WARN,
        "shows no name, and the identity check compares it with your ID",
        "Set the name of your ID: https://github.com/settings/profile",
    )


def _contact(local: Local) -> Condition:
    why = unreachable(local)
    if why:
        return Condition("contact", State.WARN, f"Microsoft mails its form there, and {why}", "Name one that you read.")
    if not local.email:
        return Condition(
            "contact",
            State.WARN,
            "the definition names no contact e-mail, and Microsoft mails its form there",
            "Set info.contact.email to an address that you read.",
        )
    return Condition("contact", State.GOOD, f"{local.email} gets Microsoft's form about who you are; it has 30 days")


def _package(local: Local) -> Condition:
    name = next((name for name in PACKAGES if name in local.files), "")
    if not name:
        return Condition(
            "package", State.WARN, "missing; nothing is reviewed without it", f"{BUILD[0].upper()}{BUILD[1:]}"
        )
    size = len(local.files[name])
    wrong = sum(one.file.startswith(name) and one.severity is Severity.ERROR for one in local.findings)
    if wrong:
        return Condition(
            "package", State.WARN, f"{name} has errors: certification sends it back", "`ippub check` lists them."
        )
    way = "; it goes by git, since GitHub's API takes 40 MB" if size > API_BYTES else ""
    return Condition("package", State.GOOD, f"{name}, {size:,} bytes{way}")
