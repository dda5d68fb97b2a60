"""A rule is asked only where its key is, however the file spells it."""

from __future__ import annotations

import json

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.rules import SPOKEN_OF, TOPICS, load_rules, silent_scopes, topic_of
from ippub.connector.folder import Connector
from ippub.connector.swagger import METHODS
from ippub.document.json import read_json

_FILE = {"paths": {"/a": {"get": {"parameters": [{"name": "a", "in": "query", "type": "array"}]}}}}


_MEANT_INSIDE = {
    # NotificationContentPlacement asks for each path and speaks about x-ms-notification-content alone
    "webhook": set(METHODS),
    # asked for in calls, which have one of the words
    "dynamic": {"selectedItemValuePath", "file-picker"},
}
"""Words that rules need and that say nothing outside of what another word of the scope begins."""


def _codes(text: str, *codes: str) -> set[str]:
    rules = load_rules()
    return {found.rule.code for found in run(_connector(text), make_plan([rules[code] for code in codes]))}


def _connector(text: str, *packages: str) -> Connector:
    document = read_json("apiDefinition.swagger.json", text.encode())
    return Connector("a", "a", (), swagger_document=document, package_names=packages)


@pytest.mark.parametrize("word", ["array", "arra\\u0079", "\\u0061rray"])
def test_a_word_is_found_however_it_is_written(word: str) -> None:
    text = json.dumps(_FILE).replace('"array"', f'"{word}"')
    assert _codes(text, "ArrayHasNoItems") == {"ArrayHasNoItems"}


def test_a_word_is_found_in_a_file_that_had_to_be_repaired() -> None:
    text = json.dumps(_FILE).replace('"array"}', '"array",}')
    assert _codes(text, "ArrayHasNoItems") == {"ArrayHasNoItems"}


def test_a_host_elsewhere_is_no_host_of_the_definition() -> None:
    text = json.dumps({"definitions": {"A": {"properties": {"host": {}, "basePath": {}}}}})
    assert _codes(text, "HostNameNotValid", "BasePathNotValid", "NonProductionHost") == set()


def test_only_scopes_that_can_say_nothing_are_left_out() -> None:
    """For any other rule in them a connector without its subject or key would be told less than before."""
    rules = load_rules().values()
    inside = {"CertificationPackage", "Archive", "PackageDeployer", "Solution"}
    assert {rule.subject for rule in rules if rule.scope == "package"} == inside
    for scope, words in SPOKEN_OF.items():
        asked = [rule for rule in rules if rule.scope == scope]
        assert all(rule.needs or rule.subject == "Invocation" for rule in asked)
        needed = {word for rule in asked for word in rule.needs}
        assert needed - _MEANT_INSIDE.get(scope, set()) == set(words)
    for topic, words in TOPICS.items():
        asked = [rule for rule in rules if topic_of(rule) == topic]
        assert all(rule.needs for rule in asked)
        assert {word for rule in asked for word in rule.needs} == set(words)


def test_rules_that_have_nothing_to_say_are_not_imported() -> None:
    silent = silent_scopes(_connector("{}"))
    assert silent == {"package", *SPOKEN_OF}
    assert {rule.scope for rule in load_rules(silent).values()}.isdisjoint(silent)
    alone = silent_scopes(_connector("{}"), topics=True)
    assert alone == {*silent, *TOPICS}
    assert {topic_of(rule) for rule in load_rules(alone).values()}.isdisjoint(TOPICS)


@pytest.mark.parametrize("word", ["x-ms-dynamic-values", "x-ms-dynamic-l\\u0069st", "testConnection"])
def test_a_word_of_a_scope_brings_its_rules(word: str) -> None:
    assert silent_scopes(_connector(f'{{"definitions": {{"{word}": {{}}}}}}')) == {"package", "webhook"}


def test_a_package_brings_the_rules_about_packages() -> None:
    assert silent_scopes(_connector("{}", "package.zip")) == set(SPOKEN_OF)


def test_an_unreadable_definition_is_asked_about_everything() -> None:
    assert silent_scopes(_connector("{")) == {"package"}
