"""``script.csx``: custom code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, fix, rule
from ippub.check.sources import CUSTOM_CODE, SUBMISSION, review
from ippub.check.wording import quoted
from ippub.connector.folder import SCRIPT, Connector
from ippub.connector.script import Script
from ippub.document.edit import RenameFile
from ippub.document.place import Place

_MAX_BYTES = 1_048_576

NAMESPACES = frozenset(
    [
        "System",
        "System.Collections",
        "System.Collections.Generic",
        "System.Diagnostics",
        "System.IO",
        "System.IO.Compression",
        "System.Linq",
        "System.Net",
        "System.Net.Http",
        "System.Net.Http.Headers",
        "System.Net.Security",
        "System.Security.Authentication",
        "System.Security.Cryptography",
        "System.Text",
        "System.Text.RegularExpressions",
        "System.Threading",
        "System.Threading.Tasks",
        "System.Web",
        "System.Xml",
        "System.Xml.Linq",
        "System.Drawing",
        "System.Drawing.Drawing2D",
        "System.Drawing.Imaging",
        "Microsoft.Extensions.Logging",
        "Newtonsoft.Json",
        "Newtonsoft.Json.Linq",
    ]
)
"""The namespaces that a script may use."""

_USING = lazy(r"using[ \t]+(?:static[ \t]+)?(?:\w+[ \t]*=[ \t]*)?([A-Za-z_][\w.]*)[ \t]*;")
_COMPARED = lazy(r"(?:OperationId\s*(?:==|!=)\s*|OperationId\.Equals\(\s*|\bcase\s+)$")
_BEFORE_COMPARED = ("==", "!=", ".Equals(", "case")
"""How what ``_COMPARED`` finds ends: most texts in a script stand behind something else."""
_NO_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))
_MOST_LEVELS = 60
"""So many brackets inside each other are taken out pair by pair; of more each is looked at."""


@rule("ScriptFileName", Severity.ERROR, source=SUBMISSION, fixable=True)
def script_file_name(connector: Connector) -> Iterator[Finding]:
    """A file of C# code is not called script.csx, or there are several.

    The platform takes exactly one file of that name.

    Fix: Put all code into one file script.csx in the connector's folder.

    Evidence: Documented; all scripts of accepted independent connectors are called so.

    Bad:
        code.cs: "public class Script : ScriptBase {}"
    Good:
        script.csx: "public class Script : ScriptBase {}"
    """
    files = [e.name for e in connector.entries if e.kind == "file" and e.name.lower().endswith((".cs", ".csx"))]
    for name in files:
        if name != SCRIPT:
            severity = Severity.INFO if name.lower() == SCRIPT else None
            repair = fix(RenameFile(name, SCRIPT)) if len(files) == 1 else None
            yield Finding(f"the code is in {quoted(name)}", at=Place(name), severity=severity, fix=repair)


@rule("ScriptTooLarge", Severity.ERROR, source=CUSTOM_CODE)
def script_too_large(connector: Connector) -> Iterator[Finding]:
    """The script has more than 1 MB.

    The platform does not take a larger one.

    Fix: Remove what is not needed.

    Evidence: A documented limit; the largest accepted script has 56 KB.

    Bad:
        script.csx: "!bytes 1048577"
    Good:
        script.csx: "public class Script : ScriptBase {}"
    """
    script = connector.script
    if script is not None and script.size > _MAX_BYTES:
        yield Finding(f"the script has {script.size:,} bytes; {_MAX_BYTES:,} are allowed", at=script.whole)


@rule("ScriptClass", Severity.ERROR, source=CUSTOM_CODE)
def script_class(script: Script) -> Iterator[Finding]:
    """The script has no class Script derived from ScriptBase.

    The platform creates exactly this class.

    Fix: Declare "public class Script : ScriptBase".

    Evidence: Documented; every accepted script does.

    Bad:
        script.csx: "public class Program {}"
    Good:
        script.csx: "public class Script : ScriptBase {}"
    """
    if re.search(r"\bclass\s+Script\s*:\s*ScriptBase\b", script.code, re.IGNORECASE) is None:
        yield Finding('there is no "class Script : ScriptBase"', at=script.whole)


@rule("ScriptExecuteAsync", Severity.ERROR, source=CUSTOM_CODE)
def script_execute_async(script: Script) -> Iterator[Finding]:
    """The script does not implement ExecuteAsync.

    It is the one method that the platform calls.

    Fix: Add "public override async Task<HttpResponseMessage> ExecuteAsync()".

    Evidence: Documented; every accepted script does.

    Bad:
        script.csx: "public class Script : ScriptBase {}"
    Good:
        script.csx: |
          public class Script : ScriptBase {
            public override async Task<HttpResponseMessage> ExecuteAsync() { return null; }
          }
    """
    if re.search(r"\boverride\b[^;{]*\bTask\s*<[^{;]*>\s*ExecuteAsync\s*\(\s*\)", script.code) is None:
        yield Finding("there is no override of ExecuteAsync()", at=script.whole)


@rule("ScriptUnsupportedNamespace", Severity.WARNING, source=review(3478))
def script_unsupported_namespace(script: Script) -> Iterator[Finding]:
    """The script uses a namespace that the platform does not support.

    It may not compile there; the platform then answers with an internal error and nothing else.

    Fix: Use supported namespaces only; most need no using line at all.

    Evidence: Refused by a reviewer in pull request 3478, though some others compile.

    Bad:
        script.csx: "using System.Data.SqlClient;"
    Good:
        script.csx: "using System.Net.Http;"
    """
    code = script.code
    for match in _USING.finditer(code):
        start = match.start()
        begins_line = not code[code.rfind("\n", 0, start) + 1 : start].strip(" \t")
        if begins_line and match[1] not in NAMESPACES:
            yield Finding(f"the namespace {match[1]} is not supported", at=script.at(match.start(1), len(match[1])))


@rule("ScriptHttpClient", Severity.WARNING, source=CUSTOM_CODE)
def script_http_client(script: Script) -> Iterator[Finding]:
    """The script makes its own HttpClient.

    Requests have to go through the platform, which adds the credentials and counts them.

    Fix: Call this.Context.SendAsync(request, this.CancellationToken).

    Evidence: Documented as not allowed.

    Bad:
        script.csx: "var client = new HttpClient();"
    Good:
        script.csx: "var answer = await this.Context.SendAsync(request, this.CancellationToken);"
    """
    if "HttpClient" not in script.code:
        return
    for match in re.finditer(r"\bnew\s+(?:System\.Net\.Http\.)?HttpClient\s*[({]", script.code):
        yield Finding("the script makes an HttpClient", at=script.at(match.start(), len(match.group()) - 1))


@rule("ScriptExecutionTime", Severity.INFO, source=CUSTOM_CODE)
def script_execution_time(script: Script) -> Iterator[Finding]:
    """The script waits.

    A script must end within five seconds, and waiting uses them up.

    Fix: Do without the pause; let the flow wait, or the caller poll.

    Evidence: A documented limit.

    Reading: How long a script takes cannot be seen; a pause can.

    Bad:
        script.csx: "await Task.Delay(1000);"
    Good:
        script.csx: "return response;"
    """
    if "Task.Delay" not in script.code and "Thread.Sleep" not in script.code:
        return
    for match in re.finditer(r"\b(?:Task\.Delay|Thread\.Sleep)\s*\(", script.code):
        yield Finding(f"the script waits in {match.group()[:-1].strip()}", at=script.at(match.start(), 10))


@rule("ScriptWithGateway", Severity.ERROR, source=CUSTOM_CODE)
def script_with_gateway(connector: Connector) -> Iterator[Finding]:
    """The connector has a script and uses the on-premises data gateway.

    Requests through the gateway do not pass the place where scripts run.

    Fix: Do without one of the two.

    Evidence: Documented as not supported; no accepted connector does it.

    Bad:
        script.csx: "public class Script : ScriptBase {}"
        apiProperties.json: {properties: {capabilities: [gateway]}}
    Good:
        script.csx: "public class Script : ScriptBase {}"
    """
    properties = connector.properties
    if connector.script is None or properties is None:
        return
    gateway = any(parameter.type == "gatewaySetting" for parameter in properties.connection_parameters)
    if gateway or "gateway" in [name.lower() for name in properties.properties.strings("capabilities")]:
        yield Finding("the script does not run behind the gateway", at=properties.properties / "capabilities")


@rule("ScriptOperationIdUnknown", Severity.WARNING, source=CUSTOM_CODE)
def script_operation_id_unknown(connector: Connector) -> Iterator[Finding]:
    """The script compares the operation with a name that no operation has.

    The branch is never taken, mostly because the operationId was renamed.

    Fix: Use the operationId of the definition, in the same case.

    Evidence: Derived; two accepted certified connectors do it.

    Reading: Only texts that the code compares with Context.OperationId directly or in a switch are looked at.

    Bad:
        script.csx: 'if (this.Context.OperationId == "ListWidget") {}'
    Good:
        script.csx: 'if (this.Context.OperationId == "ListWidgets") {}'
    """
    script, swagger = connector.script, connector.swagger
    if script is None or swagger is None or "OperationId" not in script.code:
        return
    switch = re.search(r"switch\s*\(\s*[\w.]*OperationId\s*\)", script.code) is not None
    for text, offset in script.literals:
        start = max(0, offset - 60)
        if not script.code[start:offset].rstrip().endswith(_BEFORE_COMPARED):
            continue
        match = _COMPARED.search(script.code, start, offset)
        if match and (switch or not match.group().startswith("case")) and text not in swagger.operations_by_id:
            yield Finding(f"no operation is called {quoted(text)}", at=script.at(offset, len(text) + 2))


@rule("ScriptCompiles", Severity.WARNING, source=CUSTOM_CODE)
def script_compiles(script: Script) -> Iterator[Finding]:
    """The brackets of the script do not match.

    The script cannot compile, and the platform says no more than that there was an internal error.

    Fix: Close what is open, or remove what is too much.

    Evidence: Derived; every accepted script has matching brackets.

    Reading: Nothing is compiled; only brackets outside comments and texts are counted.

    Bad:
        script.csx: "public class Script : ScriptBase { void A() { "
    Good:
        script.csx: "public class Script : ScriptBase { void A() { } }"
    """
    if _is_balanced(script.code):
        return
    pairs = {")": "(", "]": "[", "}": "{"}
    waiting: list[tuple[str, int]] = []
    for match in re.finditer(r"[()\[\]{}]", script.code):
        bracket = match.group()
        if bracket in pairs.values():
            waiting.append((bracket, match.start()))
        elif not waiting or waiting.pop()[0] != pairs[bracket]:
            yield Finding(f'"{bracket}" closes nothing', at=script.at(match.start()))
            return
    if waiting:
        bracket, offset = waiting[-1]
        yield Finding(f'"{bracket}" is never closed', at=script.at(offset))


def _is_balanced(code: str) -> bool:
    """Whether all brackets match; False may also mean that there are too many levels of them."""
    brackets = code.encode("ascii", "replace").translate(None, _NO_BRACKETS)
    for _ in range(_MOST_LEVELS):
        inner = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(inner) == len(brackets):
            break
        brackets = inner
    return not brackets
