"""``ippub rules`` lists the rules, ``ippub rule`` explains one, a policy code, or an answer of certification."""

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
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="The code of a rule, of a change or of a policy (5000.x.y.z); or a whole answer of Microsoft's"
            " certification, pasted in quotes, or - to read it from stdin.",
        ),
    ],
) -> None:
    """Explain a code: what, why, bad, good, how to repair. Or explain everything that an answer of Microsoft names.

    \b
    Examples:
      ippub rule OperationIdNotUnique
      ippub rule BreakingInputDeleted
      ippub rule 5000.1.1.13
    """
    from ippub.cli.console import show_markdown

    text = _stdin() if code == "-" else code
    show_markdown(_page(text.strip()) if _is_code(text) else _answer(text))


def _is_code(text: str) -> bool:
    return len(text.split()) == 1 and len(text) < 100


def _page(code: str) -> str:
    """The page of one code. Raises ``UsageError``, naming the nearest, when it is none."""
    from ippub.changes.kinds import KINDS
    from ippub.check.policy import POLICIES
    from ippub.nearest import canonical, did_you_mean
    from ippub.report.diff.pages import kind_markdown
    from ippub.report.pages import page_markdown
    from ippub.report.policies import policy_markdown

    known = load_rules()
    if code in POLICIES:
        return policy_markdown(POLICIES[code], known)
    name = canonical(code, known)
    if name is not None:
        return page_markdown(known[name])
    change = canonical(code, KINDS)
    if change is not None:
        return kind_markdown(KINDS[change])
    if code[:1].isdigit():
        raise UsageError(
            f"there is no policy {code!r} that is known here{did_you_mean(code, POLICIES)}",
            "docs/policy-codes.md lists them.",
        )
    near = did_you_mean(code, (*known, *KINDS))
    raise UsageError(f"there is no rule {code!r}{near}", "`ippub rules` lists them.")


def _answer(text: str) -> str:
    """What an answer of certification names, explained. Raises ``UsageError`` when nothing in it is known."""
    from ippub.check.policy import read_message
    from ippub.report.policies import answer_markdown

    known = load_rules()
    mentioned = read_message(text, known)
    if not any(mentioned):
        raise UsageError(
            "nothing in that text is known: no policy code (5000.x.y.z), no rule, no sentence of certification",
            "Paste the whole answer, or name one code.",
        )
    return answer_markdown(mentioned, known)


def _stdin() -> str:
    """What is piped in; a person who types is told how to end."""
    import sys

    from ippub.check.policy import MAX_MESSAGE
    from ippub.cli.complaint import remark
    from ippub.cli.terminal import interactive

    if interactive(sys.stdin):
        remark("Paste the answer, then press Ctrl-D (on Windows Ctrl-Z and Enter).")
    return sys.stdin.buffer.read(MAX_MESSAGE * 4).decode("utf-8-sig", "replace")


def rule_infos() -> tuple[RuleInfo, ...]:
    """What SARIF says about each rule."""
    from ippub.check.page import read_page
    from ippub.report.sarif import RuleInfo

    found = []
    for known in sorted(load_rules().values(), key=lambda rule: (rule.scope, rule.code)):
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
                "policy": list(each.policy),
                "source": each.source,
                "url": each.url,
            }
        )
    print(json.dumps({"version": 1, "rules": rows}, indent=1))
