"""The play: the real commands as processes, told step by step, against the offline GitHub."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
import threading
from collections.abc import Mapping
from datetime import UTC, datetime

from ippub.cli.ask import can_ask
from ippub.cli.rehearsing_update import perform_update
from ippub.cli.theatre import Fallen, Theatre
from ippub.errors import EXIT_CLEAN, EXIT_FINDINGS, EXIT_WAITING, EnvironmentFault, UsageError
from ippub.rehearsal import Clock, Exchange, Rehearsal
from ippub.rehearsal.git.repository import git_is_new_enough
from ippub.rehearsal.seed import MAKER
from ippub.rehearsal.stage import EXAMPLE, fulfil, set_up, wish_for
from ippub.report.escape import visible

AGREE = "@microsoft-github-policy-service agree"


def play(folder: str, port: int, *, step: bool, update: bool = False) -> int:
    """The whole journey, with ``update`` an update after it; gives the exit code.

    That is 0 when it came to its end, else that of the command which did not.
    """
    if step and not can_ask():
        raise UsageError("--step waits for Enter, and there is no terminal to press it on", "Leave it out.")
    with _server(port) as server, tempfile.TemporaryDirectory(prefix="ippub-stage-") as place:
        stage = set_up(folder or EXAMPLE, place)
        theatre = Theatre(server, stage, place, step)
        try:
            forced = _perform(theatre)
            if update:
                perform_update(theatre, forced)
        except Fallen as fallen:
            print(f"\nThe rehearsal ends here: `{fallen}` did not go through. What it said stands above.")
            return fallen.code
        _tell_the_end(theatre)
    return EXIT_CLEAN


def serve_until_stopped(port: int) -> None:
    """Run the offline GitHub until Ctrl-C; each request is shown on stderr."""
    with _server(port) as server:
        server.observers.append(_show_request)
        print(_how_to_reach(server), flush=True)
        stopped = threading.Event()
        # In pieces: Windows lets nothing interrupt a wait without an end.
        while not stopped.wait(0.5):
            pass


def _perform(theatre: Theatre) -> tuple[str, ...]:
    """From the search to the merge; gives what has to be said so that a connector with errors is sent."""
    name = theatre.stage.name
    theatre.say(
        "This is a rehearsal: an offline GitHub runs on this machine, the commands are the real ones, and the people",
        "who answer are played. Nothing leaves this machine, and nothing is left behind.",
    )
    if theatre.stage.invented:
        theatre.say("Stand-ins for what only you can make: " + ", ".join(theatre.stage.invented) + ".")
    theatre.scene("1. Does it exist already?")
    verdict = theatre.run("search", name, fine=(0, *range(10, 17)))
    despite = () if verdict in (0, 15, 16) else ("--despite-duplicates", "This is a rehearsal")
    theatre.scene("2. Is the connector in order?")
    failing = theatre.run("check", name, fine=(EXIT_CLEAN, EXIT_FINDINGS)) == EXIT_FINDINGS
    if failing:
        theatre.say("These errors would stop it. The rehearsal goes on with --force, to show the rest of the way.")
    theatre.scene(
        "3. The proposal", "You say yes to the manifesto of independent publishers, and propose the connector."
    )
    theatre.run("propose", name, "--agree-manifesto", "--yes", *despite)
    number = _the_pull_request(theatre.server)
    _answer_the_proposal(theatre, number)
    theatre.scene(
        "5. The submission", "You attest what only you can know, and the same pull request becomes the submission."
    )
    forced = ("--force",) if failing else ()
    submit = ("submit", name, "--attest", "all", "--yes", *despite, *forced)
    theatre.run("package", name, "--list", *forced)
    theatre.run(*submit)
    _review(theatre, number, submit)
    theatre.scene("8. Approved and merged")
    reviewer = theatre.server.maintainer()
    reviewer.approve(number, "Thank you, this is ready.")
    reviewer.label(number, "deployment-in-progress")
    reviewer.merge(number)
    theatre.say("The reviewer approves, and the pull request is merged. Now the platform deploys it, region by region.")
    theatre.run("status", name, fine=(EXIT_CLEAN, EXIT_WAITING))
    return forced


def _answer_the_proposal(theatre: Theatre, number: int) -> None:
    theatre.scene(
        "4. The answers", "A bot asks you to agree to the contributor licence agreement. On the real GitHub that is"
    )
    theatre.say(f"a legal act, and yours alone; here you are played, and write: {AGREE}")
    theatre.server.maintainer(MAKER).comment(number, AGREE)
    reviewer = theatre.server.maintainer()
    reviewer.label(number, "independent-publisher-connector")
    reviewer.comment(number, "Thank you for the proposal. Nothing like it is there yet: please go ahead.")
    theatre.say('The reviewer writes: "Nothing like it is there yet: please go ahead."')
    theatre.run("status", theatre.stage.name, fine=(EXIT_CLEAN, EXIT_WAITING))


def _review(theatre: Theatre, number: int, submit: tuple[str, ...]) -> None:
    name, reviewer = theatre.stage.name, theatre.server.maintainer()
    wish = wish_for(theatre.stage.folder)
    path = f"{_folder_upstream(theatre.server, number)}/{wish.file}"
    reviewer.request_changes(number, "One thing, please.", (path, wish.line, wish.text))
    theatre.scene("6. The review", f'The reviewer asks for a change in {wish.file}, line {wish.line}: "{wish.text}"')
    theatre.run("status", name, fine=(EXIT_CLEAN, EXIT_WAITING))
    fulfil(theatre.stage.folder, wish)
    theatre.scene("7. The change", f"You change {wish.file} and submit again: it goes into the same pull request.")
    theatre.run(*submit)


def _tell_the_end(theatre: Theatre) -> None:
    server = theatre.server
    number = _the_pull_request(server)
    pull = server.pull(number)
    theatre.scene("The end", f"Pull request #{number}, merged: {pull.title}", "")
    for line in pull.body.split("\n"):
        theatre.say(f"  | {line}")
    theatre.say("", "What was said in it:")
    said = [(each.created, each.author, each.body) for each in pull.comments]
    said += [
        (each.created, each.author, f"({each.path}:{each.original_line}) {each.body}") for each in pull.line_comments
    ]
    said += [
        (each.submitted, each.author, f"({each.state.lower().replace('_', ' ')}) {each.body}") for each in pull.reviews
    ]
    for _, author, text in sorted(said):
        first = " ".join(text.split())
        theatre.say(f"  {author}: {first[:100]}{'...' if len(first) > 100 else ''}")
    own = [each for each in server.log if each.who == MAKER]
    writes = [each for each in own if each.write]
    theatre.say("", f"What would have been sent to the real GitHub: {len(own)} requests, {len(writes)} of which write:")
    for each in writes:
        theatre.say(f"  {each.method:5} {each.path}")


def _the_pull_request(server: Rehearsal) -> int:
    """The number of the pull request that the journey made last."""
    return max(server.repository().pulls)


def _folder_upstream(server: Rehearsal, number: int) -> str:
    from ippub.rehearsal.git.difference import changes

    git, pull = server.repository().git, server.pull(number)
    files = changes(git, git.merge_base(pull.base_sha, pull.head_sha), pull.head_sha)
    return os.path.dirname(files[0].path)


def _server(port: int) -> Rehearsal:
    if not git_is_new_enough():
        raise EnvironmentFault("the rehearsal needs git 2.38 or newer", "Install it from https://git-scm.com.")
    try:
        return Rehearsal(clock=Clock(datetime.now(UTC).replace(microsecond=0), real=True), port=port)
    except OSError as error:
        raise EnvironmentFault(f"port {port} cannot be used: {error.strerror or error}", "Leave --port out.") from error


def _how_to_reach(server: Rehearsal) -> str:
    parts = [
        f"An offline GitHub listens on {server.url}. Ctrl-C ends it, and nothing is left behind.",
        f"Upstream is {server.upstream}; you are {MAKER}.",
        "\n# ippub",
        *_assignments(server.environment(MAKER)),
        "\n# gh",
        *_assignments(server.gh_environment(MAKER)),
        "\n# git, for reading; for pushing as you",
        f"git clone {server.git_url(server.upstream)}",
        f'git -c "http.extraHeader=Authorization: Bearer {server.token(MAKER)}" push',
        "\n# the reviewer's token, for playing the other side",
        *_assignments({"IPPUB_TOKEN": server.token("reviewer")}),
        "",
    ]
    return "\n".join(parts)


def _assignments(variables: Mapping[str, str]) -> list[str]:
    if os.name == "nt":
        return [f'$env:{name} = "{value}"' for name, value in variables.items()]
    return [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]


def _show_request(exchange: Exchange) -> None:
    print(visible(str(exchange)), file=sys.stderr, flush=True)
