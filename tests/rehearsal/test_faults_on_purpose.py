"""Faults on purpose, and what takes its time."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
import requests
from github import Auth, Github, GithubException, GithubRetry

from ippub.rehearsal import Delays, Drop, Rehearsal
from rehearsal.clients import ask, push_file, sign_in


@pytest.fixture
def pull(github: Rehearsal) -> int:
    github.commit(github.fork("maker").full_name, "b", {"a.txt": "a"})
    return sign_in(github).get_repo(github.upstream).create_pull("dev", "maker:b", title="T", body="").number


def say(github: Rehearsal, pull: int) -> tuple[int, object, dict[str, str]]:
    return ask(github, "POST", f"/repos/{github.upstream}/issues/{pull}/comments", {"body": "Hello"})


def said(github: Rehearsal, pull: int) -> int:
    return [comment.body for comment in github.pull(pull).comments].count("Hello")


def test_a_status_is_given_instead_of_the_answer(github: Rehearsal, pull: int) -> None:
    body, extra = {"message": "Unicorn"}, {"Retry-After": "7"}
    fault = github.faults.add("/comments$", "POST", status=503, body=body, headers=extra)
    status, shown, headers = say(github, pull)
    assert (status, shown, headers["retry-after"]) == (503, {"message": "Unicorn"}, "7")
    assert (said(github, pull), fault.hits) == (0, 1)
    assert say(github, pull)[0] == 201


def test_what_was_done_may_be_answered_with_an_error(github: Rehearsal, pull: int) -> None:
    github.faults.add("/comments$", status=502, done=True)
    assert say(github, pull)[0] == 502
    assert said(github, pull) == 1
    assert github.log[-1].status == 502
    assert github.log[-1].fault


@pytest.mark.parametrize(("drop", "count"), [(Drop.BEFORE, 0), (Drop.AFTER, 1)])
def test_a_dropped_connection_tells_nothing(github: Rehearsal, pull: int, drop: Drop, count: int) -> None:
    github.faults.add("/comments$", "POST", drop=drop)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        say(github, pull)
    assert said(github, pull) == count
    assert github.log[-1].status == 0


def test_rules_skip_count_and_go_on(github: Rehearsal) -> None:
    github.faults.add("/zen", skip=1, count=2, status=500)
    assert [ask(github, "GET", "/zen")[0] for _ in range(4)] == [200, 500, 500, 200]
    github.faults.add("/zen", count=None, status=500)
    assert [ask(github, "GET", "/zen")[0] for _ in range(3)] == [500] * 3
    github.faults.clear()
    assert ask(github, "GET", "/zen")[0] == 200


def test_the_nth_request_is_hit_whatever_it_is(github: Rehearsal) -> None:
    github.faults.nth(2, status=500)
    paths = ("/zen", "/meta", "/user")
    assert [ask(github, "GET", path)[0] for path in paths] == [200, 500, 200]


def test_an_answer_may_come_late(github: Rehearsal) -> None:
    github.faults.add("/zen", delay=0.3)
    with pytest.raises(requests.Timeout):
        requests.get(f"{github.url}/zen", timeout=0.05)
    began = time.monotonic()
    github.faults.add("/zen", delay=0.2)
    assert ask(github, "GET", "/zen")[0] == 200
    assert time.monotonic() - began >= 0.2


def test_git_is_hit_too(github: Rehearsal) -> None:
    github.faults.add("git-upload-pack", status=500)
    assert ask(github, "GET", f"/{github.upstream}.git/info/refs?service=git-upload-pack")[0] == 500


def test_a_process_is_killed_between_deed_and_answer(github: Rehearsal, pull: int) -> None:
    program = (
        "import http.client, json\n"
        f"c = http.client.HTTPConnection('localhost', {github.port})\n"
        f"c.request('POST', '/repos/{github.upstream}/issues/{pull}/comments', json.dumps({{'body': 'Hello'}}),"
        f" {{'User-Agent': 't', 'Authorization': 'token {github.token()}'}})\n"
        "c.getresponse().read()\n"
        "print('answered')\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    github.faults.after(1, child.kill)
    out, _ = child.communicate(timeout=20)
    assert (out, said(github, pull)) == ("", 1)
    assert child.returncode != 0


def test_pygithub_s_own_retries_say_it_twice(github: Rehearsal, pull: int) -> None:
    """The trap that ippub's adapter has to avoid is there to be fallen into."""
    github.faults.add("/comments$", "POST", drop=Drop.AFTER)
    retry = GithubRetry(total=1, backoff_factor=0)
    hub = Github(base_url=github.url, auth=Auth.Token(github.token()), seconds_between_writes=0, retry=retry)
    hub.get_repo(github.upstream).get_pull(pull).create_issue_comment("Hello")
    assert said(github, pull) == 2


def test_a_fork_takes_its_time_to_be_read_and_longer_to_be_written(rehearse: Callable[..., Rehearsal]) -> None:
    server = rehearse(delays=Delays(fork=100, fork_write=50))
    upstream = sign_in(server).get_repo(server.upstream)
    fork = upstream.create_fork()
    tip = upstream.get_branch("dev").commit.sha
    with pytest.raises(GithubException, match="Git Repository is empty") as caught:
        fork.get_git_ref("heads/dev")
    assert caught.value.status == 409
    status, text, _ = ask(server, "GET", f"/{fork.full_name}.git/info/refs?service=git-upload-pack")
    assert status == 200
    assert "access denied or repository not exported" in str(text)
    server.clock.advance(100)
    assert fork.get_git_ref("heads/dev").object.sha == tip
    with pytest.raises(GithubException) as refused:
        fork.create_git_ref("refs/heads/b", tip)
    assert refused.value.status == 404
    server.clock.advance(50)
    assert fork.create_git_ref("refs/heads/b", tip).object.sha == tip


def test_whether_it_can_be_merged_and_whether_it_is_found_takes_time(rehearse: Callable[..., Rehearsal]) -> None:
    server = rehearse(delays=Delays(mergeable=60, search=600))
    hub = sign_in(server)
    upstream = hub.get_repo(server.upstream)
    fork = upstream.create_fork()
    push_file(fork, "b", upstream.get_branch("dev").commit.sha, "a.txt", "a")
    pull = upstream.create_pull("dev", "maker:b", title="Adventure Works", body="")
    query = f'repo:{server.upstream} is:pr is:open "adventure works" in:title'
    assert (pull.mergeable, pull.mergeable_state) == (None, "unknown")
    assert hub.search_issues(query).totalCount == 0
    assert [each.number for each in upstream.get_pulls(head="maker:b", state="all")] == [pull.number]
    server.clock.advance(60)
    assert upstream.get_pull(pull.number).mergeable is True
    server.clock.advance(600)
    assert [each.number for each in hub.search_issues(query)] == [pull.number]
