"""What is shown fits the terminal, hides nothing and obeys nothing that others wrote."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from ippub.forge.port import Check
from ippub.journey.facts import Facts
from ippub.journey.status import status
from ippub.journey.telling import mine_text, status_json, status_text
from ippub.report.formats import Style
from journey_world import CLA, HOME, NAME, NOW, OLD, author, facts, local, on_line, pull, staff

HOSTILE = "\x1b[2J\u202e[link=x]y[/link] " + "<!-- " * 2_000
FULL = facts(
    pull=pull(title=f"{HOSTILE} (Independent Publisher)"),
    remarks=(
        staff("request has been approved"),
        on_line(1, HOSTILE),
        on_line(0, "outdated", name=f"{HOSTILE[:20]}.json"),
        author(HOSTILE),
    ),
    old={(OLD, f"{HOME}/apiDefinition.swagger.json"): b'{"a": 1}'},
    checks=(Check(HOSTILE, "failure"),),
    local=local(),
)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_table_fits_the_terminal(width: int) -> None:
    text = status_text(status(Facts(NAME, NOW, local=local(missing_shots="a b c d e f g " * 20))), Style(width=width))
    assert max(len(line) for line in text.splitlines()) <= width
    assert len(re.findall(r"(?m)^ [ \d]\d \w+ ", text)) == 10


def test_what_others_wrote_is_shown_and_not_obeyed() -> None:
    text = status_text(status(FULL), Style(width=80))
    assert "\\x1b[2J\\u202e[link=x]y[/link]" in text
    assert not set("\x1b\u202e") & set(text)
    assert not set("\x1b\u202e") & set(mine_text([status(FULL)], Style()))


def test_colours_are_only_ours_and_ascii_is_kept_where_it_must_be() -> None:
    text = status_text(status(FULL), Style(width=80, colour=True))
    assert set(re.findall(r"\x1b\[[0-9;]*.", text)) <= {
        "\x1b[1m",
        "\x1b[0m",
        "\x1b[32m",
        "\x1b[1;33m",
        "\x1b[36m",
        "\x1b[2m",
    }
    assert status_text(status(facts(local=local())), Style(unicode=False)).isascii()


def test_json_holds_all_that_the_text_says() -> None:
    said = json.loads(status_json([status(FULL)]))["connectors"][0]
    assert [one["name"] for one in said["steps"]][:3] == ["search", "proposal", "licence"]
    assert said["turn"]["who"] == "you"
    assert len(said["remarks"]) == 2
    assert said["signals"][0]["signal"] == "approved"
    assert said["expected"][0]["earliest"] <= said["expected"][0]["latest"]
    assert said["waiting"] is False


def test_checks_labels_reviews_and_the_last_word_are_shown() -> None:
    bot = replace(staff("Signed."), author="azure-pipelines[bot]")
    asked = staff("see below", 9, kind="review", verdict="changes_requested")
    fine = staff("", 2, kind="review", verdict="approved")
    found = facts(pull=pull(labels=("New",)), remarks=(asked, fine, bot), checks=(CLA, Check("Validator", "pending")))
    text = status_text(status(found), Style(width=100))
    assert "Checks: license/cla: success, Validator: pending" in text
    assert "Labels: New" in text
    assert "Reviews: vmanoharas approved (2 days ago)" in text
    assert "Last word: vmanoharas (9 days ago): see below" in text
    said = json.loads(status_json([status(found)]))["connectors"][0]
    assert [one["verdict"] for one in said["reviews"]] == ["approved"]
    assert said["last_word"]["text"] == "see below"


def test_the_turn_is_a_sentence() -> None:
    assert "Your turn for 3 days: a reviewer had" in status_text(status(facts(remarks=(staff("Hm"),))), Style())
    late = status_text(status(facts(remarks=(author("done", days=20),))), Style())
    assert "The reviewers' turn for 20 days (Microsoft states 7 to 14 days; it takes longer" in late.replace("\n", " ")


def test_a_deployment_is_not_measured_by_the_days_of_a_review() -> None:
    text = status_text(status(facts(remarks=(staff("request has been approved", days=20),))), Style(width=200))
    assert "for 20 days (Microsoft states 21 to 28 days): it is approved" in text


def test_mine_is_one_line_each_or_says_that_there_is_none() -> None:
    assert mine_text([status(facts())], Style()).startswith("#12     reviewers    30 d  Contoso Widgets: nobody has")
    assert "no pull request of yours" in mine_text([], Style())


def test_the_days_to_expect_come_with_their_sources() -> None:
    text = status_text(status(facts(local=local(), remarks=(staff("request has been approved"),))), Style(width=100))
    assert "To expect" in text
    assert "deployed to testing" in text
    assert "Sources: approval comments" in text
