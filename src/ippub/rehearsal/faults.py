"""Faults on purpose: what the network and GitHub do to a request now and then."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Drop(StrEnum):
    """When the connection breaks: before GitHub did anything, or after it did and before it said so."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True)
class Fault:
    """One rule. The first rule that fits a request is used.

    ``match`` is a regular expression searched in the path with its query, ``method`` a method or "" for all. The
    first ``skip`` fitting requests pass, the next ``count`` are hit (None: all that follow). Then: wait ``delay``
    seconds, and drop the connection, or answer with ``status`` and ``body``; ``done`` says whether the request is
    carried out before that answer is given. With neither, the request goes its way, late.
    """

    match: str = ""
    method: str = ""
    count: int | None = 1
    skip: int = 0
    status: int = 0
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    drop: Drop | None = None
    done: bool = False
    hits: int = 0

    def fits(self, method: str, path: str) -> bool:
        """Whether the rule speaks of this request."""
        return self.method in ("", method) and re.search(self.match, path) is not None

    def strikes(self) -> bool:
        """Count a fitting request; whether this one is hit."""
        if self.skip:
            self.skip -= 1
            return False
        if self.count is not None:
            if not self.count:
                return False
            self.count -= 1
        self.hits += 1
        return True


class Faults:
    """The rules, and a hook that is called when a request has been answered."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.requests = 0
        self._hooks: list[tuple[int, Callable[[], None]]] = []
        self._lock = threading.Lock()

    def add(
        self,
        match: str = "",
        method: str = "",
        *,
        count: int | None = 1,
        skip: int = 0,
        status: int = 0,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        delay: float = 0,
        drop: Drop | None = None,
        done: bool = False,
    ) -> Fault:
        """Add a rule; see ``Fault``. Its ``hits`` tell later how often it struck."""
        fault = Fault(match, method, count, skip, status, body, headers or {}, delay, drop, done)
        self.rules.append(fault)
        return fault

    def nth(self, number: int, **how: object) -> Fault:
        """A rule for the ``number``-th request from now on (the first is 1), whatever it is."""
        fault = Fault(skip=number - 1)
        for name, value in how.items():
            setattr(fault, name, value)
        self.rules.append(fault)
        return fault

    def after(self, number: int, action: Callable[[], None]) -> None:
        """Call ``action`` once, when the ``number``-th request from now on was carried out and before it is answered.

        For killing the process that asked.
        """
        self._hooks.append((self.requests + number, action))

    def clear(self) -> None:
        """No more faults."""
        self.rules.clear()
        self._hooks.clear()

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault that hits this request."""
        with self._lock:
            self.requests += 1
            return next((rule for rule in self.rules if rule.fits(method, path) and rule.strikes()), None)

    def answered(self) -> None:
        """Run the hooks whose request has come."""
        with self._lock:
            due = [action for number, action in self._hooks if number <= self.requests]
            self._hooks = [(number, action) for number, action in self._hooks if number > self.requests]
        for action in due:
            action()
