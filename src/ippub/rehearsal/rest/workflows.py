"""The ``workflow`` scope: without it a token may bring no change below ``.github/workflows`` into a repository."""

from __future__ import annotations

from ippub.rehearsal.access import Viewer
from ippub.rehearsal.answers import refusal
from ippub.rehearsal.git.trees import Entry, find, walk_tree
from ippub.rehearsal.route import Call
from ippub.rehearsal.state import Repository
from ippub.rehearsal.tokens import TokenKind

FOLDER = ".github/workflows"
KINDS = {
    TokenKind.CLASSIC: "a Personal Access Token",
    TokenKind.FINE_GRAINED: "a Personal Access Token",
    TokenKind.OAUTH: "an OAuth App",
}


def refuse_workflows(call: Call, repository: Repository, new: str, old: str = "") -> None:
    """Refuse (422) when the token may not bring the workflows of ``new`` in; see ``workflow_trouble``."""
    trouble = workflow_trouble(call.viewer, repository, new, old)
    if trouble:
        raise refusal(422, trouble)


def workflow_trouble(viewer: Viewer, repository: Repository, new: str, old: str = "") -> str:
    """What GitHub says when ``new`` has workflows that the repository does not know yet, "" when it has not.

    ``old`` is what the branch held; for a new branch, every branch that is there counts as known.
    """
    token = viewer.token
    if token is None or token.touches_workflows:
        return ""
    known: set[Entry] = set()
    for tip in [old] if old else repository.git.refs("refs/heads/").values():
        known |= _workflows(repository, tip)
    fresh = sorted(_workflows(repository, new) - known, key=lambda entry: entry.path)
    if not fresh:
        return ""
    kind = KINDS.get(token.kind, "a GitHub App")
    return f"refusing to allow {kind} to create or update workflow `{FOLDER}/{fresh[0].path}` without `workflow` scope"


def _workflows(repository: Repository, commit: str) -> set[Entry]:
    store = repository.git.store
    folder = find(store, repository.git.tree_of(commit), FOLDER)
    if folder is None or folder.kind != "tree":
        return set()
    return {entry for entry in walk_tree(store, folder.sha) if entry.kind == "blob"}
