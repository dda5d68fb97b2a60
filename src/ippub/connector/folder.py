"""A connector is a folder: find it, read it once, and give every file its part.

File names are found in any spelling; a rule says when the spelling is wrong. Nothing outside the folder is opened,
links are not followed, and no file above ``MAX_BYTES`` is read.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from ippub.connector.properties import ApiProperties
from ippub.connector.readme import Readme
from ippub.connector.script import Script
from ippub.connector.swagger import Swagger
from ippub.document.json import MAX_BYTES, JsonDocument, read_json
from ippub.document.markdown import MarkdownDocument, read_markdown
from ippub.errors import EnvironmentFault

if TYPE_CHECKING:
    from ippub.connector.package.certification import CertificationPackage

SWAGGER = "apiDefinition.swagger.json"
PROPERTIES = "apiProperties.json"
README = "readme.md"
SCRIPT = "script.csx"
INTRO = "intro.md"
SETTINGS = "settings.json"
PACKAGES = ("package.zip", "connectorpackage.zip")
"""What the package of the 2025 process is called, in any case: both are accepted upstream."""

_MAX_ENTRIES = 2_000
"""How many files of one folder are looked at, besides those with a part in it; a connector has three to five."""


_MAX_SCRIPT = 2 * 1024 * 1024
"""How many bytes of a script are looked at; the largest real one has 186 KB."""


_VIEWS = {
    "swagger": "swagger_document",
    "properties": "properties_document",
    "readme": "readme_document",
    "intro": "intro_document",
}
"""What is made of which document when it is first asked for."""


class Entry(NamedTuple):
    """What stands in the connector's folder. ``kind`` is "file", "folder", "link" or "other" (a pipe, a device).

    ``size`` is in bytes, 0 for everything but a file.
    """

    name: str
    size: int
    kind: str = "file"


class Connector:
    """Everything in one connector's folder. ``path`` is the folder as the user gave it.

    A part is None when its file is missing or cannot be read (then its document holds the faults). ``words`` are those
    that the author says are spelt right. ``package_names`` are the certification packages to look into;
    ``package_bytes`` holds those that are no files. (No dataclass: making one costs a hundredth of the start.)
    """

    def __init__(  # noqa: PLR0913  # the parts of a folder, by name
        self,
        name: str,
        path: str,
        entries: tuple[Entry, ...],
        *,
        swagger_document: JsonDocument | None = None,
        properties_document: JsonDocument | None = None,
        settings_document: JsonDocument | None = None,
        readme_document: MarkdownDocument | None = None,
        intro_document: MarkdownDocument | None = None,
        script: Script | None = None,
        words: tuple[str, ...] = (),
        package_names: tuple[str, ...] = (),
        package_bytes: Mapping[str, bytes] | None = None,
    ) -> None:
        self.name = name
        self.path = path
        self.entries = entries
        self.swagger_document = swagger_document
        self.properties_document = properties_document
        self.settings_document = settings_document
        self.readme_document = readme_document
        self.intro_document = intro_document
        self.script = script
        self.words = words
        self.package_names = package_names
        self._package_bytes = package_bytes

    @cached_property
    def swagger(self) -> Swagger | None:
        """The definition, when it can be read."""
        document = self.swagger_document
        if document is None or not document.readable or not isinstance(document.value, dict):
            return None
        return Swagger(document.value, document.name)

    @cached_property
    def properties(self) -> ApiProperties | None:
        """``apiProperties.json``, when it can be read."""
        document = self.properties_document
        if document is None or not document.readable or not isinstance(document.value, dict):
            return None
        return ApiProperties(document.value, document.name)

    @cached_property
    def readme(self) -> Readme | None:
        """The readme."""
        return Readme(self.readme_document) if self.readme_document is not None else None

    @cached_property
    def intro(self) -> Readme | None:
        """``intro.md``, which the package of the 2025 process asks for."""
        return Readme(self.intro_document) if self.intro_document is not None else None

    @property
    def signs_in(self) -> bool:
        """Whether the definition has a security scheme: without one nobody needs credentials."""
        return self.swagger is not None and bool(self.swagger.security_schemes)

    @cached_property
    def packages(self) -> "tuple[CertificationPackage, ...]":
        """The certification packages, opened. Raises ``EnvironmentFault`` for a file that cannot be read."""
        if not self.package_names:
            return ()  # what opens archives is not even imported
        from ippub.connector.package.certification import package_of, read_package

        if self._package_bytes is not None:
            return tuple(package_of(name, self._package_bytes[name], self) for name in self.package_names)
        return tuple(read_package(self.path, name, self) for name in self.package_names)

    def with_documents(self, swagger: JsonDocument | None, readme: MarkdownDocument | None) -> "Connector":
        """The same connector with another definition and readme, None for none."""
        return Connector(
            self.name,
            self.path,
            self.entries,
            swagger_document=swagger,
            properties_document=self.properties_document,
            settings_document=self.settings_document,
            readme_document=readme,
            intro_document=self.intro_document,
            script=self.script,
            words=self.words,
            package_names=self.package_names,
            package_bytes=self._package_bytes,
        )

    def with_files(self, files: Mapping[str, bytes | None], parsed: Iterable[JsonDocument] = ()) -> "Connector":
        """The same connector with other bytes in some of its files, None for one that is gone.

        What did not change is not read again, nor what is ``parsed`` already.
        """
        sizes = {entry.name: entry for entry in self.entries}
        for name, data in files.items():
            sizes.pop(name, None)
            if data is not None:
                sizes[name] = Entry(name, len(data))
        known = {document.name: document for document in self.documents if document.name not in files}
        known.update((document.name, document) for document in parsed)
        script = self.script if self.script is not None and self.script.file not in files else None

        def read(name: str) -> bytes:
            data = files.get(name)
            return data if data is not None else _read(self.path, name)

        entries = tuple(sorted(sizes.values(), key=lambda entry: entry.name))
        made = _assembled(self.name, self.path, entries, read, known, script, (self.words, self.package_names))
        for view, document in _VIEWS.items():
            if view in vars(self) and getattr(made, document) is getattr(self, document):
                vars(made)[view] = vars(self)[view]
        return made

    def with_package(self, name: str, data: bytes, intro: bytes) -> "Connector":
        """The same connector with ``data`` as its one certification package, in the file ``name``.

        ``intro`` becomes its introduction when it has none.
        """
        entries = [entry for entry in self.entries if entry.name.lower() != name.lower()]
        made = self.with_documents(self.swagger_document, self.readme_document)
        if made.intro_document is None:
            made.intro_document = read_markdown(INTRO, intro)
            entries.append(Entry(INTRO, len(intro)))
        made.entries = tuple(sorted([*entries, Entry(name, len(data))]))
        made.package_names = (name,)
        made._package_bytes = {name: data}  # noqa: SLF001  # it is one of our own
        return made

    def release(self) -> None:
        """Let go of the views, which hold each other in circles that only the cycle finder could take apart."""
        if self.swagger is not None:
            self.swagger.release()
        for name in (*_VIEWS, "packages"):
            vars(self).pop(name, None)

    @property
    def documents(self) -> list[JsonDocument | MarkdownDocument]:
        """The documents that were read, in the order in which reports show them."""
        found = (
            self.swagger_document,
            self.properties_document,
            self.readme_document,
            self.intro_document,
            self.settings_document,
        )
        return [document for document in found if document is not None]

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(entry.size for entry in self.entries)

    @property
    def title(self) -> str | None:
        """The swagger's title, without one the package's, None when there is neither."""
        if self.swagger is not None:
            return self.swagger.title or None
        return next((package.title for package in self.packages), None)


def connector_name(path: str) -> str:
    """The folder's own name, also for ``.``."""
    return os.path.basename(os.path.abspath(path)) or path


