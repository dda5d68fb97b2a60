"""Forks as they are: behind, diverged, renamed, an organisation's, archived; and branches that were used before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forge.conftest import BRANCH, FOLDER, NAME, Maker
from ippub.cli.options import Via
from ippub.errors import EXIT_ENVIRONMENT, EXIT_SIGN_IN
from ippub.rehearsal import Delays, Rehearsal, TokenKind

FORK = "maker/PowerPlatformConnectors"
WORKFLOW = {".github/workflows/new.yml": "name: New\non: push\njobs: {}\n"}

both_ways = pytest.mark.parametrize("via", list(Via))


def sent(maker: Maker, repository: str = FORK) -> None:
    """The pull request is there, from the branch, with the connector's readme."""
    assert maker.out.strip() == f"{maker.server.url}/{maker.server.upstream}/pull/{maker.pulls[-1].number}"
    assert maker.pulls[-1].head_ref == BRANCH
    assert maker.files(BRANCH, repository) == {"readme.md": (maker.folder / "readme.md").read_bytes()}


@both_ways
def test_a_fork_is_made_when_there_is_none(maker: Maker, via: Via) -> None:
    assert maker.propose(via=via) == 0, maker.said
    sent(maker)
    assert "made    fork" in maker.said


@both_ways
def test_a_fork_that_is_behind_is_left_so_and_the_branch_is_new(maker: Maker, via: Via) -> None:
    maker.server.fork()
    old = maker.server.repository(FORK).git.branch("dev")
    new = maker.server.commit(maker.server.upstream, "dev", {"news.md": "x"})
    assert maker.propose(via=via) == 0, maker.said
    sent(maker)
    assert maker.merge_base() == new
    assert maker.server.repository(FORK).git.branch("dev") == old


