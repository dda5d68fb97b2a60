"""What ``ippub new`` does: gather the answers, make the files, judge them, and let the folder appear at once."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ippub.authoring.answers import NEEDED, Answers, Authentication, fault, missing, parse_categories
from ippub.authoring.files import new_connector
from ippub.check.rule import Severity
from ippub.check.rules import load_rules
from ippub.check.selection import build_selection
from ippub.cli.ask import ask_text, can_ask
from ippub.cli.created import Told, told_json, told_text
from ippub.config import Config
from ippub.connector.folder import read_connector
from ippub.conversion.convert import Conversion
from ippub.errors import EnvironmentFault, UsageError
from ippub.report.escape import visible
from ippub.report.model import Reported


class Wanted(NamedTuple):
    """The command line. ``given`` holds the answers of the flags as they were typed."""

    name: str
    given: Mapping[str, str]
    source: str = ""
    operations: tuple[str, ...] = ()
    output: Path | None = None
    as_json: bool = False


def create(wanted: Wanted) -> None:
    """Write the folder and say what is in it. Raises ``UsageError`` and ``EnvironmentFault``; then nothing is there."""
    target = os.path.abspath(wanted.output or wanted.name)
    _refuse_bad(wanted.name, wanted.given)
    refuse_full(target)
    made = _converted(wanted)
    given = {**(_proposals(made) if made else {}), **wanted.given}
    answers = completed(_answers(wanted.name, given))
    files = new_connector(answers, made.body if made else None)
    # What was converted may need a person's decision; what was only answered can be answered otherwise.
    findings = write_new(files, target, answers.name, strict=made is None)
    told = Told(_near(target), tuple(files), findings, made)
    print(told_json(told) if wanted.as_json else told_text(told))


def _converted(wanted: Wanted) -> Conversion | None:
    if not wanted.source:
        if wanted.operations:
            raise UsageError("--operations chooses from a source, and there is none", "Give one with --from.")
        return None
    from ippub.cli.fetching import read_source
    from ippub.conversion.convert import convert
    from ippub.conversion.reading import parse

    return convert(parse(read_source(wanted.source), wanted.source), wanted.operations)


def _proposals(made: Conversion) -> dict[str, str]:
    """The answers that the source gives, without those that could not stand: these are asked for."""
    found = {**made.proposed, "host": made.address.host, "base_path": made.address.base_path}
    if made.sign_in is not None:
        found["authentication"] = made.sign_in.kind
        found["key_name"] = made.sign_in.name
    return {field: text for field, text in found.items() if text and not fault(field, text)}


def _refuse_bad(name: str, given: Mapping[str, str]) -> None:
    """Raise ``UsageError`` for the first answer of a flag that cannot stand, before anything is asked."""
    for field, text in {"name": name, **given}.items():
        problem = fault(field, text)
        if problem:
            where = "NAME" if field == "name" else f"--{field.replace('_', '-')}"
            raise UsageError(f"{where} {text!r} cannot be used: {problem}", "Correct it and run this again.")


def _answers(name: str, given: Mapping[str, str]) -> Answers:
    answers = Answers(name)
    for field, text in given.items():
        answers = _with(answers, field, text)
    return answers


def _with(answers: Answers, field: str, text: str) -> Answers:
    match field:
        case "categories":
            return replace(answers, categories=parse_categories(text))
        case "authentication":
            return replace(answers, authentication=Authentication(text))
        case _:
            return replace(answers, **{field: text})  # type: ignore[arg-type]


def completed(answers: Answers) -> Answers:
    """``answers`` with the person's for what is missing. Raises ``UsageError`` with the flags without a terminal."""
    wanting = missing(answers)
    if not wanting:
        return answers
    if not can_ask():
        flags = ", ".join(f"--{field.replace('_', '-')}" for field in wanting)
        named = ", ".join(field.replace("_", " ") for field in wanting)
        raise UsageError(
            f"{answers.name} does not say {named}, and there is no terminal to ask on", f"Say it with {flags}."
        )
    print(f"A few questions about {visible(answers.name)}. Ctrl-C stops; nothing is written before.", file=sys.stderr)
    for field in wanting:
        text = ask_text(NEEDED[field], fault=lambda answer, field=field: fault(field, answer))  # type: ignore[misc]
        answers = _with(answers, field, text)
        if field == "authentication" and text.startswith("api-key"):
            name = ask_text("Name of the header or parameter", answers.key_name, lambda said: fault("key_name", said))
            answers = replace(answers, key_name=name)
    return answers


def refuse_full(target: str) -> None:
    """Raise ``UsageError`` unless ``target`` is free or an empty folder."""
    if not os.path.lexists(target):
        return
    hint = "Choose another NAME, or another place with --output."
    if os.path.islink(target) or not os.path.isdir(target):
        raise UsageError(f"{target} is there already and is no folder", hint)
    if os.listdir(target):
        raise UsageError(f"{target} is there already and not empty", hint)


def write_new(files: Mapping[str, bytes], target: str, name: str, *, strict: bool) -> tuple[Reported, ...]:
    """Let the folder ``target`` appear with all ``files``; gives what ``check`` finds in it.

    ``strict`` refuses (``UsageError``) files in which the check finds an error or a warning: all their words come
    from answers that can be given otherwise.
    """
    try:
        parent = os.path.dirname(target)
        os.makedirs(parent, exist_ok=True)
        # In a folder of its own, so that the folder has its name when it is judged.
        with tempfile.TemporaryDirectory(prefix=".ippub-new-", dir=parent) as workshop:
            part = os.path.join(workshop, name)
            os.mkdir(part)
            for file_name, data in files.items():
                with open(os.path.join(part, file_name), "wb") as file:
                    file.write(data)
            findings = judged(part)
            if strict:
                _refuse_findings(findings)
            if os.path.isdir(target):
                os.rmdir(target)  # it was empty; one that is not refuses here
            os.rename(part, target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EnvironmentFault(f"cannot write {target}: {reason}", "Choose another place with --output.") from error
    return findings


def judged(folder: str) -> tuple[Reported, ...]:
    """What ``ippub check`` says of ``folder`` without any ``ippub.yaml``."""
    from ippub.check.engine import make_plan, run
    from ippub.report.assemble import Wishes, assemble

    config = Config()
    selection = build_selection(config)
    connector = read_connector(folder)
    rules = [rule for rule in load_rules().values() if selection.wants(rule) and not rule.deep]
    report, _ = assemble(connector, run(connector, make_plan(rules)), selection, config, Wishes(), (None, {}))
    return tuple(report.findings)


def _refuse_findings(findings: tuple[Reported, ...]) -> None:
    loud = [one for one in findings if one.severity is not Severity.INFO]
    if loud:
        lines = "\n".join(f"{one.message} ({one.code})" for one in loud[:8])
        raise UsageError(
            f"ippub check would object to these answers:\n{lines}", "Answer otherwise; nothing was written."
        )


def _near(path: str) -> str:
    try:
        near = os.path.relpath(path)
    except ValueError:
        return path
    return path if near.startswith(os.pardir) else near