def read_connector(path: str, words: tuple[str, ...] = (), packages: tuple[str, ...] = ()) -> Connector:
    """Read the connector in the folder ``path``; ``words`` are those that its author says are spelt right.

    ``packages`` are names of files in it that are certification packages, whatever they are called.
    Raises ``EnvironmentFault`` when the folder or a file in it cannot be read. Whatever the files hold is no error.
    """
    return _assembled(connector_name(path), path, _list(path), partial(_read, path), {}, None, (words, packages))


def _assembled(  # noqa: PLR0913  # what is known of a folder, by name
    name: str,
    path: str,
    entries: tuple[Entry, ...],
    read: Callable[[str], bytes],
    known: Mapping[str, JsonDocument | MarkdownDocument],
    script: Script | None,
    said: tuple[tuple[str, ...], tuple[str, ...]],
) -> Connector:
    """The connector in a folder with these ``entries``; ``known`` documents and script are taken as they are.

    ``said`` are the words and the packages of ``read_connector``.
    """
    words, packages = said
    files = [entry.name for entry in entries if entry.kind == "file"]

    def json(name: str | None) -> JsonDocument | None:
        if name is None:
            return None
        document = known.get(name)
        return document if isinstance(document, JsonDocument) else read_json(name, read(name))

    def markdown(name: str | None) -> MarkdownDocument | None:
        if name is None:
            return None
        document = known.get(name)
        return document if isinstance(document, MarkdownDocument) else read_markdown(name, read(name))

    return Connector(
        name=name,
        path=path,
        entries=entries,
        swagger_document=json(_pick(files, SWAGGER, _looks_like_swagger)),
        properties_document=json(_pick(files, PROPERTIES, _looks_like_properties)),
        settings_document=json(_pick(files, SETTINGS, None)),
        readme_document=markdown(_pick(files, README, _looks_like_readme)),
        intro_document=markdown(_pick(files, INTRO, None)),
        script=script or _script(entries, files, read),
        words=words,
        package_names=_packages(files, packages),
    )