@both_ways
def test_a_fork_that_cannot_take_workflow_files_is_used_from_the_common_commit(
    maker: Maker, via: Via, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPPUB_TOKEN", maker.server.token(scopes=frozenset({"public_repo"})))
    maker.server.fork()
    old = maker.server.repository(FORK).git.branch("dev")
    maker.server.commit(maker.server.upstream, "dev", WORKFLOW)
    assert maker.propose(via=via) == 0, maker.said
    sent(maker)
    assert maker.merge_base() == old
    assert "newest commit that the fork can take" in maker.said
    assert [f"{FOLDER}/readme.md"] == changed(maker)


@both_ways
def test_a_fork_that_went_its_own_way_is_not_touched(maker: Maker, via: Via, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPPUB_TOKEN", maker.server.token(scopes=frozenset({"public_repo"})))
    maker.server.fork()
    old = maker.server.repository(FORK).git.branch("dev")
    mine = maker.server.commit(FORK, "dev", {"mine.md": "my own"})
    maker.server.commit(maker.server.upstream, "dev", WORKFLOW)
    assert maker.propose(via=via) == 0, maker.said
    sent(maker)
    assert maker.merge_base() == old
    assert maker.server.repository(FORK).git.branch("dev") == mine
    assert [f"{FOLDER}/readme.md"] == changed(maker)


@both_ways
def test_a_renamed_fork_is_recognised(maker: Maker, via: Via) -> None:
    maker.server.fork(name="my-connectors")
    assert maker.propose(via=via) == 0, maker.said
    sent(maker, "maker/my-connectors")
    assert "found   fork maker/my-connectors" in maker.said
    assert maker.propose(via=via) == 0, maker.said
    assert len(maker.pulls) == 1


@both_ways
def test_an_organisations_fork_is_used_when_it_is_named(maker: Maker, via: Via) -> None:
    maker.server.fork("contoso")
    assert maker.propose(via=via, fork="contoso") == 0, maker.said
    sent(maker, "contoso/PowerPlatformConnectors")
    assert maker.pulls[0].maintainer_can_modify is False
    assert maker.submit(via=via, fork="contoso") == 0, maker.said
    assert [pull.title for pull in maker.pulls] == [f"{NAME} (Independent Publisher)"]


def test_an_organisation_without_a_fork_gets_one(maker: Maker) -> None:
    assert maker.propose(fork="contoso") == 0, maker.said
    sent(maker, "contoso/PowerPlatformConnectors")


def test_somebody_elses_repository_of_that_name_is_not_taken_for_a_fork(maker: Maker) -> None:
    world = maker.server.world
    upstream = maker.server.repository()
    world.add_repository("maker", upstream.name, "main", None)
    assert maker.propose() == 0, maker.said
    assert maker.pulls[0].head_repository != 0
    forks = [repo for repo in world.repositories.values() if repo.parent == upstream.id]
    assert len(forks) == 1


def test_an_archived_fork_is_said_to_be_so(maker: Maker) -> None:
    maker.server.fork()
    maker.server.repository(FORK).archived = True
    assert maker.propose() == EXIT_ENVIRONMENT
    assert maker.fault is not None
    assert "archived" in maker.fault.message
    assert "settings" in maker.fault.hint
    assert maker.writes == []


def test_a_slow_fork_is_waited_for(
    rehearse: Callable[..., Rehearsal], maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = rehearse(delays=Delays(fork=3, fork_write=4))
    for name, value in slow.environment().items():
        monkeypatch.setenv(name, value)
    maker.server = slow
    monkeypatch.setattr("time.sleep", slow.clock.advance)
    assert maker.propose() == 0, maker.fault
    sent(maker)
    assert "copying the fork" in maker.said


@both_ways
def test_after_a_pull_request_was_closed_a_new_one_comes_from_the_same_branch_and_that_is_said(
    maker: Maker, via: Via
) -> None:
    assert maker.propose(via=via) == 0
    maker.server.maintainer().close(maker.pulls[0].number)
    maker.folder.joinpath("readme.md").write_bytes(maker.folder.joinpath("readme.md").read_bytes() + b"\nMore.\n")
    assert maker.propose(via=via) == 0, maker.said
    first, second = maker.pulls
    assert (first.open, second.open) == (False, True)
    assert first.head_ref == second.head_ref == BRANCH
    assert f"#{first.number} from the same branch was closed" in maker.said


def test_after_a_merge_the_next_one_gets_a_branch_of_its_own(maker: Maker) -> None:
    assert maker.propose() == 0
    assert maker.submit() == 0
    maker.server.maintainer().merge(maker.pulls[0].number)
    (maker.folder / "readme.md").write_bytes((maker.folder / "readme.md").read_bytes() + b"\nMore.\n")
    assert maker.submit(update="A better readme") == 0, maker.fault
    second = maker.pulls[1]
    assert second.head_ref == f"{BRANCH}-2"
    assert second.title == f"{NAME} (Independent Publisher)"
    assert changed(maker, f"{BRANCH}-2") == [f"{FOLDER}/readme.md"]
    assert maker.submit(update="A better readme") == 0, maker.fault
    assert len(maker.pulls) == 2
    assert maker.writes == []


def test_a_branch_with_other_work_on_it_is_left_alone(maker: Maker) -> None:
    maker.server.fork()
    mine = maker.server.commit(FORK, BRANCH, {"thesis.md": "my thesis"})
    assert maker.propose() == EXIT_ENVIRONMENT
    assert maker.fault is not None
    assert "thesis.md" in maker.fault.message
    assert maker.server.repository(FORK).git.branch(BRANCH) == mine
    assert maker.pulls == []


def test_a_fine_grained_token_does_all_but_the_last_click_and_gives_the_page_for_it(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker.server.fork()
    monkeypatch.setenv("IPPUB_TOKEN", maker.server.token(kind=TokenKind.FINE_GRAINED))
    assert maker.propose() == EXIT_SIGN_IN
    assert maker.fault is not None
    page = (
        f"{maker.server.url}/{maker.server.upstream}/compare/dev...maker:{BRANCH}?expand=1&title=Proposal%20-%20Contoso"
    )
    assert page in maker.fault.hint
    assert maker.files(BRANCH) == {"readme.md": (maker.folder / "readme.md").read_bytes()}
    assert maker.pulls == []


def test_a_right_that_is_hidden_behind_404_is_named_and_not_waited_for(maker: Maker) -> None:
    maker.server.fork()
    maker.server.faults.add("git/refs$", "POST", count=None, status=404, body={"message": "Not Found"})
    assert maker.propose() == EXIT_ENVIRONMENT
    assert maker.fault is not None
    assert "scope repo" in maker.fault.hint
    assert len(maker.writes) == 2


def test_ones_own_sandbox_needs_no_fork(maker: Maker) -> None:
    upstream = maker.server.repository()
    sandbox = maker.server.world.add_repository("maker", "sandbox", "dev", upstream.git.store)
    sandbox.git.set_ref("refs/heads/dev", upstream.git.branch("dev"))
    assert maker.propose(upstream="maker/sandbox") == 0, maker.fault
    assert maker.out.strip().endswith("/maker/sandbox/pull/1")


@pytest.mark.parametrize("command", ["propose", "submit"])
def test_a_second_run_writes_nothing(maker: Maker, command: str) -> None:
    assert maker.propose() == 0
    if command == "submit":
        assert maker.submit() == 0
    run = maker.submit if command == "submit" else maker.propose
    assert run() == 0
    again = maker.out
    assert run() == 0
    assert maker.writes == []
    assert maker.out == again


def test_the_number_of_requests_stays_within_what_is_promised(maker: Maker) -> None:
    maker.server.fork()
    assert maker.propose() == 0
    assert len(maker.requests) <= 14, maker.requests
    assert maker.submit() == 0
    assert len(maker.requests) <= 25, maker.requests


def changed(maker: Maker, branch: str = BRANCH) -> list[str]:
    git = maker.server.repository(FORK).git
    base = git.merge_base(git.branch(branch), maker.server.repository().git.branch("dev"))
    return git.run("diff", "--name-only", base, git.branch(branch)).decode().splitlines()


def test_a_commit_that_arrives_late_is_taken_up_when_it_holds_the_same_files(maker: Maker) -> None:
    maker.server.fork()
    readme = (maker.folder / "readme.md").read_bytes()

    def late() -> None:
        maker.server.commit(FORK, BRANCH, {f"{FOLDER}/readme.md": readme}, "Propose")

    maker.server.faults.after(11, late)
    assert maker.propose() == 0, maker.fault
    sent(maker)
    assert len(maker.pulls) == 1
