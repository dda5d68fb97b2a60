"""An update: what differs from what is published, as a draft with a list of the changes and with what was said."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from ippub.artifacts.choice import FOR_THE_REVIEW, PACKAGES
from ippub.artifacts.naming import FOLDER, SUFFIX
from ippub.artifacts.package import Package
from ippub.changes.model import Level
from ippub.changes.update import Size
from ippub.connector.folder import SCRIPT, Connector
from ippub.forge.port import blob_id
from ippub.publish.body import harmless, wrapped
from ippub.publish.change_list import breaking_table, change_list, in_one_line
from ippub.publish.draft import Draft, DraftKind
from ippub.publish.proof import checked, file_table, forced
from ippub.report.diff.model import DiffReport
from ippub.report.escape import markdown

_MOST, _FEW = 40, 10
"""Changes under each heading, in the long form of the text and in the short one."""

_STAMP = re.compile(r"<!-- ippub:said (\{.*\}) -->")
_HARMLESS_IN_COMMENT = str.maketrans({char: f"\\u{ord(char):04x}" for char in "-<>@#"})


class Said(NamedTuple):
    """What the person says of the update: what is new in a line, and why no flow breaks; "" for nothing."""

    summary: str = ""
    because: str = ""


def heard(summary: str, because: str) -> Said:
    """What the person says, each on one line and without what a terminal obeys."""
    return Said(_line(summary), _line(because))


class Published(NamedTuple):
    """What upstream holds of the connector: git's names of the files of its ``folder``, by file name.

    ``touched`` are the names of the files there that the branch of the pull request changes already.
    """

    folder: str
    blobs: Mapping[str, str]
    touched: Collection[str] = ()


def update(package: Package, published: Published, report: DiffReport, said: Said) -> Draft:
    """The draft of an update of what upstream holds; ``report`` compares that with the package.

    A file keeps the spelling that it has upstream. Sent is what differs, and what an earlier run sent (it may have been
    changed back since). What only the review needs is no update by itself. A script that is not submitted any more is
    removed, and no other file is. No file in the draft means that there is nothing to update.
    """
    files = _files(package, published)
    changes = {
        path: data for path, data in files.items() if _name(path) not in FOR_THE_REVIEW or _known(path, published)
    }
    if not changes:
        files = {}
    return Draft(
        kind=DraftKind.UPDATE,
        name=published.folder,
        title=f"{published.folder} {SUFFIX}",
        body=_block(package, published, report, said, most=_MOST, files=True),
        shorter=tuple(_block(package, published, report, said, most=most, files=False) for most in (_MOST, _FEW)),
        message=f"Update {published.folder}: {said.summary or in_one_line(report) or 'new files'}",
        files=files,
    )


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _known(path: str, published: Published) -> bool:
    return _name(path) in published.blobs or _name(path) in published.touched


def _files(package: Package, published: Published) -> dict[str, bytes | None]:
    """What to send, by path; None for what is removed."""
    folder = f"{FOLDER}/{published.folder}"
    spelt = {name.lower(): name for name in (*published.touched, *published.blobs)}
    files: dict[str, bytes | None] = {}
    for mine, data in package.files.items():
        name = spelt.pop(mine.lower(), mine)
        if published.blobs.get(name) != blob_id(data) or name in published.touched:
            files[f"{folder}/{name}"] = data
    has_package = any(name in package.files for name in PACKAGES)
    for lower, name in sorted(spelt.items()):
        stale_package = has_package and lower in {each.lower() for each in PACKAGES}
        if lower == SCRIPT or stale_package:
            files[f"{folder}/{name}"] = None
    return files


def publisher_change(old: Connector, new: Connector) -> str:
    """What is wrong with the publisher, who must stay the same in an update (rule PrPublisherChanged); "" for nothing.

    Another case or blanks are no other publisher, and one that was never named may be named.
    """
    before, after = _publisher(old), _publisher(new)
    if not before or before.casefold() == after.casefold():
        return ""
    return f"the publisher is {before} upstream and {after or 'nobody'} here"


def _publisher(connector: Connector) -> str:
    properties = connector.properties
    return " ".join(properties.properties.text("publisher").split()) if properties is not None else ""


def retitled(title: str, draft: Draft) -> str:
    """The title of a pull request that is there: its own when it follows the pattern, a version behind it included."""
    pattern = re.escape(draft.title) + r"( v\d+(\.\d+)*)?"
    return title if re.fullmatch(pattern, title) else draft.title


def remembered(block: str, report: DiffReport) -> Said:
    """What was said in an earlier run, from our ``block`` in the pull request ("" for none).

    The reason counts only while the breaking changes are those that it was given for.
    """
    found = _STAMP.search(block)
    if found is None:
        return Said()
    try:
        told = json.loads(found[1])
    except (ValueError, RecursionError):  # somebody else may have written it
        return Said()
    summary, because = (told.get(key) if isinstance(told.get(key), str) else "" for key in ("summary", "because"))
    return heard(summary, because if told.get("of") == _digest(report) else "")


def _line(text: str) -> str:
    return " ".join(harmless(text).split())


def _stamp(report: DiffReport, said: Said) -> str:
    """What was said, for the next run; nothing in it can end the comment or call somebody."""
    told = {"summary": said.summary}
    if said.because:
        told |= {"because": said.because, "of": _digest(report)}
    return f"<!-- ippub:said {json.dumps(told).translate(_HARMLESS_IN_COMMENT)} -->"


def _digest(report: DiffReport) -> str:
    """Names the breaking changes of ``report``: another one has another digest."""
    rows = sorted(
        f"{told.change.code} {told.old.file} {told.old.pointer} {told.new.pointer} {told.message}"
        for told in report.changes
        if told.change.level is Level.BREAKING
    )
    return hashlib.sha256("\n".join(rows).encode("utf-8", "replace")).hexdigest()


def _block(  # noqa: PLR0913  # the parts of one text
    package: Package, published: Published, report: DiffReport, said: Said, *, most: int, files: bool
) -> str:
    name = markdown(published.folder)
    summary = f": {markdown(said.summary)}" if said.summary else "."
    lines = [f"This updates the connector **{name}**{summary}", ""]
    lines += [*_size(report), *change_list(report, most)]
    lines += breaking_table(report, said.because or "(still to be said)", most)
    lines += ["<details>", "<summary>The check and the files</summary>", "", checked(package), ""]
    lines.append(f"Package `{package.digest}`" + forced(package))
    if files:
        lines += ["", *file_table(package.files)]
    return wrapped("\n".join([*lines, "", "</details>", "", _stamp(report, said)]))


def _size(report: DiffReport) -> list[str]:
    """Minor or major, and the version."""
    update = report.update
    if update.size is Size.NONE:
        return []
    version = f"version {markdown(update.version)} to {markdown(update.new_version or 'none')}"
    if update.version == update.new_version:
        version = f"the version is still {markdown(update.version)}" if update.version else "no version"
    return [f"A {update.size.value} update by Microsoft's count; {version}.", ""]
