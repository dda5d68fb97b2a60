"""What becomes of branches, forks and pull requests when people do what people do."""

from __future__ import annotations

import base64

import pytest
from github import GithubException, InputGitTreeElement, UnknownObjectException
from github.PullRequest import PullRequest

from ippub.rehearsal import Rehearsal
from rehearsal.clients import ask, push_file, sign_in

NAME = "maker/PowerPlatformConnectors"


def open_pull(github: Rehearsal, files: dict[str, bytes | str | None], *, branch: str = "b") -> PullRequest:
    """A pull request from maker's fork with these files."""
    if github.world.find("maker", "PowerPlatformConnectors") is None:
        github.fork("maker")
    github.commit(NAME, branch, files)
    upstream = sign_in(github).get_repo(github.upstream)
    return upstream.create_pull("dev", f"maker:{branch}", title="T", body="Text")


def sync(github: Rehearsal, branch: str = "dev", token: str = "") -> tuple[int, object, dict[str, str]]:
    return ask(github, "POST", f"/repos/{NAME}/merge-upstream", {"branch": branch}, token=token or github.token())


def test_a_fork_that_is_behind_is_brought_up_to_date(github: Rehearsal) -> None:
    fork = github.fork("maker", behind=2)
    found = sign_in(github).get_repo(github.upstream).compare("dev", "maker:dev")
    assert (found.status, found.behind_by) == ("behind", 2)
    shown = sync(github)[1]
    assert isinstance(shown, dict)
    tip = github.repository().git.branch("dev")
    assert (shown["merge_type"], fork.git.branch("dev")) == ("fast-forward", tip)
    again = sync(github)[1]
    assert isinstance(again, dict)
    assert again["merge_type"] == "none"


def test_a_fork_that_has_diverged_is_merged_or_left_alone(github: Rehearsal) -> None:
    fork = github.fork("maker")
    theirs = github.commit(github.upstream, "dev", {"a.txt": "a"})
    mine = github.commit(NAME, "dev", {"b.txt": "b"})
    shown = sync(github)[1]
    assert isinstance(shown, dict)
    assert shown["merge_type"] == "merge"
    assert fork.git.commit(fork.git.branch("dev")).parents == (mine, theirs)
    github.commit(github.upstream, "dev", {"c.txt": "theirs"})
    tip = github.commit(NAME, "dev", {"c.txt": "mine"})
    assert sync(github)[0] == 409
    assert fork.git.branch("dev") == tip


def test_a_stale_fork_needs_the_workflow_scope_to_catch_up(github: Rehearsal) -> None:
    fork = github.fork("maker")
    tip = github.commit(github.upstream, "dev", {".github/workflows/new.yml": "on: push\n"})
    weak = github.token(scopes=frozenset({"public_repo"}))
    status, shown, _ = sync(github, token=weak)
    assert status == 422
    assert "without `workflow` scope" in shown["message"]  # type: ignore[index]
    hub = sign_in(github, weak).get_repo(NAME)
    with pytest.raises(GithubException, match="without `workflow` scope"):
        hub.create_git_ref("refs/heads/b", tip)
    base = hub.create_git_ref("refs/heads/b", fork.git.branch("dev"))
    assert base.object.sha == fork.git.branch("dev")
    assert sync(github)[0] == 200
    assert fork.git.branch("dev") == tip


def test_a_fork_with_another_name_is_found_by_its_parent(github: Rehearsal) -> None:
    github.fork("maker", name="my-connectors")
    upstream = sign_in(github).get_repo(github.upstream)
    assert [fork.full_name for fork in upstream.get_forks()] == ["maker/my-connectors"]
    assert upstream.create_fork().full_name == "maker/my-connectors"


def test_a_name_that_is_taken_by_another_repository_is_not_used(github: Rehearsal) -> None:
    github.world.add_repository("maker", "PowerPlatformConnectors", "main", github.world.new_store())
    assert sign_in(github).get_repo(github.upstream).create_fork().full_name == f"{NAME}-1"


