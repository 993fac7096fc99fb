"""The files of one system, which nobody vouches for: each opened once, bounded in size."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from analysis.records import dataclass
from analysis.refusals import BadTemplate
from analysis.regular_files import NotRegular, TooLarge, open_regular, read_regular
from analysis.source.budget import Budget
from analysis.source.document import Block, Items, Source, whole
from analysis.source.listing import deep_last, names_below
from analysis.source.paths import shown_path
from analysis.source.yaml_reader import read_yaml

MOST_BYTES = 8_000_000  # CloudFormation itself takes no template above 1 MB
_HALVES = re.compile(r"(?<!\\)((?:\\\\)*)((?:\\u[dD][89a-fA-F][0-9a-fA-F]{2})+)")
"""Of a sign, escaped one by one."""
_ONLY_OF_JSON = {
    each: f"\\u{each:04x}" for each in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)
}
_MOST_BYTES_OF_CODE = 300_000_000  # Lambda itself takes no archive above 250 MB


@dataclass(eq=False)
class Files:
    """Files, each as it was when it was first opened: what is in it, and what was parsed of it."""

    budget: Budget = field(default_factory=Budget)
    parts: set[Path] = field(default_factory=set)
    """Files that are part of a service, and none that stand for themselves."""
    _contents: dict[Path, bytes] = field(default_factory=dict)
    _digests: dict[Path, str] = field(default_factory=dict)
    _reals: dict[Path, Path] = field(default_factory=dict)
    _listed: dict[Path, Sequence[str]] = field(default_factory=dict)
    _whole: Path | None = None
    _documents: dict[Path, Any] = field(default_factory=dict)

    def below(self, folder: Path) -> list[Path]:
        """Every file below the folder, as `listing` has it; asked for once, however it is named."""
        real = self.real(folder)
        if real not in self._listed:
            self._listed[real] = self._below_known(real) or names_below(real)
        return [folder / name for name in self._listed[real]]

    def _below_known(self, folder: Path) -> Sequence[str]:
        """The files below a folder of one that was listed; none where it is in no such one."""
        if self._whole is None or not folder.is_relative_to(self._whole):
            return ()
        start = f"{folder.relative_to(self._whole).as_posix()}/"
        known = self._listed[self._whole]
        return [each.removeprefix(start) for each in known if each.startswith(start)]

    @property
    def opened(self) -> Iterable[Path]:
        """The files of which anything was read, links followed."""
        return {*self._contents, *self._digests}

    def list_below(self, folder: Path, names: Sequence[str]) -> None:
        """Have these as the files below the folder, which is then not searched."""
        self._whole = self.real(folder)
        self._listed[self._whole] = sorted(names, key=deep_last)

    def real(self, path: Path) -> Path:
        """The file that a path leads to, links followed once."""
        if path not in self._reals:
            found = self._reals[path] = _real(path)
            self._reals[found] = found
        return self._reals[path]

    def content(self, path: Path) -> bytes:
        """What is in the file; an OSError where it cannot be read, or no more files can."""
        real = self.real(path)
        if real not in self._contents:
            content = read_regular(real, min(MOST_BYTES, self.budget.bytes))
            self.budget.bytes -= len(content)
            self._contents[real] = content
        return self._contents[real]

    def put(self, path: Path, content: bytes) -> None:
        """Have this as what is in the file, which is then not opened."""
        self._contents[self.real(path)] = content

    def drop(self, path: Path) -> None:
        """Forget what is in a file that is none of the system's."""
        self.budget.bytes += len(self._contents.pop(self.real(path), b""))

    def digest(self, path: Path) -> str:
        """The SHA-256 of what is in the file, an archive of code at most."""
        import hashlib  # late: seldom needed, and slow to import

        real = self.real(path)
        if real in self._contents:
            return hashlib.sha256(self._contents[real]).hexdigest()
        if real not in self._digests:
            with open_regular(real, _MOST_BYTES_OF_CODE) as opened:
                self._digests[real] = hashlib.file_digest(opened, "sha256").hexdigest()
        return self._digests[real]

    def text(self, path: Path, name: str = "") -> str:
        """The file's text; ``name`` is what refusals call it, its path if none is given.

        Raises:
            BadTemplate: there is no such file, it is too large, or it is not text.
        """
        name = name or shown_path(path)
        try:
            return _decoded(self.content(path), name)
        except IsADirectoryError:
            raise BadTemplate(f"{name}: it is a folder; name the template in it.") from None
        except (FileNotFoundError, NotADirectoryError):
            raise BadTemplate(f"{name}: there is no such file; check the path.") from None
        except NotRegular as error:
            raise BadTemplate(f"{name}: {error.strerror}; give a template in a file.") from None
        except TooLarge as error:
            raise BadTemplate(
                f"{name}: {error.strerror}, and CloudFormation takes no template above 1 MB; "
                "give a smaller one."
            ) from None
        except OSError as error:
            why = error.strerror or error
            raise BadTemplate(
                f"{name}: it cannot be read ({why}); check the path and its rights."
            ) from None
        except ValueError:  # a path with a null in it
            raise BadTemplate(f"{name!r}: no file can have such a name; check the path.") from None

    def document(self, path: Path, name: str = "") -> Any:
        """The file's YAML or JSON, parsed once; ``name`` is what refusals call it.

        Raises:
            BadTemplate: it cannot be read.
        """
        real = self.real(path)
        if real not in self._documents:
            name = name or shown_path(path)
            try:
                text = self.text(path, name)
                self._documents[real] = parse_document(text, Source(name, tuple(text.split("\n"))))
            except BadTemplate as refusal:
                self._documents[real] = refusal
        found = self._documents[real]
        if isinstance(found, BadTemplate):
            raise found
        return found

    def mapping(self, path: Path, name: str = "") -> Block:
        """The file's YAML or JSON, which must be a mapping.

        Raises:
            BadTemplate: it cannot be read, is empty, or is something else.
        """
        document = self.document(path, name)
        if isinstance(document, str) and "\nResources:" in f"\n{document}":
            # the body alone, as `aws cloudformation get-template --query TemplateBody` gives it
            inner = Source(f"{name or shown_path(path)}, its text", tuple(document.split("\n")))
            document = self._documents[self.real(path)] = parse_document(document, inner)
        if not isinstance(document, Block):
            raise _no_mapping(document, name or shown_path(path))
        return document


