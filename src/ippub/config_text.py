"""The text of ``ippub.yaml`` as plain values with the line of each, or one clear ``UsageError``.

Only what a settings file needs is read: mappings, lists, text, whole numbers, true, false and null. Anchors,
aliases and tags are refused, so that a small file cannot grow large and nothing is ever constructed. The text
is read event by event, without recursion, so that no nesting exhausts the stack. Imported only when there is
a file to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from ippub.errors import UsageError
from ippub.nearest import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 256 * 1024
"""The largest settings file that is read: some thousands of ignore entries."""

MAX_DEPTH = 10
"""The deepest nesting that is read; the settings need three levels."""

Scalar = str | int | bool | None
Keys = tuple[str | int, ...]
"""Keys and list indexes from the root to a value."""

_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_PLAIN: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_QUOTE_HINT = "Put text that begins with * or & or !, or that holds a colon or #, in quotes."
_INDENT_HINT = "Indent with spaces, two for each level, and never with tabs."


class Tree(NamedTuple):
    """The values, and the line (from 1) on which each begins: of a mapping's entry, the line of its key."""

    value: Any
    lines: dict[Keys, int]

    def line(self, path: Iterable[str | int]) -> int:
        """The line of ``path``, or of the nearest thing above it that is there."""
        tokens = tuple(path)
        while tokens and tokens not in self.lines:
            tokens = tokens[:-1]
        return self.lines.get(tokens, 1)


def read_tree(data: bytes, shown: str, *, loader: Any = None) -> Tree:
    """The values in ``data``, the bytes of the file that messages call ``shown``. An empty file is None.

    ``loader`` is the PyYAML loader whose parser is used, by default the compiled one where it is installed.
    Raises ``UsageError`` with ``file:line`` for everything that is not such a file.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(
            f"{shown} is larger than {MAX_BYTES // 1024} KB, which no settings file needs.",
            "Is this the right file?",
        )
    text = _decode(data, shown)
    chosen = loader or getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(shown)
    try:
        for event in yaml.parse(text, Loader=chosen):
            builder.take(event)
    except yaml.YAMLError as fault:
        raise _not_yaml(fault, text, shown) from None
    except (ValueError, OverflowError):
        # The parser written in Python lets the errors of chr() and int() through.
        raise UsageError(f"{shown}: not valid YAML: an escape or a number is out of range.") from None
    return Tree(builder.root, builder.lines)


def _decode(data: bytes, shown: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{shown} is saved as UTF-16; it must be UTF-8.", "Save the file again as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise UsageError(
            f"{shown}:{line}: byte 0x{data[fault.start]:02x} is not valid UTF-8.",
            "Save the file again as UTF-8.",
        ) from None


def _not_yaml(fault: yaml.YAMLError, text: str, shown: str) -> UsageError:
    """What the parser says, with the line and the likely cause."""
    if not isinstance(fault, yaml.MarkedYAMLError):
        position = getattr(fault, "position", 0)
        line = text.count("\n", 0, position if isinstance(position, int) else 0) + 1
        return UsageError(f"{shown}:{line}: a control character stands in the file.", "Delete the character.")
    mark = fault.problem_mark or fault.context_mark
    lines = text.splitlines() or [""]
    number = min(mark.line if mark is not None else 0, len(lines) - 1)
    content = lines[number]
    if "nesting depth" in str(fault.problem):  # libyaml has a limit of its own, far above ours
        return UsageError(f"{shown}:{number + 1}: nested more than {MAX_DEPTH} levels deep; the settings need three.")
    hint = _QUOTE_HINT
    if "\t" in content[: len(content) - len(content.lstrip())]:
        hint = _INDENT_HINT
    elif "expected" in str(fault.problem) and not re.search(r"[*&!]", content):
        hint = f"{_INDENT_HINT} Each key needs a colon and a space behind it."
    return UsageError(f"{shown}:{number + 1}: not valid YAML: {fault.problem}.", hint)


@dataclass(slots=True)
class _Open:
    """A mapping or list that has begun and not ended; ``key`` is the key that waits for its value."""

    container: dict[str, Any] | list[Any]
    path: Keys
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Puts values together from events; ``root`` and ``lines`` are the result."""

    shown: str
    root: Any = None
    lines: dict[Keys, int] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0

    def take(self, event: Any) -> None:
        """One more event."""
        line = event.start_mark.line + 1
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise self._fault(line, "a second document begins (---); one is enough.")
            case yaml.AliasEvent():
                raise self._fault(line, f"the alias *{event.anchor} is not read; write the value out.", _QUOTE_HINT)
            case yaml.ScalarEvent():
                self._refuse_extras(event, line)
                self._scalar(event, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_extras(event, line)
                self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()

    def _fault(self, line: int, sentence: str, hint: str = "") -> UsageError:
        return UsageError(f"{self.shown}:{line}: {sentence}", hint)

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise self._fault(line, f"the anchor &{event.anchor} is not read; delete it.", _QUOTE_HINT)
        if event.tag is not None:
            raise self._fault(line, f"the tag {quoted(event.tag)} is not read; delete it.", _QUOTE_HINT)

    def _scalar(self, event: Any, line: int) -> None:
        text: str = event.value
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise self._fault(line, "half of a surrogate pair is no character.", "Write it whole.")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.container, dict) and top.key is None:
            self._key(top, text, line)
        else:
            self._put(text if event.style else _plain(text), line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        path = (*top.path, key)
        if key in top.container:
            first = self.lines[path]
            raise self._fault(line, f"the key {quoted(key)} stands here again, first on line {first}.", "Keep one.")
        top.key = key
        self.lines[path] = line

    def _open(self, container: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self._fault(line, f"nested more than {MAX_DEPTH} levels deep; the settings need three.")
        self.stack.append(_Open(container, self._put(container, line)))

    def _put(self, value: Any, line: int) -> Keys:
        """Put ``value`` where it belongs, and give the path of that."""
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.container, list):
            path = (*top.path, len(top.container))
            top.container.append(value)
            self.lines[path] = line
            return path
        if top.key is None:
            raise self._fault(line, "a key must be text, not a list or a mapping.")
        path = (*top.path, top.key)
        top.container[top.key] = value
        top.key = None
        return path


def _plain(text: str) -> Scalar:
    """The value of text without quotes. ``on``, ``off``, ``yes`` and ``no`` stay text, as in YAML 1.2."""
    if text.lower() in _PLAIN:
        return _PLAIN[text.lower()]
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
