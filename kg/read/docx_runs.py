"""What the paragraphs of a Word document print: runs, fields, tracked changes, symbols and equations."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.read.archives import attribute, local
from kg.read.flow import raised
from kg.read.symbols import symbol, without_private

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED: Final = frozenset(
    {"pPr", "rPr", "sdtPr", "del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "Fallback"}
)
_PRINTED: Final = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "",
}
_SIMPLE_MATH: Final = 1


@dataclass(slots=True)
class RunReader:
    """Reads paragraphs; keeps the hidden text that it left out."""

    hidden: list[str] = field(default_factory=list)

    def paragraph(self, element: "_Element") -> "tuple[str, list[_Element]]":
        """The text of a paragraph, line feeds where a line is broken by hand, and its text boxes in order."""
        boxes: list[_Element] = []
        pieces: list[str] = []
        codes: list[bool] = []  # one for each open field: whether its code goes on
        for kind, item in _leaves(element):
            if kind == "fldChar":
                _follow_field(attribute(item, "fldCharType"), codes)
            elif kind == "txbxContent":
                boxes.append(item)
            elif not any(codes):
                pieces.append(self._printed(kind, item))
        return "".join(pieces).replace("\u00ad", ""), boxes

    def _printed(self, kind: str, item: "_Element") -> str:
        if kind == "oMath":
            return math_text(item)
        if kind not in ("t", "sym"):
            return _PRINTED[kind]
        properties, font = _run_properties(item)
        text = item.text or "" if kind == "t" else _symbol(item)
        if kind == "t" and text:
            text = without_private(text, font)
        if properties is not None and _is_on(properties.find("{*}vanish")):
            self.hidden.append(text)
            return ""
        raising = None if properties is None else properties.find("{*}vertAlign")
        return raised(text) if raising is not None and attribute(raising, "val") == "superscript" else text


def math_text(element: "_Element") -> str:
    """An equation on one line: fractions with a slash, raised digits as their own characters."""
    kind = local(element)
    if kind == "t":
        return element.text or ""
    if kind.endswith("Pr"):
        return ""
    if kind == "f":
        above, below = (_math_child(element, name) for name in ("num", "den"))
        return f"{_bracketed(above)}/{_bracketed(below)}"
    if kind in ("sSup", "sSubSup"):
        low = _math_child(element, "sub") if kind == "sSubSup" else ""
        high = _math_child(element, "sup")
        sign = raised(high)
        return (
            _math_child(element, "e")
            + low
            + (sign if sign != high else f"^{_bracketed(high)}" if high else "")
        )
    if kind == "rad":
        return f"√{_bracketed(_math_child(element, 'e'))}"
    if kind == "d":
        return _delimited(element)
    return "".join(math_text(child) for child in element)


def _math_child(element: "_Element", name: str) -> str:
    return "".join(math_text(child) for child in element if local(child) == name)


def _delimited(element: "_Element") -> str:
    signs = {"begChr": "(", "endChr": ")"}
    for name in signs:
        found = element.find(f"{{*}}dPr/{{*}}{name}")
        if found is not None:
            signs[name] = attribute(found, "val") or ""
    inside = ",".join(math_text(child) for child in element if local(child) == "e")
    return f"{signs['begChr']}{inside}{signs['endChr']}"


def _bracketed(text: str) -> str:
    return text if len(text) <= _SIMPLE_MATH or text.isalnum() else f"({text})"


def _leaves(parent: "_Element") -> "Iterator[tuple[str, _Element]]":
    """What a paragraph prints, piece by piece in order; text boxes and equations whole."""
    for element in parent:
        kind = local(element)
        if kind in _SKIPPED:
            continue
        if kind in ("t", "sym", "fldChar", "txbxContent", "oMath") or kind in _PRINTED:
            yield kind, element
        elif kind == "AlternateContent":
            yield from _leaves(_alternative(element))
        elif kind != "sdt" or element.find("{*}sdtPr/{*}showingPlcHdr") is None:
            yield from _leaves(element)


def _alternative(element: "_Element") -> "_Element":
    """The branch of alternatives that prints text; the first where none does."""
    branches = list(element)
    return next((branch for branch in branches if next(branch.iter("{*}t"), None) is not None), element[0])


def _follow_field(kind: str | None, codes: list[bool]) -> None:
    if kind == "begin":
        codes.append(True)
    elif codes and kind == "separate":
        codes[-1] = False
    elif codes and kind == "end":
        codes.pop()


def _run_properties(item: "_Element") -> "tuple[_Element | None, str]":
    run = item.getparent()
    properties = run.find("{*}rPr") if run is not None else None
    fonts = properties.find("{*}rFonts") if properties is not None else None
    if fonts is None:
        return properties, ""
    return properties, attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or ""


def _symbol(item: "_Element") -> str:
    try:
        code = int(attribute(item, "char") or "", 16)
        return symbol(code, attribute(item, "font") or "")
    except (ValueError, OverflowError):
        return ""


def _is_on(element: "_Element | None") -> bool:
    return element is not None and (attribute(element, "val") or "true") not in ("0", "false", "off")