def connector_of(path: str, files: Mapping[str, bytes]) -> Connector:
    """The connector whose files are given by name, as ``read_connector`` would read them from a folder ``path``.

    One file alone makes a connector with that part alone: it counts as the definition when it is named like nothing.
    """
    names = list(files)

    def document(name: str | None) -> JsonDocument | None:
        return read_json(name, files[name]) if name else None

    swagger = _pick(names, SWAGGER, _looks_like_swagger)
    properties = _pick(names, PROPERTIES, _looks_like_properties)
    if not (swagger or properties) and len(names) == 1 and names[0].lower().endswith(".json"):
        swagger = names[0]
    readme, intro = _pick(names, README, _looks_like_readme), _pick(names, INTRO, None)
    script = _pick(names, SCRIPT, lambda lower: lower.endswith((".csx", ".cs")))
    return Connector(
        name=connector_name(path),
        path=path,
        entries=tuple(Entry(name, len(data)) for name, data in sorted(files.items())),
        swagger_document=document(swagger),
        properties_document=document(properties),
        settings_document=document(_pick(names, SETTINGS, None)),
        readme_document=read_markdown(readme, files[readme]) if readme else None,
        intro_document=read_markdown(intro, files[intro]) if intro else None,
        script=Script(script, files[script].decode("utf-8-sig", "replace"), len(files[script])) if script else None,
        package_names=_packages(names, ()),
        package_bytes=files,
    )


def is_connector(names: list[str]) -> bool:
    """Whether a folder that holds files of these ``names`` is a connector's."""
    return any(_is_definition(name.lower()) for name in names)


def find_connectors(path: str) -> Iterator[str]:
    """The connector folders at or below ``path``, sorted, links not followed, hidden folders left out.

    A connector's own sub-folders are not searched. Folders that cannot be listed are passed over, but for ``path``
    itself, which raises ``EnvironmentFault``.
    """
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            if folder == path:
                raise _unreadable(path, error) from error
            continue
        if is_connector([entry.name for entry in entries if entry.is_file(follow_symlinks=False)]):
            yield folder
            continue
        waiting.extend(
            entry.path
            for entry in reversed(entries)
            if entry.is_dir(follow_symlinks=False)
            and not entry.name.startswith(".")
            and entry.name not in ("node_modules", "__pycache__")
        )


def _is_definition(lower: str) -> bool:
    return _looks_like_swagger(lower) or _looks_like_properties(lower)


def _looks_like_swagger(lower: str) -> bool:
    return lower.endswith(("swagger.json", "apidefinition.json"))


def _looks_like_properties(lower: str) -> bool:
    return lower.endswith("apiproperties.json")


def _looks_like_readme(lower: str) -> bool:
    return lower.startswith("readme.")


def _packages(files: list[str], named: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*named, *[name for name in files if name.lower() in PACKAGES])))


def _pick(files: list[str], name: str, like: object) -> str | None:
    """The file that is ``name``: spelled so, else in any case, else the first that looks like it."""
    if name in files:
        return name
    lower = name.lower()
    same = [file for file in files if file.lower() == lower]
    if same:
        return same[0]
    return next((file for file in files if callable(like) and like(file.lower())), None)


def _list(path: str) -> tuple[Entry, ...]:
    try:
        with os.scandir(path) as found:
            listed = sorted(found, key=lambda entry: entry.name)
        # Of very many files those of a connector still count, and always the same others.
        first = {id(entry) for entry in listed[:_MAX_ENTRIES]}
        entries = [_entry(entry) for entry in listed if id(entry) in first or _has_part(entry.name.lower())]
    except OSError as error:
        raise _unreadable(path, error) from error
    return tuple(entries)


def _has_part(lower: str) -> bool:
    return _is_definition(lower) or _looks_like_readme(lower) or lower in (SCRIPT, INTRO, SETTINGS, *PACKAGES)


def _entry(entry: os.DirEntry[str]) -> Entry:
    kind = _kind(entry)
    return Entry(entry.name, entry.stat(follow_symlinks=False).st_size if kind == "file" else 0, kind)


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def read_bytes(full: str, most: int) -> bytes:
    """The bytes of a file, ``most`` and one when it has more. Raises ``EnvironmentFault`` when it cannot be read."""
    try:
        with open(full, "rb") as file:
            # Asked for 4 MiB at once, Python takes and gives back as much memory for each small file.
            size = os.fstat(file.fileno()).st_size
            return file.read(min(size or most, most) + 1)
    except OSError as error:
        raise _unreadable(full, error) from error


def _read(path: str, name: str) -> bytes:
    """The file's bytes, at most one more than ``MAX_BYTES`` (the document then says that it is too large)."""
    return read_bytes(os.path.join(path, name), MAX_BYTES)


def _script(entries: tuple[Entry, ...], files: list[str], read: Callable[[str], bytes]) -> Script | None:
    name = _pick(files, SCRIPT, lambda lower: lower.endswith((".csx", ".cs")))
    if name is None:
        return None
    size = next(entry.size for entry in entries if entry.name == name)
    # What goes beyond is not looked at: the rule about the size speaks, and the platform takes half of it.
    return Script(name, read(name)[:_MAX_SCRIPT].decode("utf-8-sig", "replace"), size)


def _unreadable(path: str, error: OSError) -> EnvironmentFault:
    reason = error.strerror or type(error).__name__
    shown = path.replace("\n", "\\n")  # the message is one line
    return EnvironmentFault(f"cannot read {shown}: {reason}", "Check that it exists and that you may read it.")
