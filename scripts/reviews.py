"""What reviewers got changed, told without any rule of ours: a plain comparison of two versions of a connector.

Each change is one ``Change``: what kind it is, in which file and where. Pure feature work (an operation, an input or a
field of an answer that comes or goes, another wording of a whole sentence, another version) is told as such and does not
count as checkable: no program could have asked for it on seeing the first version alone.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Step(str):
    """The name of an entry of a list, which knows its index."""

    __slots__ = ("number",)
    number: int


METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
ABSENT = object()


class Change(NamedTuple):
    """One difference. ``kind`` is a short word; ``checkable`` says whether the first version alone shows the need.

    ``at`` is the place in the JSON of the first version, or the words of a heading; empty for a file as a whole.
    """

    kind: str
    file: str
    at: tuple[str, ...]
    checkable: bool

    @property
    def tokens(self) -> tuple[str, ...]:
        """``at`` with indexes instead of names, as a JSON Pointer counts."""
        return tuple(str(getattr(step, "number", step)) for step in self.at)


def changes(opened: Path, merged: Path) -> list[Change]:
    """All differences between two folders of one connector."""
    old, new = files(opened), files(merged)
    found = list(file_changes(old, new))
    for role in ("swagger", "properties"):
        before, after = old.get(role), new.get(role)
        if before and after:
            found += json_changes(role, before, after)
    before, after = old.get("readme"), new.get("readme")
    if before and after:
        found += readme_changes(before, after)
    return found


def files(folder: Path) -> dict[str, Path]:
    """The files by role; those without one by their name."""
    known: dict[str, Path] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.name.lower()
        if name.endswith(".json"):
            role = "properties" if "properties" in name else "swagger" if "settings" not in name else name
        elif re.search(r"\.md(\.txt)?$", name):
            role = "readme" if "readme" in name else name
        elif name.endswith(".csx"):
            role = "script"
        else:
            role = name
        known[role if role not in known else name] = path
    return known


def file_changes(old: dict[str, Path], new: dict[str, Path]) -> Iterator[Change]:
    for role in sorted(old.keys() | new.keys()):
        if role not in new:
            yield Change("file removed", old[role].name, (), True)
        elif role not in old:
            # a script that comes during the review is feature work
            yield Change("file added", new[role].name, (), role != "script")
        elif old[role].name != new[role].name:
            yield Change("file renamed", old[role].name, (), True)


def json_changes(role: str, before: Path, after: Path) -> list[Change]:
    one, two = text_of(before), text_of(after)
    if one == two:
        return []
    left, right = parsed(one), parsed(two)
    if left is ABSENT or right is ABSENT:
        return [Change("syntax", before.name, (), True)] if left is ABSENT and right is not ABSENT else []
    if left == right:  # another order of the keys is nobody's wish
        blank = re.compile(r"\s+")
        return [Change("layout", before.name, (), blank.sub("", one) == blank.sub("", two))]
    compare = swagger_changes if role == "swagger" else value_changes
    return [Change(kind, before.name, at, checkable) for kind, at, checkable in compare(left, right, ())]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return ABSENT


Told = Iterator[tuple[str, tuple[str, ...], bool]]


def swagger_changes(old: Any, new: Any, at: tuple[str, ...]) -> Told:
    """Operations are matched by path and method, else by operationId: a corrected path is not a new operation."""
    yield from value_changes(without(old, "paths", "definitions"), without(new, "paths", "definitions"), at)
    left, right = operations(old), operations(new)
    by_id = {op.get("operationId"): key for key, op in right.items()}
    for key, operation in left.items():
        place = ("paths", *key)
        match = key if key in right else by_id.get(operation.get("operationId"))
        if match is None:
            yield "operation removed", place, not operation
            continue
        if match != key:
            yield "path or method", place, True
        yield from value_changes(named(operation), named(right[match]), place)
    if right.keys() - left.keys() and len(right) > len(left):
        yield "operation added", ("paths",), False


def operations(swagger: Any) -> dict[tuple[str, str], dict[str, Any]]:
    found = {}
    for path, item in as_dict(as_dict(swagger).get("paths")).items():
        methods = {m: op for m, op in as_dict(item).items() if m in METHODS and isinstance(op, dict)}
        for method, operation in methods.items():
            found[path, method] = operation
        if not methods:
            found[path, ""] = {}
    return found


def named(value: Any) -> Any:
    """Lists of parameters and metadata become objects by name, so that an insertion does not shift the rest."""
    if isinstance(value, list):
        names = [v.get("name", v.get("propertyName")) if isinstance(v, dict) else None for v in value]
        if value and all(isinstance(n, str) for n in names) and len(set(names)) == len(names):
            return {step(name, number): named(v) for number, (name, v) in enumerate(zip(names, value, strict=True))}
        return [named(v) for v in value]
    return {key: named(v) for key, v in value.items()} if isinstance(value, dict) else value


def step(name: str, number: int) -> Step:
    made = Step(name)
    made.number = number
    return made


def value_changes(old: Any, new: Any, at: tuple[str, ...]) -> Told:
    if old == new:
        return
    old, new = named(old), named(new)
    if isinstance(old, dict) and isinstance(new, dict) and old:
        yield from object_changes(old, new, at)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and old:
        for number, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from value_changes(left, right, (*at, str(number)))
    elif old in ("", [], {}, None) and new not in ("", [], {}, None):
        yield "empty filled", at, True
    elif type(old) is not type(new):
        yield "type", at, True
    elif isinstance(old, str):
        yield from text_changes(old, new, at)
    else:
        yield "value", at, at[-1:] not in (("enum",), ("required",), ("default",))


def object_changes(old: dict[str, Any], new: dict[str, Any], at: tuple[str, ...]) -> Told:
    grows = at[-1:] in (("properties",), ("parameters",), ("responses",), ("definitions",), ("headers",), ("required",))
    for key in [*old, *(key for key in new if key not in old)]:
        here = (*at, key)
        if key not in new:
            empty = old[key] in ("", [], {}, None)
            yield "key removed", here, (not grows or key == "default") or empty
        elif key not in old:
            yield "key added", here, not grows and new[key] not in ("", [], {}, None)
        else:
            yield from value_changes(old[key], new[key], here)


def text_changes(old: str, new: str, at: tuple[str, ...]) -> Told:
    """A correction (case, punctuation, a few letters) shows in the first version; another sentence does not."""
    if at[-1:] == ("version",):
        yield "version", at, False
    elif at[-1:] not in (
        ("summary",),
        ("description",),
        ("x-ms-summary",),
        ("title",),
        ("propertyValue",),
        ("tooltip",),
    ):
        yield "value", at, at[-1] not in ("example", "default", "x-ms-test-value", "publisher", "email", "url", "name")
    elif bare(old) == bare(new):
        yield "case or punctuation", at, True
    elif difflib.SequenceMatcher(None, old, new, autojunk=False).ratio() > 0.9 and len(old) > 12:
        yield "a few letters", at, True
    else:
        yield "wording", at, False


def bare(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def readme_changes(before: Path, after: Path) -> list[Change]:
    old, new = headings(text_of(before)), headings(text_of(after))
    gone, come = [h for h in old if h not in new], [h for h in new if h not in old]
    found = []
    for heading in come:
        level, words = heading
        same = [g for g in gone if bare(g[1]) == bare(words) or g[0] == level == 1]
        kind = "readme heading corrected" if same else "readme section added"
        # a heading below a section names an operation or an example: feature work
        found.append(Change(kind, before.name, (words,), level <= 2))
    return found


def headings(text: str) -> list[tuple[int, str]]:
    return [(len(m[1]), m[2].strip()) for m in re.finditer(r"^(#{1,6})[ \t]+(.+?)#*$", text, re.MULTILINE)]


def without(value: Any, *keys: str) -> Any:
    return {k: v for k, v in value.items() if k not in keys} if isinstance(value, dict) else value


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
