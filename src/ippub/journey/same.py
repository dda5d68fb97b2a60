"""Whether the files of the pull request are those of the folder, compared by the names that git gives them."""

from __future__ import annotations

import hashlib

from ippub.artifacts.choice import ARTIFACTS
from ippub.artifacts.naming import FOLDER
from ippub.journey.facts import Facts


def differing(facts: Facts) -> list[str]:
    """The files of the folder that the pull request does not have in this version, by upstream's name.

    Empty when there is no folder to compare, or when the forge did not say what the pull request holds.
    """
    if facts.local is None or not facts.blobs:
        return []
    there = {name.lower(): blob for name, blob in facts.blobs.items()}
    return [name for name, data in facts.local.files.items() if there.get(name.lower()) != blob_id(data)]


def strangers(facts: Facts) -> list[str]:
    """The files of the pull request that are no artifacts of one connector: reviewers send them back."""
    there = [one.path for one in facts.changed if one.status != "removed"]
    folders = [path.rpartition("/")[0] for path in there if path.startswith(f"{FOLDER}/")]
    home = max(set(folders), key=lambda folder: (folders.count(folder), folder), default="")
    return [
        path.removeprefix(f"{home}/")
        for path in there
        if path.rpartition("/")[0] != home or path.rpartition("/")[2].lower() not in ARTIFACTS
    ]


def blob_id(data: bytes) -> str:
    """The name that git gives to a file of these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
