"""A proposal becomes a merged connector: with PyGithub, with git, and with a maintainer of one's own."""

from __future__ import annotations

import pytest
from github import GithubException

from ippub.rehearsal import Rehearsal
from rehearsal.clients import push_file, sign_in

FOLDER = "independent-publisher-connectors/Adventure Works"


def test_a_proposal_is_opened_reviewed_renamed_and_merged(github: Rehearsal) -> None:
    hub = sign_in(github)
    upstream = hub.get_repo(github.upstream)
    fork = upstream.create_fork()
    assert (fork.full_name, fork.parent.full_name) == ("maker/PowerPlatformConnectors", github.upstream)
    base = upstream.get_branch(upstream.default_branch).commit.sha
    sha = push_file(fork, "ippub/aw", base, f"{FOLDER}/readme.md", "# Adventure Works\n\nText\n")

    pull = upstream.create_pull("dev", "maker:ippub/aw", title="Proposal - Adventure Works", body="Hello")
    assert (pull.number, pull.head.sha, pull.changed_files, pull.mergeable) == (41, sha, 1, True)
    assert [file.filename for file in pull.get_files()] == [f"{FOLDER}/readme.md"]
    assert [commit.sha for commit in pull.get_commits()] == [sha]

    assert [run.status for run in upstream.get_commit(sha).get_check_runs()] == ["queued"]
    pull.create_issue_comment("@microsoft-github-policy-service agree")
    assert [run.conclusion for run in upstream.get_commit(sha).get_check_runs()] == ["success"]

    maintainer = github.maintainer()
    maintainer.label(pull.number, "New")
    maintainer.request_changes(pull.number, "One thing", (f"{FOLDER}/readme.md", 3, "Say more"))
    assert [(each.path, each.line, each.body) for each in pull.get_review_comments()] == [
        (f"{FOLDER}/readme.md", 3, "Say more")
    ]
    pull.edit(title="Adventure Works (Independent Publisher)")
    maintainer.approve(pull.number)
    assert [review.state for review in pull.get_reviews()] == ["CHANGES_REQUESTED", "APPROVED"]

    maintainer.merge(pull.number)
    merged = upstream.get_pull(pull.number)
    assert (merged.merged, merged.state, merged.title) == (True, "closed", "Adventure Works (Independent Publisher)")
    assert upstream.get_contents(f"{FOLDER}/readme.md").decoded_content.startswith(b"# Adventure")


def test_what_one_may_not_do_twice_is_refused_as_github_refuses_it(github: Rehearsal) -> None:
    upstream = sign_in(github).get_repo(github.upstream)
    fork = upstream.create_fork()
    assert upstream.create_fork().full_name == fork.full_name
    base = upstream.get_branch("dev").commit.sha
    push_file(fork, "ippub/aw", base, "a.txt", "a")
    upstream.create_pull("dev", "maker:ippub/aw", title="A", body="")
    with pytest.raises(GithubException, match="A pull request already exists for maker:ippub/aw"):
        upstream.create_pull("dev", "maker:ippub/aw", title="A", body="")
    with pytest.raises(GithubException, match="Reference already exists"):
        fork.create_git_ref("refs/heads/ippub/aw", base)
    with pytest.raises(GithubException, match="No commits between microsoft:dev and maker:dev"):
        upstream.create_pull("dev", "maker:dev", title="A", body="")
