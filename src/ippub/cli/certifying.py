"""The part of ``ippub package`` that makes ``package.zip`` from exported solutions."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from ippub.artifacts.certification.exports import (
    FLAGS,
    WHAT,
    Exports,
    read_custom_properties,
    read_export,
    told_apart,
)
from ippub.artifacts.certification.introduction import draft_intro, open_gaps
from ippub.artifacts.certification.layout import PACKAGE
from ippub.artifacts.certification.making import Certification, Intro, make_certification, stops
from ippub.artifacts.certification.telling import (
    certification_json,
    certification_text,
    contents,
    contents_json,
)
from ippub.artifacts.package import PackageRefused
from ippub.artifacts.telling import refusal_json
from ippub.cli.file_writer import new_file, replace_file
from ippub.cli.gate import Candidate
from ippub.cli.options import ShownAs
from ippub.cli.terminal import style_for
from ippub.connector.folder import INTRO, read_bytes
from ippub.connector.package.solution import Role
from ippub.document.markdown import MAX_BYTES
from ippub.errors import IppubError, UsageError
from ippub.report.formats import format_named


class Given(NamedTuple):
    """The files of the command line, "" for those that were not named."""

    connector: str = ""
    flow: str = ""
    plugin: str = ""
    intro: str = ""
    custom: str = ""

    @property
    def by_role(self) -> dict[Role, str]:
        """The solutions' files by the option under which they were given."""
        named = {Role.CONNECTOR: self.connector, Role.FLOW: self.flow, Role.PLUGIN: self.plugin}
        return {role: path for role, path in named.items() if path}


class Wanted(NamedTuple):
    """How the command was asked to work. ``output`` is the file or folder to write to, None for the connector's."""

    output: Path | None
    list_only: bool
    dry_run: bool
    force: bool
    shown_as: ShownAs


def certify(asked: Candidate, given: Given, wanted: Wanted) -> None:
    """Make the package, say what it is, and write it. Raises what stands in the way, after showing it."""
    if asked.config.process < 2025:
        raise UsageError("the process of 2022 has no package.zip", "Take `process: 2022` out of ippub.yaml.")
    target = _target(asked, given, wanted.output)
    exports = _exports(given)
    intro = _intro(asked, given)
    style = style_for(sys.stdout)
    if wanted.list_only:
        _say(contents(intro, exports, style), contents_json(asked.name, intro, exports), wanted)
        return
    made = make_certification(asked.connector, asked.config, intro, exports)
    put = _put(intro) if intro.drafted and not wanted.dry_run else ""  # its author needs the draft in any case
    refusal = stops(made, force=wanted.force)
    if refusal is not None:
        _show(made, refusal, wanted)
        raise refusal
    written = ""
    if not wanted.dry_run:
        put = put or _put(intro)
        replace_file(target, made.data)
        written = target
    _say(certification_text(made, written, put, style), certification_json(made, written, put), wanted)


def _exports(given: Given) -> Exports:
    missing = [role for role in (Role.CONNECTOR, Role.FLOW) if role not in given.by_role]
    if missing:
        wanting = " and ".join(f"{FLAGS[role]}, the solution with {WHAT[role]}" for role in missing)
        raise UsageError(
            f"the package needs {wanting}", "docs/certification-package.md says how both are made and exported."
        )
    exports = told_apart({role: read_export(path) for role, path in given.by_role.items()})
    return exports._replace(custom=read_custom_properties(given.custom)) if given.custom else exports


def _intro(asked: Candidate, given: Given) -> Intro:
    """The introduction: the file that was named, else the connector's own, else a draft."""
    connector = asked.connector
    own = connector.intro_document.name if connector.intro_document is not None else ""
    if given.intro:
        data = _read(given.intro)
        place = "" if own else os.path.join(connector.path, INTRO)
        return Intro(data, given.intro, gaps=open_gaps(data), target=place)
    if own:
        data = _read(os.path.join(connector.path, own))
        return Intro(data, own, gaps=open_gaps(data))
    draft = draft_intro(connector)
    place = os.path.join(connector.path, INTRO)
    return Intro(draft.data, place, drafted=True, gaps=draft.gaps, target=place)


def _read(path: str) -> bytes:
    data = read_bytes(path, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path} has more than {MAX_BYTES // 1024} KB", "Is that the introduction?")
    return data


def _target(asked: Candidate, given: Given, output: Path | None) -> str:
    """The file to write. Raises ``UsageError`` for one that is an input, or that is no archive."""
    target = str(output) if output is not None else os.path.join(asked.connector.path, PACKAGE)
    if os.path.isdir(target):
        target = os.path.join(target, PACKAGE)
    hint = "Choose another place with --output."
    for path in (*given.by_role.values(), given.intro, given.custom):
        if path and _same(path, target):
            raise UsageError(f"{target} is one of the files that the package is made of", hint)
    if os.path.lexists(target) and not target.lower().endswith(".zip"):
        raise UsageError(f"{target} is there already and is no zip", hint)
    return target


def _same(one: str, other: str) -> bool:
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def _put(intro: Intro) -> str:
    """Write the introduction next to the readme when there is none; gives where it is, "" when one was there."""
    if intro.target:
        new_file(intro.target, intro.data)
    return intro.target


def _show(made: Certification, refusal: IppubError, wanted: Wanted) -> None:
    """The findings that stop the package; a draft that is not finished has none."""
    verdict = made.verdict
    stopping = verdict.secrets if wanted.force else (*verdict.errors, *verdict.secrets)
    found = tuple(dict.fromkeys(stopping)) if isinstance(refusal, PackageRefused) else ()
    text = format_named("text").connector(verdict.report._replace(findings=found), style_for(sys.stdout))
    _say(text if found else "", refusal_json(made.name, refusal.message, found), wanted)
    sys.stdout.flush()


def _say(text: str, json: str, wanted: Wanted) -> None:
    print(json) if wanted.shown_as is ShownAs.json else print(text, end="")
