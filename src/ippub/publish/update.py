"""An update: changed files of a connector that stands upstream already."""

from __future__ import annotations

from collections.abc import Mapping

from ippub.artifacts.naming import FOLDER, SUFFIX
from ippub.artifacts.package import Package, digest
from ippub.publish.body import wrapped
from ippub.publish.draft import Draft, DraftKind
from ippub.report.escape import markdown


def update(package: Package, there: Mapping[str, bytes], summary: str, folder: str = "") -> Draft:
    """The draft of an update of what upstream holds.

    ``there`` are the files of the connector's folder upstream by name; ``folder`` is that folder's name when it is not
    ``package.name`` (it never changes). ``summary`` says in one line what is new. A file keeps the spelling that it has
    upstream; files that are the same are not sent, and none is removed. No file at all in the draft means that there is
    nothing to update.
    """
    name = folder or package.name
    spelt = {known.lower(): known for known in there}
    files: dict[str, bytes | None] = {}
    for mine, data in package.files.items():
        theirs = spelt.get(mine.lower(), mine)
        if there.get(theirs) != data:
            files[f"{FOLDER}/{name}/{theirs}"] = data
    said = " ".join(summary.split())
    title = f"{name} {SUFFIX}" + (f" - {said}" if said else "")
    return Draft(
        kind=DraftKind.UPDATE,
        name=name,
        title=title,
        body=wrapped(_body(name, said, files)),
        message=f"Update {name}" + (f": {said}" if said else ""),
        files=files,
    )


def _body(name: str, summary: str, files: Mapping[str, bytes | None]) -> str:
    lines = [f"This updates the connector **{markdown(name)}**" + (f": {markdown(summary)}" if summary else "."), ""]
    lines += [
        f"- {markdown(path.rpartition('/')[2])} (`{digest(data)[:12]}`)"
        for path, data in files.items()
        if data is not None
    ]
    return "\n".join(lines)
