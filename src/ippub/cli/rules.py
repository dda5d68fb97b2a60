"""``ippub rules`` lists the rules, ``ippub rule CODE`` prints the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ippub.check.rule import Rule, Severity
from ippub.check.rules import load_rules
from ippub.errors import UsageError

if TYPE_CHECKING:
    from ippub.report.sarif import RuleInfo


def rules(
    scope: Annotated[str, typer.Option(help="Only the rules of this scope.")] = "",
    severity: Annotated[Severity | None, typer.Option(help="Only the rules of this severity.")] = None,
    fixable: Annotated[bool, typer.Option("--fixable", help="Only what a machine can repair.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",  # noqa: A002
) -> None:
    """List the rules: code, severity, scope, and what is wrong.

    \b
    Examples:
      ippub rules --severity error
      ippub rules --scope readme --format json
    """
    known = load_rules()
    scopes = sorted({rule.scope for rule in known.values()})
    if scope and scope.lower() not in (name.lower() for name in scopes):
        raise UsageError(f"there is no scope {scope!r}", f"The scopes are {', '.join(scopes)}.")
    if format not in ("text", "json"):
        raise UsageError(f"rules cannot be written as {format!r}", "Choose text or json.")
    wanted = [
        rule
        for rule in sorted(known.values(), key=lambda rule: (rule.scope, rule.code))
        if (not scope or rule.scope.lower() == scope.lower())
        and (severity is None or rule.severity is severity)
        and (not fixable or rule.fixable)
    ]
    if format == "json":
        _print_json(wanted)
        return
    from ippub.check.page import read_page
    from ippub.cli.console import show_table

    rows = [(rule.code, rule.severity.value, rule.scope, read_page(rule).what) for rule in wanted]
    show_table(("Code", "Severity", "Scope", "What is wrong"), rows)


def rule(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of a rule or of a change, in any case.")],
) -> None:
    """Print the page of a rule: what, why, bad, good, how to repair.

    \b
    Examples:
      ippub rule OperationIdNotUnique
      ippub rule BreakingInputDeleted
    """
    from ippub.cli.console import show_markdown
    from ippub.nearest import canonical, did_you_mean
    from ippub.report.pages import page_markdown

    known = load_rules()
    name = canonical(code, known)
    if name is None:
        from ippub.changes.kinds import KINDS

        change = canonical(code, KINDS)
        if change is not None:
            from ippub.report.diff.pages import kind_markdown

            show_markdown(kind_markdown(KINDS[change]))
            return
        near = did_you_mean(code, (*known, *KINDS))
        raise UsageError(f"there is no rule {code!r}{near}", "`ippub rules` lists them.")
    show_markdown(page_markdown(known[name]))


def rule_infos() -> tuple[RuleInfo, ...]:
    """What SARIF says about each rule."""
    from ippub.check.page import read_page
    from ippub.report.sarif import RuleInfo

    found = []
    for known in load_rules().values():
        page = read_page(known)
        found.append(RuleInfo(known.code, known.severity, page.what, known.url, known.scope, page.fix))
    return tuple(found)


def _print_json(wanted: list[Rule]) -> None:
    import json

    from ippub.check.page import read_page

    rows = []
    for each in wanted:
        page = read_page(each)
        rows.append(
            {
                "code": each.code,
                "severity": each.severity.value,
                "scope": each.scope,
                "fixable": each.fixable,
                "process": each.process or None,
                "submission": each.submission.value if each.submission else None,
                "what": page.what,
                "fix": page.fix,
                "source": each.source,
                "url": each.url,
            }
        )
    print(json.dumps({"version": 1, "rules": rows}, indent=1))
