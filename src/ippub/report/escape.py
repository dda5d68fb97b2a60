"""Text from files, made harmless for the place where it is shown.

Messages, excerpts, names and paths may hold anything: terminal escapes, bidirectional overrides, line breaks,
markup. Every report passes them through the one function here that fits its language.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii

_MARKDOWN = str.maketrans(
    {char: "\\" + char for char in "\\`*_[]|~:$"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    # The empty comment keeps GitHub from notifying whoever has that name, and from linking an issue.
    | {"@": "@<!-- -->", "#": "\\#<!-- -->"}
)
_PATH_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
_URL_SAFE = _PATH_SAFE | frozenset(b":?#[]@!$&'*+,;=%")


def visible(text: str, encoding: str = "utf-8") -> str:
    r"""``text`` on one line, with nothing in it that a terminal obeys or hides.

    A character that does not print (controls, line breaks, bidirectional and zero-width formatting, lone
    surrogates, unusual spaces) becomes its escape, such as ``\x1b``; so does one that ``encoding`` lacks.
    """
    if text.isascii() and text.isprintable():
        return text
    if not text.isprintable():
        text = "".join([char if char.isprintable() else _escaped(char) for char in text])
    if encoding == "utf-8":
        return text
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def quoted(text: str) -> str:
    """``text`` as a JSON string in ASCII, quotes included.

    A lone surrogate, which strict readers of JSON refuse, becomes U+FFFD.
    """
    literal = encode_basestring_ascii(text)
    if "\\ud" not in literal:
        return literal
    whole = "".join(["\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text])
    return encode_basestring_ascii(whole)


def xml(text: str) -> str:
    """``text`` for an XML attribute or element in ASCII; what XML cannot hold is shown escaped."""
    text = visible(text)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;")):
        if char in text:
            text = text.replace(char, entity)
    return text if text.isascii() else text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def workflow_message(text: str) -> str:
    """``text`` for the message of a GitHub workflow command; its line breaks stay, coded for the runner."""
    return "%0A".join([visible(line).replace("%", "%25") for line in text.split("\n")])


def workflow_property(text: str) -> str:
    """``text`` for a property (``file=``, ``title=``) of a GitHub workflow command."""
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def without_workflow_commands(text: str) -> str:
    """``text`` (of several lines) with no line left that the runner of GitHub Actions takes for a command.

    It obeys lines that start with ``::`` after any blanks, and the older ``##[`` anywhere in a line.
    """
    if "##[" in text:
        text = text.replace("##[", "#\\x23[")
    if "::" not in text:
        return text
    lines = text.split("\n")
    for index, line in enumerate(lines):
        bare = line.lstrip()
        if bare.startswith("::"):
            lines[index] = line[: len(line) - len(bare)] + "\\x3a" + bare[1:]
    return "\n".join(lines)


def markdown(text: str) -> str:
    """``text`` as plain words in GitHub's Markdown, also in a table: no markup, mention or reference."""
    return visible(text).translate(_MARKDOWN)


def uri(path: str) -> str:
    """``path`` (with ``/``) percent-encoded for a URI; bytes that are not UTF-8 keep their value."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "replace")
    return "".join([chr(byte) if byte in _PATH_SAFE else f"%{byte:02X}" for byte in raw])


def link(url: str) -> str:
    """``url`` as the target of a link in a terminal or in Markdown; empty unless it is ``https``."""
    if not url.startswith("https://"):
        return ""
    raw = url.encode("utf-8", "replace")
    return "".join([chr(byte) if byte in _URL_SAFE else f"%{byte:02X}" for byte in raw])