def test_an_organisation_s_fork_cannot_let_maintainers_in(github: Rehearsal) -> None:
    upstream = sign_in(github).get_repo(github.upstream)
    fork = upstream.create_fork(organization="contoso")
    push_file(fork, "b", upstream.get_branch("dev").commit.sha, "a.txt", "a")
    with pytest.raises(GithubException, match="Fork collab can't be granted"):
        upstream.create_pull("dev", "contoso:b", title="T", body="")
    pull = upstream.create_pull("dev", "contoso:b", title="T", body="", maintainer_can_modify=False)
    assert (pull.head.repo.full_name, pull.maintainer_can_modify) == ("contoso/PowerPlatformConnectors", False)


@pytest.mark.parametrize(
    ("base", "head", "title", "message"),
    [
        ("nothing", "maker:b", "T", '"field": "base", "code": "invalid"'),
        ("dev", "maker:nothing", "T", '"field": "head", "code": "invalid"'),
        ("dev", "nobody:b", "T", '"field": "head", "code": "invalid"'),
        ("dev", "maker:b", "", '"field": "title", "code": "missing_field"'),
    ],
)
def test_a_pull_request_that_makes_no_sense_is_refused(
    github: Rehearsal, base: str, head: str, title: str, message: str
) -> None:
    github.commit(github.fork("maker").full_name, "b", {"a.txt": "a"})
    with pytest.raises(GithubException) as caught:
        sign_in(github).get_repo(github.upstream).create_pull(base, head, title=title, body="")
    assert caught.value.status == 422
    assert message in str(caught.value)


def test_syncing_the_head_branch_closes_the_pull_request(github: Rehearsal) -> None:
    """As in PowerPlatformConnectors#2432: the fork's default branch was the head."""
    fork = github.fork("maker")
    base = fork.git.branch("dev")
    github.commit(NAME, "dev", {"a.txt": "a"})
    upstream = sign_in(github).get_repo(github.upstream)
    pull = upstream.create_pull("dev", "maker:dev", title="T", body="")
    sign_in(github).get_repo(NAME).get_git_ref("heads/dev").edit(base, force=True)
    assert upstream.get_pull(pull.number).state == "closed"


