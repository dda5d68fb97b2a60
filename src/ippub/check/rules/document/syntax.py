"""Whether the files are JSON at all: faults after which nothing in the file can be relied on."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.sources import FAQ, JSON, SUBMISSION
from ippub.check.stretches import comment, control_characters, double_quotes, inserted, replaced
from ippub.document.edit import Reencode, Splice
from ippub.document.json import FaultKind, JsonDocument, SyntaxFault
from ippub.document.markdown import MarkdownDocument
from ippub.document.place import Place

_LIMITS = (FaultKind.TOO_DEEP, FaultKind.TOO_LARGE)
_ENCODINGS = (FaultKind.NOT_UTF8, FaultKind.UTF16)


@rule("SwaggerNotJson", Severity.ERROR, source=SUBMISSION, policy="5000.2.6.2", fixable=True)
def swagger_not_json(document: JsonDocument) -> Iterator[Finding]:
    """The definition cannot be read as JSON.

    Nobody can import a file that is not JSON: not the platform, not the paconn tool, not the next person
    who wants to correct the connector. Nothing else in the definition can be checked before this is
    repaired.

    Fix: Repair the place that the message names, then check again: one missing comma can hide other faults.

    Evidence: Five accepted connectors are broken in this way, and each of them had to be repaired later;
    Microsoft's Solution Checker has a rule of its own for it.

    Reading: This rule speaks only about faults that no JSON reader forgives. Those that Microsoft's reader
    passes over (comments, trailing commas, repeated keys) have rules of their own.

    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0" "info": {}}'
    Bad:
        apiDefinition.swagger.json: ""
    Bad:
        apiDefinition.swagger.json: "[]"
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0", "info": {}}'
    """
    if _role(document) == "swagger":
        for fault in document.faults:
            if fault.fatal and fault.kind not in _LIMITS:
                yield _finding(document, fault)


@rule("SettingsNotJson", Severity.WARNING, source=JSON, fixable=True)
def settings_not_json(document: JsonDocument) -> Iterator[Finding]:
    """The local settings file cannot be read as JSON.

    The paconn tool reads settings.json before every command and stops at the first fault.

    Fix: Repair the place that the message names, or delete the file: it is not submitted.

    Evidence: The file stays on the author's machine, so nobody is stopped by it; only the tool is.

    Bad:
        settings.json: '{"environment": '
    Bad:
        settings.json: "{'connectorId': 'shared_contoso'}"
    Good:
        settings.json: '{"connectorId": "shared_contoso"}'
    """
    if _role(document) == "settings":
        for fault in document.faults:
            if fault.fatal and fault.kind not in _LIMITS:
                yield _finding(document, fault)


@rule("JsonBeyondLimits", Severity.ERROR, source=FAQ)
def json_beyond_limits(document: JsonDocument) -> Iterator[Finding]:
    """A JSON file is so large or so deeply nested that it is not read.

    No real connector comes near these limits. A file beyond them is mostly another file under the wrong
    name, or the output of a converter that went round in a circle. Nothing in it was checked.

    Fix: Check that this is the right file; make it smaller with shared definitions and "$ref".

    Evidence: Microsoft refuses definitions above 1 MB; the deepest accepted connector has fewer than 40
    levels.

    Bad:
        settings.json: >-
          {"a":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
          [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
          [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
          ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
          ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
          ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}
    Good:
        settings.json: '{"a": [[[[]]]]}'
    """
    if _role(document) != "properties":  # ApiPropertiesNotJson speaks about that file
        for fault in document.faults:
            if fault.kind in _LIMITS:
                yield _finding(document, fault)


@rule("JsonNotUtf8", Severity.WARNING, source=JSON, fixable=True)
def json_not_utf8(document: JsonDocument) -> Iterator[Finding]:
    """A JSON file is not written in UTF-8.

    JSON that is exchanged must be UTF-8. Other readers show wrong characters in place of letters such as é
    or ø, or refuse the file.

    Fix: Save the file as UTF-8 without byte order mark, then look at the characters beyond plain letters.

    Evidence: Two accepted connectors of 2021 are not UTF-8 and none since; Microsoft's reader takes the file.

    Bad:
        apiDefinition.swagger.json: "{\\0\\"\\0x\\0-\\0a\\0\\"\\0:\\0\\"\\0b\\0\\"\\0}\\0"
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-city": "München"}'
    """
    yield from _of_kind(document, *_ENCODINGS)


@rule("TextNotUtf8", Severity.WARNING, source=SUBMISSION, fixable=True)
def text_not_utf8(document: MarkdownDocument) -> Iterator[Finding]:
    """A Markdown file is not written in UTF-8.

    Microsoft builds the connector's documentation page from the readme. In any other encoding letters such
    as é or ø turn into question marks there.

    Fix: Save the file as UTF-8, then look at the characters beyond plain letters.

    Evidence: One accepted connector of 2021 has such a readme, none since.

    Bad:
        readme.md: "#\\0 \\0M\\0o\\0v\\0i\\0e\\0s\\0"
    Good:
        readme.md: |
          # Movies in München
    """
    for fault in document.faults:
        if fault.kind in _ENCODINGS:
            reencoded = Reencode(document.name)
            repair = fix(reencoded) if fault.kind is FaultKind.UTF16 else suggestion(reencoded)
            at = Place(document.name, None, fault.span)
            yield Finding(fault.message, at=at, remedy=_sentence(fault.remedy), fix=repair)


@rule("JsonPythonLiteral", Severity.ERROR, source=JSON, fixable=True)
def json_python_literal(document: JsonDocument) -> Iterator[Finding]:
    """A value is written as in Python: True, False or None.

    JSON knows only true, false and null, in lower case. This mostly comes from a dictionary that was
    printed and not written with a JSON library.

    Fix: Write true, false or null.

    Evidence: Every JSON reader refuses it; no accepted connector has one.

    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-draft": True}'
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-draft": true}'
    """
    yield from _of_kind(document, FaultKind.PYTHON_LITERAL)


@rule("JsonDuplicateKey", Severity.WARNING, source=JSON)
def json_duplicate_key(document: JsonDocument) -> Iterator[Finding]:
    """A key stands twice in one object.

    Readers disagree about what that means; most keep the last value and drop the first without a word. What
    was dropped is missing in the connector, and nobody notices.

    Fix: Keep one of the two and take the other out, or give it its right name.

    Evidence: Microsoft's reader takes the file. Two accepted connectors of 2021 and 2022 have one, none
    since.

    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0", "host": "a.com", "host": "b.com"}'
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0", "host": "b.com"}'
    """
    yield from _of_kind(document, FaultKind.DUPLICATE_KEY)


@rule("JsonTrailingComma", Severity.WARNING, source=JSON, fixable=True)
def json_trailing_comma(document: JsonDocument) -> Iterator[Finding]:
    """A comma stands before a closing bracket.

    Microsoft's own reader passes over it, but strict tools stop here, the paconn tool among them.

    Fix: Take the comma out.

    Evidence: No accepted independent publisher's connector has one; seven certified connectors do.

    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0",}'
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0"}'
    """
    yield from _of_kind(document, FaultKind.TRAILING_COMMA)


@rule("JsonComment", Severity.WARNING, source=JSON, suggests=True)
def json_comment(document: JsonDocument) -> Iterator[Finding]:
    """A JSON file holds a comment.

    JSON has no comments. Microsoft's own reader passes over them, but strict tools stop here, the paconn
    tool among them.

    Fix: Take the comment out; what users should know belongs into a description, everything else into the
    readme.

    Evidence: No accepted connector has one; five pull requests had one and removed it before they were
    accepted.

    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0" /* not 3.0 */}'
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0"}'
    """
    yield from _of_kind(document, FaultKind.COMMENT)


@rule("JsonByteOrderMark", Severity.WARNING, source=JSON, fixable=True)
def json_byte_order_mark(document: JsonDocument) -> Iterator[Finding]:
    """A JSON file begins with a byte order mark.

    The mark is invisible. JSON that is exchanged must not begin with one, and strict tools refuse the file
    with a message about its first character that nobody understands.

    Fix: Save the file as "UTF-8" and not as "UTF-8 with BOM".

    Evidence: No accepted independent publisher's connector has one; four certified connectors do.

    Bad:
        apiDefinition.swagger.json: "\\uFEFF{\\"swagger\\": \\"2.0\\"}"
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0"}'
    """
    yield from _of_kind(document, FaultKind.BOM)


@rule("JsonControlCharacter", Severity.WARNING, source=JSON, fixable=True)
def json_control_character(document: JsonDocument) -> Iterator[Finding]:
    """A control character or an unusual blank stands in a JSON file as it is.

    A line break or a tab inside a text must be written as \\n or \\t. Strict readers refuse it
    otherwise, and the designer shows the text with gaps.

    Fix: Write the character as an escape, or take it out.

    Evidence: One certified connector has one, none of the independent publishers' connectors.

    Bad:
        apiDefinition.swagger.json: "{\\"swagger\\": \\"2.0\\", \\"x-note\\": \\"a\\tb\\"}"
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-note": "a\\tb"}'
    """
    yield from _of_kind(document, FaultKind.CONTROL_CHARACTER)


@rule("JsonLoneSurrogate", Severity.WARNING, source=JSON)
def json_lone_surrogate(document: JsonDocument) -> Iterator[Finding]:
    """An escape stands for half a character.

    Characters such as emoji are written as two escapes. One of them alone means nothing: it cannot be
    stored as UTF-8, so tools stop or put a question mark in its place.

    Fix: Write the character itself, or both of its escapes.

    Evidence: No accepted connector has one.

    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-note": "\\ud83d"}'
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-note": "\\ud83d\\ude00"}'
    """
    yield from _of_kind(document, FaultKind.LONE_SURROGATE)


@rule("JsonNotANumber", Severity.WARNING, source=JSON, suggests=True)
def json_not_a_number(document: JsonDocument) -> Iterator[Finding]:
    """A number is NaN, infinite, or larger than any computer number.

    JSON has no such numbers. Some readers take them and some stop; the platform stores something else than
    you wrote.

    Fix: Write a finite number, or take the value out.

    Evidence: No accepted connector has one.

    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-factor": NaN}'
    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-factor": 1e999}'
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0", "x-factor": 0}'
    """
    yield from _of_kind(document, FaultKind.NOT_A_NUMBER, FaultKind.BAD_NUMBER)


def _role(document: JsonDocument) -> str:
    """The kind: "properties", "settings", or "swagger" for everything else that is read as a connector's JSON file."""
    name = document.name.lower()
    if name == "settings.json":
        return "settings"
    return "properties" if name.endswith("apiproperties.json") else "swagger"


def _of_kind(document: JsonDocument, *kinds: FaultKind) -> Iterator[Finding]:
    for fault in document.faults:
        if fault.kind in kinds and not fault.fatal:
            yield _finding(document, fault)


def _finding(document: JsonDocument, fault: SyntaxFault) -> Finding:
    """The fault at its exact place: a pointer would be vaguer, and after a fatal fault there is none."""
    at = Place(document.name, None, fault.span)
    return Finding(fault.message, at=at, remedy=_sentence(fault.remedy), fix=repair_of(document, fault))


def repair_of(document: JsonDocument, fault: SyntaxFault) -> Fix | None:
    """What a machine can do about a fault of syntax, None when nothing."""
    match fault.kind:
        case FaultKind.TRAILING_COMMA:
            return fix(Splice(document.name, fault.span, ""))
        case FaultKind.CONTROL_CHARACTER:
            return fix(control_characters(document, fault.span))
        case FaultKind.PYTHON_LITERAL:
            from ippub.document.causes import literal_of

            return fix(replaced(document, fault.span, literal_of))
        case FaultKind.NOT_A_NUMBER:
            return suggestion(Splice(document.name, fault.span, "null"))
        case FaultKind.COMMENT:
            return suggestion(comment(document, fault.span)) if not fault.fatal else None
        case FaultKind.SINGLE_QUOTES:
            edits = double_quotes(document)
            return suggestion(*edits) if edits else None
        case FaultKind.MISSING_COMMA:
            return suggestion(inserted(document, fault.span, ","))
        case FaultKind.BAD_ESCAPE if document.line_text(fault.span.line)[fault.span.column - 1 :].startswith("\\"):
            return suggestion(inserted(document, fault.span, "\\"))
        case FaultKind.BOM | FaultKind.UTF16:
            return fix(Reencode(document.name))
        case FaultKind.NOT_UTF8:
            return suggestion(Reencode(document.name))
    return None


def _sentence(text: str) -> str:
    return text if not text or text.endswith(".") else text + "."
