"""What ``ippub doctor`` looks at. A thing that cannot be looked at is said to be so; the others still are."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from ippub.cli.catalogue_cache import cache_folder, stored_catalogue
from ippub.cli.connector_list import list_at_hand
from ippub.cli.diagnosis_of_connector import connector_conditions, profile_condition
from ippub.cli.session import Session
from ippub.cli.submission_texts import TEMPLATE
from ippub.cli.terminal import style_for
from ippub.errors import EXIT_CLEAN, EXIT_ENVIRONMENT, IppubError
from ippub.forge.condition import Condition, State, fork_conditions, token_conditions
from ippub.publish.template import KEYWORDS, read_template
from ippub.report.frame import shown
from ippub.report.tally import counted


def diagnose(folder: str, upstream: str, fork: str) -> list[Condition]:
    """Everything, in the order in which a command would stumble over it."""
    session = Session(upstream, fork)
    found = [*_here(folder), _catalogue(), *_tried("connector", lambda: connector_conditions(folder))]
    found += _tried("settings", lambda: [_settings(session)])
    found += _tried("sign-in", lambda: _signed_in(session))
    if any(each.state is State.STOP and each.thing in ("sign-in", "settings") for each in found):
        return found
    reached = _tried("upstream", lambda: [_upstream(session)])
    found += reached
    if all(each.state is not State.STOP for each in reached):
        found += _tried("fork", lambda: _fork(session))
        found += _tried("template", lambda: [_template(session)])
    return found


def _catalogue() -> Condition:
    """What a search rests on when it asks nobody, and how old that is."""
    folder = cache_folder()
    listing = list_at_hand(folder)
    stored, state = stored_catalogue(folder, listing)
    said = f"{len(stored.upstream):,} connectors upstream of {stored.date} ({state}), the platform's list of "
    return Condition("catalogue", State.GOOD, f"{said}{listing.date} ({listing.state}, {len(listing.entries):,} names)")


def _tried(thing: str, look: Callable[[], list[Condition]]) -> list[Condition]:
    try:
        return look()
    except IppubError as fault:
        return [Condition(thing, State.STOP, fault.message, fault.hint)]


def _signed_in(session: Session) -> list[Condition]:
    sign_in = session.forge.sign_in()
    return [*token_conditions(session.token, sign_in, datetime.now(UTC)), profile_condition(sign_in.account)]


def _settings(session: Session) -> Condition:
    settings = session.settings
    proxy = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    return Condition("GitHub", State.GOOD, settings.api_url + (", through the proxy of HTTPS_PROXY" if proxy else ""))


def _upstream(session: Session) -> Condition:
    upstream = session.upstream
    tip = session.forge.branch(upstream, upstream.default_branch)
    if tip is None:
        return Condition("upstream", State.STOP, f"{upstream.name} has no branch {upstream.default_branch}")
    return Condition("upstream", State.GOOD, f"{upstream.name}, branch {upstream.default_branch} at {tip[:10]}")


def _fork(session: Session) -> list[Condition]:
    upstream = session.upstream
    fork = session.forge.fork_of(upstream, session.owner)
    parting = None
    if fork is not None:
        parting = session.forge.compare(upstream, upstream.default_branch, (fork.owner, fork.default_branch))
    return fork_conditions(upstream, fork, parting)


def _template(session: Session) -> Condition:
    """Whether the lines that ippub knows are still those of upstream's template."""
    upstream = session.upstream
    data = session.forge.file(upstream, TEMPLATE, upstream.default_branch)
    if data is None:
        return Condition("template", State.WARN, f"upstream has no {TEMPLATE} any more", "Look for a new ippub.")
    tasks = read_template(data.decode("utf-8", "replace")).tasks
    gone = sorted(set(KEYWORDS) - {task.id for task in tasks})
    new = sum(not task.id for task in tasks)
    digest = hashlib.sha256(data).hexdigest()[:12]
    if gone or new:
        changes = [*([f"lines gone: {', '.join(gone)}"] if gone else []), *([f"{new} lines unknown"] if new else [])]
        return Condition(
            "template",
            State.WARN,
            f"it changed since this release ({digest}): {'; '.join(changes)}",
            "What is not known stays unticked: tick it in the browser, and look for a new ippub.",
        )
    return Condition("template", State.GOOD, f"{len(tasks)} lines, all known ({digest})")


def _here(folder: str) -> Iterator[Condition]:
    """This machine: the terminal, git, a clone."""
    style = style_for(sys.stdout)
    encoding = (sys.stdout.encoding or "unknown").lower()
    if style.unicode:
        yield Condition("terminal", State.GOOD, f"{encoding}, {style.width} columns")
    else:
        yield Condition(
            "terminal",
            State.WARN,
            f"{encoding} lacks some characters, which are shown escaped",
            "Set PYTHONUTF8=1, or use Windows Terminal.",
        )
    if shutil.which("git") is None:
        yield Condition("git", State.WARN, "not installed; only --via git needs it")
        return
    from ippub.forge.checkout import identity_of, recognise

    name, email = identity_of(folder)
    if name and email:
        yield Condition("git", State.GOOD, f"commits as {name} <{email}>")
    else:
        yield Condition(
            "git",
            State.WARN,
            "has no name and e-mail; --via git then uses your account's",
            'git config --global user.name "NAME" and user.email',
        )
    clone = recognise(folder)
    if clone is not None:
        changes = f"{counted(clone.changes, 'uncommitted change')}, never touched" if clone.changes else "no changes"
        yield Condition("clone", State.GOOD, f"{clone.path}: {changes}")


def show(found: list[Condition], *, as_json: bool) -> int:
    """Print it; give the exit code: 0, or 3 when something stops a command."""
    if as_json:
        rows = [{"thing": c.thing, "state": c.state.value, "said": c.said, "remedy": c.remedy or None} for c in found]
        print(json.dumps({"version": 1, "conditions": rows}, indent=1))
    else:
        style = style_for(sys.stdout)
        for each in found:
            print(f"{each.state.value:<8} {each.thing:<11} {shown(each.said, style)}")
            if each.remedy:
                print(f"{'':<21}{shown(each.remedy, style)}")
    return EXIT_ENVIRONMENT if any(each.state is State.STOP for each in found) else EXIT_CLEAN
