"""Whether the files of the pull request are those of the folder, compared by the names that git gives them."""

from __future__ import annotations

from ippub.artifacts.choice import ARTIFACTS, FOR_THE_REVIEW
from ippub.artifacts.naming import FOLDER
from ippub.forge.port import PullState, blob_id
from ippub.journey.facts import Facts


def differing(facts: Facts) -> list[str]:
    """The files of the folder that the pull request (or, without an open one, upstream) has in another version.

    Empty when there is no folder to compare, or when the forge did not say what the pull request holds.
    """
    if facts.local is None or not facts.blobs:
        return []
    there = {name.lower(): blob for name, blob in facts.blobs.items()}
    open_ = facts.pull is not None and facts.pull.state is PullState.OPEN
    mine = {name: data for name, data in facts.local.files.items() if open_ or name not in FOR_THE_REVIEW}
    return [name for name, data in mine.items() if there.get(name.lower()) != blob_id(data)]


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