def read_mapping(path: Path, name: str) -> Block:
    """The YAML or JSON of a file that is no system's, which must be a mapping.

    Raises:
        BadTemplate: it cannot be read, is empty, or is something else.
    """
    return Files().mapping(path, name)


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # whoever opens it is told why
        return path


def _no_mapping(document: Any, name: str) -> BadTemplate:
    if document is None:
        return BadTemplate(f"{name}: it is empty; give a template with Resources.")
    kind = "a list" if isinstance(document, Items) else "plain text"
    return BadTemplate(f"{name}:1: it is {kind}, not a template; give one with Resources.")


def _decoded(content: bytes, name: str) -> str:
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadTemplate(
            f"{name}:{line}: it is not text in UTF-8; give a template in YAML or JSON."
        ) from None
    if "\0" in text[:4096]:
        raise BadTemplate(f"{name}: it is a binary file; give a template in YAML or JSON.")
    return text.replace("\r\n", "\n")


def parse_document(text: str, source: Source) -> Any:
    """YAML or JSON text as blocks that know their lines in the source."""
    if text.lstrip()[:1] in ("{", "["):  # what JSON may hold in another way than YAML
        text = _HALVES.sub(_as_sign, text.translate(_ONLY_OF_JSON))
    return read_yaml(text, source)


def _as_sign(found: re.Match[str]) -> str:
    return found[1] + whole(str(json.loads(f'"{found[2]}"')))
