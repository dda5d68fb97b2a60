"""A policy code of Microsoft's certification as a page, and a whole answer of certification, explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ippub.check.page import read_page
from ippub.check.policy import POLICIES, Mentioned, Policy, Sentence
from ippub.check.rule import Rule
from ippub.check.sources import POLICY
from ippub.nearest import did_you_mean


def policy_markdown(policy: Policy, rules: Mapping[str, Rule]) -> str:
    """The page of ``policy``: what it means, what to do, which of ``rules`` see it, how sure that is."""
    seeing = [rule for rule in rules.values() if policy.code in rule.policy]
    parts = [f"# {policy.code}: {policy.title}", policy.meaning, "## What to do", policy.remedy]
    parts += ["## What ippub sees of it", _seen(seeing)]
    parts += ["## How sure this is", f"{policy.basis.words} <{POLICY}>"]
    return "\n\n".join(parts) + "\n"


def answer_markdown(mentioned: Mentioned, rules: Mapping[str, Rule]) -> str:
    """Everything that an answer names, one after the other."""
    parts = [_one_code(code, rules) for code in mentioned.codes]
    parts += [_sentence(sentence, rules) for sentence in mentioned.sentences]
    if mentioned.rules:
        parts += ["# Rules that it names\n", _seen([rules[code] for code in mentioned.rules])]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def all_policies_markdown(rules: Mapping[str, Rule]) -> str:
    """The list of all codes, for ``docs/policy-codes.md``."""
    lines = [
        "# Policy codes of certification",
        "",
        "Microsoft's certification answers with codes like 5000.1.1.13. `ippub rule 5000.1.1.13` explains one,",
        "and `ippub rule -` (or the pasted text in quotes) everything that an answer names. Where the meaning is a",
        "reading or a guess, the page of the code says so.",
        "",
        "| Code | What it says | Rules that see it | Known from |",
        "|---|---|---|---|",
    ]
    for policy in POLICIES.values():
        seeing = [f"[{rule.code}](rules/{rule.code}.md)" for rule in rules.values() if policy.code in rule.policy]
        lines.append(f"| {policy.code} | {policy.title} | {', '.join(seeing) or 'none'} | {policy.basis.value} |")
    lines += [
        "",
        f"Known from: the page <{POLICY}>; an answer in a pull request; a digest of the page, or one",
        "publisher's guess.",
    ]
    return "\n".join(lines) + "\n"


def _one_code(code: str, rules: Mapping[str, Rule]) -> str:
    policy = POLICIES.get(code)
    if policy is not None:
        return policy_markdown(policy, rules)
    return f"# {code}\n\nThis code is not known here{did_you_mean(code, POLICIES)} See <{POLICY}>"


def _sentence(sentence: Sentence, rules: Mapping[str, Rule]) -> str:
    parts = [f'# "… {sentence.words} …"', sentence.meaning, "## What to do", sentence.remedy]
    seeing = [rules[code] for code in sentence.rules if code in rules]
    if seeing:
        parts += ["## What ippub sees of it", _seen(seeing)]
    if sentence.policy:
        parts.append(f"The sentence has no code; it is nearest to `{sentence.policy}`, which is our reading.")
    return "\n\n".join(parts)


def _seen(seeing: Iterable[Rule]) -> str:
    lines = [f"- [{rule.code}]({rule.url}) ({rule.severity.value}): {read_page(rule).what}" for rule in seeing]
    return "\n".join(lines) or "Nothing: no rule can see it from the files."
