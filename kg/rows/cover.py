"""Whose document it is and of which year: from the cover, the captions of tables, and the forms themselves."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.findings import Finding
from kg.model import Document, Line, Table
from kg.text import fold, key

_COVER_LINES: Final = 12
_COVER: Final = re.compile(
    r"(?:(?P<before>20\d\d)年度?)?(?P<name>[^\d年第一二三四五六、。,.:]{3,40}?)(?:(?P<behind>20\d\d)年度?)?"
    r"(?:部门|单位)?(?:预算|决算)(?:公开|草案|报告|说明|公开说明)?(?:\(草案\))?"
)
_CAPTION: Final = re.compile(
    r"(?:部门|单位|部门名称|单位名称|编制单位|编制部门|预算单位|预算部门|公开部门|填报单位|申报单位|申报单位名称|填报单位名称|填报部门)"
    r"(?:[(（][^()（）]{0,6}[)）])?\s*[:：]\s*(\S+)"
)
_LEVELS_OF_PLACES: Final = ("省", "市", "县", "区", "州", "旗", "盟", "镇", "乡")
_IN_FILE_NAME: Final = re.compile(
    r"(?:^|[^\u4e00-\u9fff])([\u4e00-\u9fff]{2,24}?(?:局|委员会|委|厅|部|办公室|政府|法院|检察院|协会|联合会|中心|学校|学院|大学|医院))"
    r"(?=20\d\d|[(（_\-—\s]|部门|单位|预算|决算|项目|整体|绩效|本级|$)"
)
_CODE_BEFORE: Final = re.compile(r"^[\[【(（]?\d{3,12}[\]】)）]?\s*[-—－]?\s*(?=\D{4})")
_OWN_LEVEL: Final = re.compile(r"[(（]?(?:本级|机关)[)）]?$")
_AUTHORITY: Final = re.compile(r"(?:局|委|委员会|厅|部|办公室|政府)$")
_MONEY_UNIT: Final = re.compile(r"(?:人民币)?[百千万亿]?元")
_YEAR: Final = re.compile(r"(20\d\d)\s*年(?!\s*\d{1,2}\s*月)")
_YEAR_LABEL: Final = re.compile(r"年度\s*:\s*(20\d\d)")


@dataclass(frozen=True, slots=True)
class Cover:
    """Department, year and title of a document, each "" / 0 / None where nothing says it."""

    department: str
    year: int
    title: str | None
    findings: tuple[Finding, ...] = ()


def read_cover(
    document: Document,
    form_departments: Sequence[str],
    *,
    weak: Sequence[str] = (),
    form_years: Sequence[int] = (),
) -> Cover:
    """The department's full name by the strongest evidence: cover, then the caption most tables print, then
    what the forms themselves say (``form_departments``, best first). A short form that the full name ends with
    is the same department, not a conflict. ``weak`` names (of titles and implementing units) count only where
    nothing else speaks and they agree; before them the name of the file does. A name without its place (市公安局)
    is completed where the document prints it with one.
    """
    lines = [block for block in document.blocks if isinstance(block, Line)]
    name, year, title = _from_cover(lines)
    captions = _captions(document)
    department = name or (captions[0] if captions else "") or next(iter(form_departments), "")
    department = fuller_name(department, [document.name, *weak, *_texts(document)])
    year = year or next(iter(form_years), 0) or _year_of(document.name) or _most_common_year(lines)
    findings = []
    if not department and (named := _organisation_in(document.name)):
        department = named
        message = f"文件里没有印部门名称，按文件名取“{department}”。"
        findings.append(Finding(document.name, 0, "department-guessed", message))
    if not department and (agreed := _agreed(weak)):
        department = agreed
        message = f"没有印部门名称，按表名或实施单位取“{department}”。"
        findings.append(Finding(document.name, 0, "department-guessed", message))
    if not department:
        findings.append(
            Finding(document.name, 0, "no-department", "没有找到部门名称（封面、表头、表内都没有）。")
        )
    if not year:
        findings.append(Finding(document.name, 0, "no-year", "没有找到年度（封面、表头都没有）。"))
    return Cover(department, year, title, tuple(findings))


def _agreed(weak: Sequence[str]) -> str:
    """The one name of all, or of those of authorities among the units below them; "" where they do not agree."""
    bare = {_OWN_LEVEL.sub("", name) for name in weak}
    names = set(weak) if len(set(weak)) == 1 else {name for name in bare if _AUTHORITY.search(name)}
    return names.pop() if len(names) == 1 else ""


def fuller_name(department: str, texts: Iterable[str]) -> str:
    """The name with the place it belongs to (市公安局 → 云岭市公安局), where texts begin with such a name and the
    most of them agree; else the name as it is."""
    if not department.startswith(_LEVELS_OF_PLACES):
        return department
    pattern = re.compile(rf"([\u4e00-\u9fff]{{2,6}}?){re.escape(department)}")
    places = Counter(match[1] for text in texts if (match := pattern.match(key(text))))
    if not places:
        return department
    return min(places, key=lambda place: (-places[place], place)) + department


def _organisation_in(name: str) -> str:
    match = _IN_FILE_NAME.search(name.rpartition(".")[0] or name)
    return match[1] if match else ""


def form_year(preamble: Sequence[str]) -> int | None:
    """The year a form states above its table (``（2026年）``); the day of filling in is none."""
    for text in preamble:
        match = _YEAR.search(fold(text)) or _YEAR_LABEL.search(fold(text))
        if match:
            return int(match[1])
    return None


def _from_cover(lines: Sequence[Line]) -> tuple[str, int, str | None]:
    texts = [key(line.text).lstrip("#*") for line in lines[:_COVER_LINES]]
    for start in range(len(texts)):
        for count in range(1, 5):
            title = "".join(texts[start : start + count])
            match = _COVER.fullmatch(title)
            if (
                match
                and (match["before"] or match["behind"])
                and not match["name"].endswith(("关于", "目录"))
            ):
                name = match["name"].removesuffix("部门").removesuffix("单位")
                return name, int(match["before"] or match["behind"]), title
    return "", 0, None


def _captions(document: Document) -> list[str]:
    found: Counter[str] = Counter()
    for text in _texts(document):
        match = _CAPTION.match(text.strip())
        if match and not _MONEY_UNIT.fullmatch(key(match[1])) and len(match[1]) >= 4:
            name = re.split(r"(?:金额)?单位[:：]", match[1])[0]
            found[_CODE_BEFORE.sub("", name)] += 1
    return [name for name, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row if cell.text and len(cell.text) < 60)
        elif len(block.text) < 60:
            yield block.text


def _year_of(text: str) -> int:
    match = re.search(r"20\d\d", text)
    return int(match[0]) if match else 0


def _most_common_year(lines: Sequence[Line]) -> int:
    years = Counter(int(match[1]) for line in lines for match in _YEAR.finditer(fold(line.text)))
    return min(years, key=lambda year: (-years[year], -year)) if years else 0