def test_a_pull_request_outlives_its_fork(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.txt": "a"})
    token = github.token(scopes=frozenset({"repo", "delete_repo"}))
    sign_in(github, token).get_repo(NAME).delete()
    _, shown, _ = ask(github, "GET", f"/repos/{github.upstream}/pulls/{pull.number}")
    assert isinstance(shown, dict)
    assert (shown["head"]["repo"], shown["head"]["label"], shown["changed_files"]) == (None, "maker:b", 1)


def test_closed_is_reopened_unless_its_branch_is_gone(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.txt": "a"})
    pull.edit(state="closed")
    pull.edit(state="open")
    assert pull.state == "open"
    pull.edit(state="closed")
    sign_in(github).get_repo(NAME).get_git_ref("heads/b").delete()
    with pytest.raises(GithubException, match="branch has been deleted"):
        pull.edit(state="open")


def test_another_pull_request_from_a_branch_is_possible_once_the_first_is_closed(github: Rehearsal) -> None:
    first = open_pull(github, {"a.txt": "a"})
    first.edit(state="closed")
    second = sign_in(github).get_repo(github.upstream).create_pull("dev", "maker:b", title="T", body="")
    found = sign_in(github).get_repo(github.upstream).get_pulls(state="all", head="maker:b")
    assert [each.number for each in found] == [second.number, first.number]


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_merging_brings_the_files_in(github: Rehearsal, method: str) -> None:
    pull = open_pull(github, {"a.txt": "a"})
    github.commit(github.upstream, "dev", {"b.txt": "b"})
    github.maintainer().merge(pull.number, method)
    upstream = sign_in(github).get_repo(github.upstream)
    assert {"a.txt", "b.txt"} <= {each.path for each in upstream.get_contents("")}
    assert len(upstream.get_branch("dev").commit.parents) == (2 if method == "merge" else 1)
    assert upstream.get_pull(pull.number).is_merged()


def test_a_conflict_is_told_and_not_merged(github: Rehearsal) -> None:
    pull = open_pull(github, {"README.md": "mine"})
    github.commit(github.upstream, "dev", {"README.md": "theirs"})
    pull.update()
    assert (pull.mergeable, pull.mergeable_state) == (False, "dirty")
    with pytest.raises(RuntimeError, match="405"):
        github.maintainer().merge(pull.number)


def test_a_remark_stays_with_its_line_until_that_changes(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.json": "one\ntwo\nthree\n"})
    maintainer = github.maintainer()
    maintainer.remark(pull.number, "a.json", 2, "Why?")
    github.commit(NAME, "b", {"a.json": "zero\none\ntwo\nthree\n"})
    (comment,) = pull.get_review_comments()
    assert (comment.line, comment.original_line, comment.diff_hunk) == (3, 2, "@@ -0,0 +1,3 @@\n+one\n+two")
    github.commit(NAME, "b", {"a.json": "zero\none\n2\nthree\n"})
    (comment,) = pull.get_review_comments()
    assert (comment.line, comment.position) == (None, None)
    pull.create_review_comment_reply(comment.id, "Because")
    assert [each.in_reply_to_id for each in pull.get_review_comments()] == [None, comment.id]


def test_a_remark_outside_of_the_difference_is_refused(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.json": "one\n"})
    with pytest.raises(RuntimeError, match="must be part of the diff"):
        github.maintainer().remark(pull.number, "a.json", 7, "Why?")
    with pytest.raises(RuntimeError, match="422"):
        github.maintainer().remark(pull.number, "b.json", 1, "Why?")


def test_one_does_not_approve_one_s_own(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.txt": "a"})
    with pytest.raises(GithubException, match="Can not approve your own pull request"):
        pull.create_review(body="Fine", event="APPROVE")
    with pytest.raises(RuntimeError, match="Can not be blank"):
        github.maintainer().request_changes(pull.number, "")


def test_a_review_may_wait_and_be_dismissed(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.txt": "a"})
    reviewer = sign_in(github, github.token("reviewer")).get_repo(github.upstream).get_pull(pull.number)
    review = reviewer.create_review(body="So far")
    assert list(pull.get_reviews()) == []
    path = f"/repos/{github.upstream}/pulls/{pull.number}/reviews/{review.id}"
    token = github.token("reviewer")
    assert ask(github, "POST", f"{path}/events", {"event": "REQUEST_CHANGES", "body": "No"}, token=token)[0] == 200
    assert [each.state for each in pull.get_reviews()] == ["CHANGES_REQUESTED"]
    assert ask(github, "PUT", f"{path}/dismissals", {"message": "Settled"}, token=token)[0] == 200
    assert [each.state for each in pull.get_reviews()] == ["DISMISSED"]


def test_a_draft_is_made_ready_and_a_draft_again(github: Rehearsal) -> None:
    github.commit(github.fork("maker").full_name, "b", {"a.txt": "a"})
    pull = sign_in(github).get_repo(github.upstream).create_pull("dev", "maker:b", title="T", body="", draft=True)
    assert pull.mergeable_state == "draft"
    with pytest.raises(RuntimeError, match="405"):
        github.maintainer().merge(pull.number)
    pull.mark_ready_for_review()
    assert not github.pull(pull.number).draft
    pull.convert_to_draft()
    assert github.pull(pull.number).draft


def test_statuses_and_their_sum(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.txt": "a"})
    commit = sign_in(github).get_repo(github.upstream).get_commit(pull.head.sha)
    assert (commit.get_combined_status().state, commit.get_combined_status().total_count) == ("pending", 0)
    maintainer = github.maintainer()
    maintainer.status(pull.head.sha, "failure", "build", "Broken")
    maintainer.status(pull.head.sha, "success", "build")
    maintainer.status(pull.head.sha, "success", "lint")
    assert (commit.get_combined_status().state, commit.get_combined_status().total_count) == ("success", 2)
    assert [each.state for each in commit.get_statuses()] == ["success", "success", "failure"]


def test_who_has_signed_is_not_asked_again(github: Rehearsal) -> None:
    first = open_pull(github, {"a.txt": "a"})
    first.create_issue_comment('@microsoft-github-policy-service agree company="Adventure Works"')
    second = open_pull(github, {"a.txt": "b"}, branch="c")
    assert list(second.get_issue_comments()) == []
    runs = sign_in(github).get_repo(github.upstream).get_commit(second.head.sha).get_check_runs()
    assert [(run.name, run.conclusion) for run in runs] == [("license/cla", "success")]


def test_somebody_else_s_agreement_does_not_count(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.txt": "a"})
    github.maintainer().comment(pull.number, "@microsoft-github-policy-service agree")
    runs = sign_in(github).get_repo(github.upstream).get_commit(pull.head.sha).get_check_runs()
    assert [run.conclusion for run in runs] == [None]


def test_files_are_listed_with_what_became_of_them(github: Rehearsal) -> None:
    old = "independent-publisher-connectors/Wingtip Toys"
    files: dict[str, bytes | str | None] = {
        f"{old}/readme.md": None,
        f"{old}/README.md": "# Wingtip Toys\n\nWingtip Toys keeps every toy.\n\n## Publisher: Grace Hopper\n",
        f"{old}/apiProperties.json": None,
        "größe ü.txt": "ö\n",
        "picture.png": b"\x89PNG\r\n\x1a\n\0\0",
    }
    pull = open_pull(github, files)
    found = {each.filename: each for each in pull.get_files()}
    assert {name: each.status for name, each in found.items()} == {
        f"{old}/README.md": "renamed",
        f"{old}/apiProperties.json": "removed",
        "größe ü.txt": "added",
        "picture.png": "added",
    }
    assert found[f"{old}/README.md"].previous_filename == f"{old}/readme.md"
    assert found["größe ü.txt"].patch == "@@ -0,0 +1 @@\n+ö"
    assert found["picture.png"].patch is None


def test_trees_are_changed_by_path(github: Rehearsal) -> None:
    fork = sign_in(github).get_repo(github.fork("maker").full_name)
    tip = fork.get_branch("dev").commit.sha
    base = fork.get_git_commit(tip).tree
    blob = fork.create_git_blob(base64.b64encode(b"\0\xff").decode(), "base64")
    tree = fork.create_git_tree(
        [
            InputGitTreeElement("a/b/c.bin", "100644", "blob", sha=blob.sha),
            InputGitTreeElement("custom-connectors/Northwind Orders/readme.md", "100644", "blob", sha=None),
            InputGitTreeElement("README.md", "100644", "blob", content="New"),
        ],
        base,
    )
    paths = {each.path: each for each in fork.get_git_tree(tree.sha, recursive=True).tree}
    assert paths["a/b/c.bin"].size == 2
    assert "custom-connectors/Northwind Orders/readme.md" not in paths
    assert "custom-connectors/Northwind Orders/apiProperties.json" in paths
    assert base64.b64decode(fork.get_git_blob(blob.sha).content) == b"\0\xff"
    for path in ("../a", "a//b", "/a", ".git/config", ""):
        with pytest.raises(GithubException, match="malformed path"):
            fork.create_git_tree([InputGitTreeElement(path, "100644", "blob", content="x")], base)


def test_refs_that_cannot_be_are_refused(github: Rehearsal) -> None:
    fork = sign_in(github).get_repo(github.fork("maker").full_name)
    tip = fork.get_branch("dev").commit.sha
    fork.create_git_ref("refs/heads/a", tip)
    for ref, sha, message in (
        ("refs/heads/a/b", tip, "Reference update failed"),
        ("refs/heads/..", tip, "not a valid ref name"),
        ("refs/heads/b", "0" * 40, "Object does not exist"),
    ):
        with pytest.raises(GithubException, match=message):
            fork.create_git_ref(ref, sha)
    with pytest.raises(UnknownObjectException):
        fork.get_git_ref("heads/nothing")


def test_contents_and_raw_files_come_at_any_ref(github: Rehearsal) -> None:
    github.fork("maker")
    sha = github.commit(NAME, "ippub/aw", {"shots/one two.png": b"\x89PNG"})
    fork = sign_in(github).get_repo(NAME)
    for ref in ("ippub/aw", sha):
        found = fork.get_contents("shots/one two.png", ref=ref)
        assert not isinstance(found, list)
        assert found.decoded_content == b"\x89PNG"
        assert ask(github, "GET", found.download_url.removeprefix(github.url), token="")[0] == 200
    assert ask(github, "GET", f"/{NAME}/raw/ippub/aw/nothing", token="")[0] == 404
    # PyGithub knows only the bare words "Not Found" as an UnknownObjectException.
    with pytest.raises(GithubException, match="No commit found for the ref gone"):
        fork.get_contents("shots", ref="gone")


def test_two_branches_are_compared_across_forks(github: Rehearsal) -> None:
    fork = github.fork("maker")
    base = fork.git.branch("dev")
    github.commit(NAME, "b", {"a.txt": "a"})
    github.commit(github.upstream, "dev", {"b.txt": "b"})
    found = sign_in(github).get_repo(github.upstream).compare("dev", "maker:b")
    assert (found.status, found.ahead_by, found.behind_by) == ("diverged", 1, 1)
    assert (found.merge_base_commit.sha, [each.filename for each in found.files]) == (base, ["a.txt"])


def test_a_commit_that_was_made_upstream_is_seen_by_its_id(github: Rehearsal) -> None:
    github.fork("maker")
    sha = github.commit(NAME, "b", {"a.txt": "a"})
    assert sign_in(github).get_repo(github.upstream).get_commit(sha).files[0].filename == "a.txt"


def test_long_comments_are_refused(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.txt": "a"})
    assert pull.create_issue_comment("x" * 65_536).id
    with pytest.raises(GithubException, match="too long"):
        pull.create_issue_comment("x" * 65_537)
    with pytest.raises(GithubException, match="blank"):
        pull.create_issue_comment(" ")


def test_accounts_and_organisations_are_shown(github: Rehearsal) -> None:
    hub = sign_in(github)
    assert [each.login for each in hub.get_user().get_orgs()] == ["contoso"]
    assert hub.get_organization("microsoft").type == "Organization"
    assert hub.get_user("reviewer").name == "Rowan Reviewer"
    with pytest.raises(UnknownObjectException):
        hub.get_user("nobody")
    permission = sign_in(github, github.token("reviewer")).get_repo(github.upstream)
    assert permission.get_collaborator_permission("maker") == "read"


def test_the_upstream_is_like_the_real_one_where_it_matters(github: Rehearsal) -> None:
    upstream = sign_in(github).get_repo(github.upstream)
    assert upstream.default_branch == "dev"
    template = upstream.get_contents(".github/pull_request_template.md")
    assert not isinstance(template, list)
    text = template.decoded_content.decode()
    for phrase in (
        "doesn't exist on the Power Platform today",
        "connector works",
        "deploying and testing all the operations",
        "detailed descriptions for all operations and parameters",
        "response schemas to my actions",
        "paconn validate",
        "brand color",
        "not submitting a connector icon",
        "named this PR after the pattern",
        "3 unique operations",
        "screenshots of the Flow succeeding",
        "Test operations section",
        "OAuth",
        "create an app in the readme.md",
    ):
        assert phrase in text
    assert "independent-publisher-connector" in [label.name for label in upstream.get_labels()]


def test_what_was_said_and_stuck_on_can_be_changed_and_taken_back(github: Rehearsal) -> None:
    pull = open_pull(github, {"a.txt": "a\n"})
    comment = pull.create_issue_comment("Helo")
    comment.edit("Hello")
    assert github.pull(pull.number).comments[-1].body == "Hello"
    with pytest.raises(GithubException):
        pull.get_issue_comments()[0].edit("The bot said this")
    comment.delete()
    assert comment.id not in [each.id for each in pull.get_issue_comments()]
    remark = pull.create_review_comment("Wy?", pull.base.repo.get_commit(pull.head.sha), "a.txt", line=1)
    remark.edit("Why?")
    assert [each.body for each in pull.get_review_comments()] == ["Why?"]
    github.maintainer().label(pull.number, "New", "deployed")
    sign_in(github, github.token("reviewer")).get_repo(github.upstream).get_pull(pull.number).remove_from_labels("New")
    assert [label.name for label in pull.get_labels()] == ["deployed"]
    assert not pull.is_merged()
    github.maintainer().merge(pull.number)
    assert pull.is_merged()
