"""The adapter against the offline GitHub: what PyGithub would get wrong by itself, and the values that come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge.conftest import BRANCH, FOLDER, Maker
from ippub.forge.faults import FaultKind, ForgeFault
from ippub.forge.github.adapter import GitHub
from ippub.forge.port import Commit, Forge, NewPull, PullState, Repository
from ippub.forge.settings import ForgeSettings
from ippub.forge.token import Token
from ippub.rehearsal import Rehearsal


@pytest.fixture
def hub(github: Rehearsal) -> Forge:
    return GitHub(ForgeSettings(github.url, between=0, between_writes=0), Token(github.token(), "a test"), print)


@pytest.fixture
def upstream(hub: Forge, github: Rehearsal) -> Repository:
    found = hub.repository(github.upstream)
    assert found is not None
    return found


def test_a_renamed_upstream_is_used_under_its_new_name_with_nothing_lost_on_the_way(
    github: Rehearsal, maker: Maker
) -> None:
    """PyGithub drops the query on a redirect (closed pull requests vanish) and takes a 307 for a pull request."""
    assert maker.propose() == 0
    first = maker.pulls[0]
    github.maintainer().close(first.number)
    github.world.rename(github.repository(), "Connectors")
    github.world.rename(github.repository("maker/PowerPlatformConnectors"), "mine")
    assert maker.propose(upstream="microsoft/PowerPlatformConnectors") == 0, maker.said
    assert f"#{first.number} from the same branch was closed" in maker.said
    second = max(github.repository("microsoft/Connectors").pulls.values(), key=lambda pull: pull.number)
    assert second.open
    assert maker.out.strip() == f"{github.url}/microsoft/Connectors/pull/{second.number}"


def test_what_is_not_there_is_none_and_no_error(hub: Forge, upstream: Repository) -> None:
    assert hub.repository("nobody/nothing") is None
    assert hub.branch(upstream, "no-such-branch") is None
    assert hub.file(upstream, "no/such/file", "dev") is None
    assert hub.tree(upstream, "dev", "no/such/folder") == ()
    assert hub.fork_of(upstream, "maker") is None
    assert hub.fork_of(upstream, "nobody-of-that-name") is None
    assert hub.pull(upstream, 99) is None
    assert hub.pulls_from(upstream, "maker", BRANCH) == ()
    assert hub.compare(upstream, "dev", ("maker", BRANCH)) is None


def test_an_odd_head_gives_no_pull_request_of_others(hub: Forge, upstream: Repository, maker: Maker) -> None:
    assert maker.propose() == 0
    assert hub.pulls_from(upstream, "", "") == ()
    assert hub.pulls_from(upstream, "maker", "ippub/other") == ()
    assert [pull.head_branch for pull in hub.pulls_from(upstream, "MAKER", BRANCH)] == [BRANCH]


def test_files_of_every_kind_arrive_byte_for_byte_in_one_commit(
    hub: Forge, upstream: Repository, github: Rehearsal
) -> None:
    fork = hub.make_fork(upstream)
    tip = hub.branch(fork, "dev")
    assert tip is not None
    hub.make_branch(fork, BRANCH, tip)
    files: dict[str, bytes | None] = {
        f"{FOLDER}/crlf.txt": b"one\r\ntwo\r\n",
        f"{FOLDER}/bom.json": b"\xef\xbb\xbf{}",
        f"{FOLDER}/nul.txt": b"a\0b",
        f"{FOLDER}/bytes.zip": bytes(range(256)),
        f"{FOLDER}/empty.md": b"",
        f"{FOLDER}/\u00fc \u4e2d.md": "\u00e9\U0001f600".encode(),
    }
    sha = hub.make_commit(fork, BRANCH, tip, Commit("Add", files))
    for path, data in files.items():
        assert hub.file(fork, path, sha) == data
    assert len(github.repository(fork.name).git.commits(f"{tip}..{sha}")) == 1
    gone = hub.make_commit(fork, BRANCH, sha, Commit("Remove", {f"{FOLDER}/nul.txt": None}))
    assert hub.file(fork, f"{FOLDER}/nul.txt", gone) is None
    assert hub.file(fork, f"{FOLDER}/crlf.txt", gone) == b"one\r\ntwo\r\n"


def test_a_commit_that_changes_nothing_is_not_made(hub: Forge, upstream: Repository) -> None:
    fork = hub.make_fork(upstream)
    tip = hub.branch(fork, "dev")
    assert tip is not None
    hub.make_branch(fork, BRANCH, tip)
    sha = hub.make_commit(fork, BRANCH, tip, Commit("Add", {f"{FOLDER}/a.md": b"a"}))
    assert hub.make_commit(fork, BRANCH, sha, Commit("Again", {f"{FOLDER}/a.md": b"a"})) == sha


def test_a_branch_that_moved_is_not_overwritten(hub: Forge, upstream: Repository, github: Rehearsal) -> None:
    fork = hub.make_fork(upstream)
    tip = hub.branch(fork, "dev")
    assert tip is not None
    hub.make_branch(fork, BRANCH, tip)
    theirs = github.commit(fork.name, BRANCH, {"other.md": "somebody else's"})
    with pytest.raises(ForgeFault) as caught:
        hub.make_commit(fork, BRANCH, tip, Commit("Add", {f"{FOLDER}/a.md": b"a"}))
    assert caught.value.kind is FaultKind.BRANCH_MOVED
    assert hub.branch(fork, BRANCH) == theirs


def test_a_branch_without_history_holds_its_files_only(hub: Forge, upstream: Repository) -> None:
    fork = hub.make_fork(upstream)
    sha = hub.make_commit(fork, "pictures", "", Commit("Pictures", {"a/one.png": b"\x89PNG\0"}))
    assert [(entry.path, entry.size) for entry in hub.tree(fork, sha)] == [("a/one.png", 5)]
    assert hub.branch(fork, "pictures") == sha


def test_the_tree_and_the_folder_say_the_same(hub: Forge, upstream: Repository) -> None:
    folder = "independent-publisher-connectors"
    within = [entry for entry in hub.tree(upstream, "dev") if entry.path.startswith(f"{folder}/")]
    assert within
    assert list(hub.tree(upstream, "dev", folder)) == within


def test_what_ended_is_listed_apart(hub: Forge, upstream: Repository, maker: Maker) -> None:
    assert hub.closed_pulls(upstream) == ()
    assert maker.propose() == 0
    (opened,) = hub.open_pulls(upstream)
    maker.server.maintainer().close(opened.number)
    assert [(pull.number, pull.state) for pull in hub.closed_pulls(upstream)] == [(opened.number, PullState.CLOSED)]


def test_a_pull_request_comes_back_with_all_that_is_known_of_it(hub: Forge, upstream: Repository, maker: Maker) -> None:
    assert maker.propose() == 0
    (listed,) = hub.open_pulls(upstream)
    number = listed.number
    maker.server.maintainer().label(number, "New")
    maker.server.maintainer().request_changes(
        number, "Please", (f"{FOLDER}/readme.md", 1, "A \x1b[31mred\x1b[0m [bold]word")
    )
    pull = hub.pull(upstream, number)
    assert pull is not None
    assert (pull.state, pull.author, pull.labels) == (PullState.OPEN, "maker", ("New",))
    assert [pull.number for pull in hub.pulls_by(upstream, "maker")] == [number]
    kinds = [(remark.kind, remark.verdict, remark.line) for remark in hub.remarks(upstream, number)]
    assert ("review", "changes_requested", 0) in kinds
    assert ("line", "", 1) in kinds
    assert "license/cla" in [check.name for check in hub.checks(upstream, pull.head_sha)]
    maker.server.maintainer().merge(number)
    merged = hub.pull(upstream, number)
    assert merged is not None
    assert merged.state is PullState.MERGED


def test_looking_at_an_unchanged_pull_request_again_costs_nothing_of_the_limit(
    hub: GitHub, upstream: Repository, maker: Maker
) -> None:
    assert maker.propose() == 0
    number = maker.pulls[0].number
    hub.pull(upstream, number)
    left = hub.sign_in().requests_left
    assert hub.pull(upstream, number) is not None
    assert maker.server.log[-1].status == 304
    assert hub.sign_in().requests_left == left


def test_an_existing_pull_request_is_refused_by_name(hub: Forge, upstream: Repository, maker: Maker) -> None:
    assert maker.propose() == 0
    with pytest.raises(ForgeFault) as caught:
        hub.make_pull(upstream, NewPull("dev", ("maker", BRANCH), "Again", ""))
    assert caught.value.kind is FaultKind.PULL_EXISTS


def test_the_list_of_upstreams_files_is_asked_for_once_a_commit(
    github: Rehearsal, upstream: Repository, tmp_path: Path
) -> None:
    github.commit(github.upstream, "dev", {f"certified-connectors/C{n}/readme.md": "x" for n in range(120)})
    settings = ForgeSettings(github.url, between=0, between_writes=0, cache=str(tmp_path))

    def listed() -> tuple[int, int]:
        hub = GitHub(settings, Token(github.token(), "a test"), print)
        tip = hub.branch(upstream, "dev")
        assert tip is not None
        start = len(github.log)
        return len(hub.tree(upstream, tip)), sum("git/trees" in each.path for each in github.log[start:])

    count, asked = listed()
    assert asked == 1
    assert listed() == (count, 0)
    (tmp_path / "tree.json").write_text("{damaged", encoding="utf-8")
    assert listed() == (count, 1)
    github.commit(github.upstream, "dev", {"news.md": "x"})
    assert listed() == (count + 1, 1)
    assert [path.name for path in tmp_path.iterdir() if path.name != "work"] == ["tree.json"]
