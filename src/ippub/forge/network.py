"""Which kind of failure an exception of the HTTP library is: the one thing that decides whether a write may be done."""

from __future__ import annotations

from collections.abc import Iterator

import requests.exceptions as failures
import urllib3.exceptions as below

from ippub.forge.faults import FaultKind

_CLOCK = ("not yet valid", "has expired", "certificate expired")


def failure_kind(failure: failures.RequestException) -> tuple[FaultKind, str]:
    """The kind of ``failure`` and its reason in a few words, without addresses of objects."""
    chain = list(_chain(failure))
    if any(isinstance(link, (failures.ProxyError, below.ProxyError, failures.InvalidProxyURL)) for link in chain):
        return FaultKind.PROXY, _reason(chain)
    if any(isinstance(link, (failures.SSLError, below.SSLError)) for link in chain):
        reason = _reason(chain)
        late = any(words in reason.lower() for words in _CLOCK)
        return (FaultKind.CLOCK if late else FaultKind.TLS), reason
    if any(isinstance(link, (below.NewConnectionError, below.ConnectTimeoutError)) for link in chain):
        return FaultKind.NO_NETWORK, _reason(chain)
    if any(isinstance(link, (failures.ReadTimeout, below.ReadTimeoutError)) for link in chain):
        return FaultKind.TIMEOUT, ""
    if isinstance(failure, (failures.ConnectionError, failures.ChunkedEncodingError)):
        return FaultKind.DROPPED, ""
    return FaultKind.MISUNDERSTOOD, _reason(chain)


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    """``failure`` and what it wraps; the libraries nest them in arguments, reasons and causes."""
    seen: set[int] = set()
    waiting: list[object] = [failure]
    while waiting:
        link = waiting.pop(0)
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [getattr(link, "reason", None), *link.args, link.__cause__, link.__context__]


def _reason(chain: list[BaseException]) -> str:
    """The innermost words: "Name or service not known", "certificate verify failed: self-signed certificate"."""
    for link in reversed(chain):
        if isinstance(link, OSError) and not isinstance(link, failures.RequestException):
            text = getattr(link, "verify_message", "") or link.strerror or str(link)
            if text:
                return text
    return str(chain[-1]).partition("object at 0x")[0].rpartition("<")[0] or str(chain[-1])
