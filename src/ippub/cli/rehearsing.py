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
from ippub.cli.rehearsing_package import APPROVED, ASK, CERTIFY, Played, build_package, certify, submit_a_handmade_one
from ippub.cli.rehearsing_update import perform_update
from ippub.cli.theatre import Fallen, Theatre
from ippub.errors import EXIT_CLEAN, EXIT_FINDINGS, EXIT_WAITING, EnvironmentFault, UsageError
from ippub.rehearsal import Clock, Exchange, Rehearsal
from ippub.rehearsal.git.repository import git_is_new_enough
from ippub.rehearsal.seed import MAKER
from ippub.rehearsal.stage import EXAMPLE, fulfil, set_up, wish_for
from ippub.report.escape import visible

FILLED_IN = "The form is filled in."
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
            played = _perform(theatre)
            if update:
                perform_update(theatre, played)
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


def _perform(theatre: Theatre) -> Played:
    """From the search to the merge."""
    name, today = theatre.stage.name, _process(theatre) >= 2025
    theatre.say(
        "This is a rehearsal: an offline GitHub runs on this machine, the commands are the real ones, and the people",
        "who answer are played. Nothing leaves this machine, and nothing is left behind.",
    )
    handmade = today and not theatre.stage.packaged and theatre.stage.export()
    invented = (*theatre.stage.invented, *(("the exported solutions",) if handmade else ()))
    if invented:
        theatre.say("Stand-ins for what only you can make: " + ", ".join(invented) + ".")
    theatre.scene("Does it exist already?")
    verdict = theatre.run("search", name, fine=(0, *range(10, 17)))
    despite = () if verdict in (0, 15, 16) else ("--despite-duplicates", "This is a rehearsal")
    theatre.scene("Is the connector in order?")
    failing = theatre.run("check", name, fine=(EXIT_CLEAN, EXIT_FINDINGS)) == EXIT_FINDINGS
    if failing:
        theatre.say("These errors would stop it. The rehearsal goes on with --force, to show the rest of the way.")
    theatre.scene("The proposal", "You say yes to the manifesto of independent publishers, and propose the connector.")
    theatre.run("propose", name, "--agree-manifesto", "--yes", *despite)
    number = _the_pull_request(theatre.server)
    _answer_the_proposal(theatre, number, today=today)
    missing = today and not handmade and not theatre.stage.packaged
    forced = ("--force",) if failing or missing else ()
    submit = ("submit", name, "--attest", "all", "--yes", *despite)
    if handmade:
        submit_a_handmade_one(theatre, submit)
    else:
        theatre.scene(
            "The submission", "You attest what only you can know, and the same pull request becomes the submission."
        )
        theatre.run("package", name, "--list")
        theatre.run(*submit, *forced)
    _review(theatre, number, today=today)
    _change(theatre, (*submit, *forced), forced, handmade=handmade)
    _end_the_review(theatre, number, today=today)
    return Played(forced, handmade)


def _process(theatre: Theatre) -> int:
    from ippub.cli.gate import settings_for

    return settings_for(theatre.stage.folder, None).process


def _answer_the_proposal(theatre: Theatre, number: int, *, today: bool) -> None:
    theatre.scene(
        "The answers", "A bot asks you to agree to the contributor licence agreement. On the real GitHub that is"
    )
    theatre.say(f"a legal act, and yours alone; here you are played, and write: {AGREE}")
    maker, reviewer = theatre.server.maintainer(MAKER), theatre.server.maintainer()
    maker.comment(number, AGREE)
    reviewer.label(number, "independent-publisher-connector")
    words = ASK if today else "Thank you for the proposal. Nothing like it is there yet: please go ahead."
    reviewer.comment(number, words)
    theatre.say(f'The reviewer writes: "{words}"')
    theatre.run("status", theatre.stage.name, fine=(EXIT_CLEAN, EXIT_WAITING))
    if today:
        theatre.say(f'You fill the form in, with the name of your ID, and write: "{FILLED_IN}"')
        maker.comment(number, FILLED_IN)


def _review(theatre: Theatre, number: int, *, today: bool) -> None:
    name, reviewer = theatre.stage.name, theatre.server.maintainer()
    wish = wish_for(theatre.stage.folder)
    folder = _folder_upstream(theatre.server, number)
    reviewer.request_changes(number, "One thing, please.", (f"{folder}/{wish.file}", wish.line, wish.text))
    theatre.scene(
        "The review and the certification" if today else "The review",
        f'The reviewer asks for a change in {wish.file}, line {wish.line}: "{wish.text}"',
    )
    codes = certify(theatre, number, folder) if today else ()
    if today:
        theatre.say(f"and starts the certification with the comment {CERTIFY}. It answers in the pull request.")
    theatre.run("status", name, fine=(EXIT_CLEAN, EXIT_WAITING))
    for code in codes[-1:]:
        theatre.run("rule", code)
    fulfil(theatre.stage.folder, wish)


def _change(theatre: Theatre, submit: tuple[str, ...], forced: tuple[str, ...], *, handmade: bool) -> None:
    """The change is made already; the package follows it, where its solutions can be exported here."""
    if handmade:
        theatre.scene(
            "The change and the package",
            "You make the change, bring it into the connector of your environment, export both solutions again, and",
            "let ippub build the package. Then you submit again: it goes into the same pull request.",
        )
        build_package(theatre, forced)
    else:
        theatre.scene("The change", "You make the change and submit again: it goes into the same pull request.")
        if theatre.stage.packaged:
            theatre.say("Your package holds the connector as it was. Really you would export both solutions again.")
    theatre.run(*submit)


def _end_the_review(theatre: Theatre, number: int, *, today: bool) -> None:
    reviewer = theatre.server.maintainer()
    theatre.scene("Certified and merged" if today else "Approved and merged")
    codes = certify(theatre, number, _folder_upstream(theatre.server, number)) if today else ()
    if today and not codes:
        theatre.say(f'The certification runs once more, and answers: "{APPROVED}"')
    elif codes:
        theatre.say(f"Certification would answer {', '.join(codes)} once more. In the rehearsal the reviewer approves.")
    reviewer.approve(number, "Thank you, this is ready.")
    reviewer.label(number, "deployment-in-progress")
    reviewer.merge(number)
    theatre.say("It is approved, and the pull request is merged. Now the platform deploys it, region by region.")
    theatre.run("status", theatre.stage.name, fine=(EXIT_CLEAN, EXIT_WAITING))


def _tell_the_end(theatre: Theatre) -> None:
    server = theatre.server
    number = _the_pull_request(server)
    pull = server.pull(number)
    theatre.scene("The end", f"Pull request #{number}, merged: {pull.title}", "", last=True)
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
    # The comments are the person's: ippub writes none.
    own = [each for each in server.log if each.who == MAKER and not each.path.endswith("/comments")]
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
