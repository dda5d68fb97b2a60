"""The second act of the rehearsal: an update of the connector that was merged, after one that would break flows."""

from __future__ import annotations

from ippub.cli.rehearsing_package import Played, build_package
from ippub.cli.theatre import Theatre
from ippub.errors import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_WAITING
from ippub.rehearsal.stage import raise_version, renaming, rewrite


def perform_update(theatre: Theatre, played: Played) -> None:
    """From a change that breaks flows to the merged update."""
    forced = played.forced
    name, folder = theatre.stage.name, theatre.stage.folder
    plan = renaming(folder)
    if plan is None:
        theatre.scene("No update", "The definition has no operationId that could be changed by itself.")
        return
    theatre.scene(
        "A change that breaks flows",
        f"Months later people have flows with {plan.operation}. You rename it to {plan.new_name}, and submit that.",
    )
    rewrite(folder, plan.after)
    theatre.run("submit", name, "--update", "A better name", "--yes", *forced, fine=(EXIT_FINDINGS,))
    theatre.scene(
        "The same without breaking any",
        "You give it its name back. It is marked as deprecated instead, and the version is raised.",
    )
    rewrite(folder, plan.before)
    theatre.run("deprecate", plan.operation, name, fine=(EXIT_CLEAN, EXIT_USAGE))
    raise_version(folder)
    theatre.run("diff", "upstream", name)
    if played.exports:
        theatre.say("Certification wants the package with every update, so you export again.")
        build_package(theatre, forced)
    theatre.scene("The update", "It is a pull request of its own.")
    theatre.run("submit", name, "--update", f"{plan.operation} is deprecated", "--yes", *forced)
    number = max(theatre.server.repository().pulls)
    reviewer = theatre.server.maintainer()
    reviewer.approve(number, "Existing flows go on: approved.")
    reviewer.merge(number)
    theatre.scene("Merged", "The reviewer approves, and the update is merged.")
    theatre.run("status", name, fine=(EXIT_CLEAN, EXIT_WAITING))
