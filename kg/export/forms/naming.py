"""File names for forms: year, department, project, such as every system keeps."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from kg.export.forms.records import EVALUATION, REPORT, WHOLE, Form
from kg.text import squeeze

_FORBIDDEN: Final = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST: Final = 180
"""Bytes of a name without ordinal and suffix, of 255 that file systems give."""
_SHORT_KINDS: Final = {EVALUATION: "绩效自评表", REPORT: "绩效评价报告"}


def file_stem(forms: Sequence[Form]) -> str:
    """The name of the file of these forms without suffix: 年度-部门-序号-项目, and the kind where it is no target form.

    The ordinal is that of the form in its document, so that the files of a document stand, and are read back, in
    its order, and a project has one name whatever else is written with it.

    >>> safe_name('a/b:c*?"<>|')
    'a_b_c______'
    """
    form = forms[0]
    project = squeeze(form.text("project")) or ("部门整体支出" if form.kind == WHOLE else "未注明项目")
    parts = [form.text("year") or "未注明年度", form.text("department") or "未注明部门"]
    parts.append(f"{form.number:0{max(2, len(str(form.of)))}}")
    kind = _SHORT_KINDS.get(form.kind)
    tail = f"-{kind}" if kind else ""
    stem = "-".join(safe_name(part) for part in (*parts, project))
    return _cut(stem, _LONGEST - len(tail.encode())) + tail


def plain_name(year: str, department: str, project: str) -> str:
    """The name of the file of one project that is handed over by itself: 年度-部门-项目."""
    parts = [year or "未注明年度", department or "未注明部门", squeeze(project)]
    return _cut("-".join(safe_name(part) for part in parts), _LONGEST)


def safe_name(text: str) -> str:
    """A text as a part of a file name on any system, Windows included."""
    name = _FORBIDDEN.sub("_", " ".join(unicodedata.normalize("NFC", text).split())).strip(" .")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").rstrip(" .")


class Names:
    """Gives every file its own name; names that differ in case only are one on Windows."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, stem: str) -> str:
        """``stem``, with an ordinal behind it where it was given before."""
        found, number = stem, 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{stem}（{number}）"
        self._taken.add(found.casefold())
        return found
