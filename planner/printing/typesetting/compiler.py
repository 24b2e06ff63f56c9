"""Compile one document with Typst: a program of its own that reads JSON and writes PDF or PNG.

Typst's cache lets a process grow, so each document gets a fresh one. This file imports nothing of
the planner, so that it starts at once.
"""

import json
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import AnyStr, TypeAlias, TypedDict, cast

import typst
from font_source_sans_pro import font_directory

FONTS = ("SourceSansPro-Regular.otf", "SourceSansPro-Semibold.otf")

#: What stands for a character that no font has: under PDF/UA Typst would refuse the document.
MISSING = "\u25af"

#: Format characters that spelling needs: soft hyphen, marks of direction, joiners.
SPELLING = "\u00ad\u061c\u200c\u200d\u200e\u200f"
JOINER = "\u200d"
NO_BREAK = "\u00a0\u202f"

SHEET_WIDTH = 210 / 25.4  # inches; a picture of US Letter is a little wider

PROBE = b"""#set document(title: "?")
#set text(font: ("Source Sans Pro", "Libertinus Serif", "DejaVu Sans Mono"))
#for part in json(bytes(sys.inputs.parts)) [#part #text(weight: 600, part) #parbreak()]
"""


Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None


class OrderPart(TypedDict):
    """A paper of several: its template, below the templates, and its data."""

    template: str
    paper: Json


class Order(TypedDict, total=False):
    """What shall be typeset: one paper, or several as parts of one document."""

    format: str  # pdf or png
    width: int  # of a png, in pixels
    template: str
    paper: Json
    parts: list[OrderPart]
    templates: str  # the path of their folder
    timestamp: int  # when the paper says that it was made, in seconds
    arms: str  # the path of the city's arms, or the empty text


class Compiler:
    """Typst with the fonts of our papers and its own, without those of the machine."""

    def __init__(self, templates: str, fonts: str, arms: list[int] | None = None) -> None:
        self.templates = templates
        self.fonts = fonts
        self.inputs = {"arms": json.dumps(arms)}

    def pdf(self, source: AnyStr, timestamp: int | None = None, **inputs: Json) -> bytes:
        """Return the bytes of a tagged document (PDF/UA-1)."""
        made: bytes = typst.compile(  # type: ignore[call-overload]  # stubs: all of one type
            source,
            root=self.templates,
            format="pdf",
            font_paths=[self.fonts],
            ignore_system_fonts=True,
            sys_inputs=self.inputs | {name: json.dumps(value) for name, value in inputs.items()},
            pdf_standards="ua-1",
            timestamp=timestamp,
        )
        return made

    def png(self, source: str, width: int, **inputs: Json) -> bytes:
        """Return the bytes of a picture of the first page; width is in pixels."""
        made = typst.compile(
            source,
            root=self.templates,
            format="png",
            font_paths=[self.fonts],
            ignore_system_fonts=True,
            sys_inputs=self.inputs | {name: json.dumps(value) for name, value in inputs.items()},
            ppi=width / SHEET_WIDTH,
        )
        pages = cast("bytes | list[bytes]", made)  # typst's stubs forget several pages
        return pages if isinstance(pages, bytes) else pages[0]

    def missing(self, parts: Sequence[str]) -> set[str]:
        """Return the parts of a text that no font can show, as Typst itself finds them."""
        try:
            self.pdf(PROBE, parts=parts)
        except typst.TypstError as refused:
            if len(parts) == 1:
                return set(parts)
            if named := {part for part in parts if f'"{part}"' in refused.diagnostic}:
                return named | self.missing([part for part in parts if part not in named])
            half = len(parts) // 2
            return self.missing(parts[:half]) | self.missing(parts[half:])
        return set()


def map_texts(value: Json, change: Callable[[str], str]) -> Json:
    """Return a copy of what JSON can hold, with each text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: map_texts(part, change) for key, part in value.items()}
    if isinstance(value, list):
        return [map_texts(part, change) for part in value]
    return value


def texts_in(value: Json) -> Iterator[str]:
    """Yield each text in what JSON can hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def without_controls(text: str) -> str:
    """Return the text without control characters, but for those that spelling needs."""
    return "".join(
        " " if char.isspace() and char not in NO_BREAK else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace()
        or char in SPELLING
        or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )


def clusters(text: str) -> list[str]:
    """Return the text in parts: each character with the marks and joined ones drawn with it."""
    parts: list[str] = []
    for char in text:
        if (
            parts
            and parts[-1] != " "
            and (unicodedata.category(char).startswith("M") or JOINER in (char, parts[-1][-1]))
        ):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def printable(paper: Json, compiler: Compiler) -> Json:
    """Return the paper with a sign in place of each character that no font has."""
    paper = map_texts(paper, without_controls)
    parts = {part for text in texts_in(paper) for part in clusters(text)}
    missing = compiler.missing(sorted(part for part in parts if not part.isascii()))
    return map_texts(
        paper, lambda text: "".join(MISSING if p in missing else p for p in clusters(text))
    )


def without_marks(text: str) -> str:
    """Return the text with a replacement sign for each letter with combining marks."""
    return "".join(part if len(part) == 1 else MISSING for part in clusters(text))


def link_fonts(folder: str) -> str:
    """Link our fonts into the folder; their package has each twice, as OTF and as TTF."""
    for name in FONTS:
        Path(folder, name).symlink_to(Path(font_directory, name))
    return folder


def arms_bytes(path: str) -> list[int] | None:
    """Return the arms at a path as bytes that JSON can hold, or None."""
    return list(Path(path).read_bytes()) if path else None


def bind_papers(order: Order, compiler: Compiler, folder: str) -> bytes:
    """Return one PDF of several papers: each has its own copy of the templates and its own data."""
    papers: dict[str, Json] = {}
    compiler.templates = folder
    for number, part in enumerate(order["parts"]):
        name = f"paper-{number}"
        papers[name] = printable(part["paper"], compiler)
        for source in Path(order["templates"]).rglob("*.typ"):
            copy = Path(folder, name, source.relative_to(order["templates"]))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(source.read_text().replace("sys.inputs.paper", f"sys.inputs.{name}"))
    whole = Path(folder, "folder.typ")
    whole.write_text(
        "\n".join(
            f'#include "paper-{number}/{part["template"]}"'
            for number, part in enumerate(order["parts"])
        )
    )
    return compiler.pdf(str(whole), order["timestamp"], **papers)


def document(order: Order, compiler: Compiler) -> bytes:
    """Return the PDF of an order, or the picture of its first page."""
    source = str(Path(order["templates"], order["template"]))
    if order["format"] == "png":
        return compiler.png(
            source, order["width"], paper=map_texts(order["paper"], without_controls)
        )
    paper = printable(order["paper"], compiler)
    try:
        return compiler.pdf(source, order["timestamp"], paper=paper)
    except typst.TypstError:  # perhaps a mark that fonts have, but not on this letter
        return compiler.pdf(source, order["timestamp"], paper=map_texts(paper, without_marks))


def main() -> None:
    """Read an order (format, width, template, timestamp, paper, arms ...), write the document."""
    order: Order = json.load(sys.stdin.buffer)
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(order["templates"], link_fonts(folder), arms_bytes(order["arms"]))
        try:
            if "parts" in order:
                result = bind_papers(order, compiler, tempfile.mkdtemp(dir=folder))
            else:
                result = document(order, compiler)
        except typst.TypstError as refused:
            sys.exit(refused.diagnostic)
    sys.stdout.buffer.write(result)


if __name__ == "__main__":
    main()
