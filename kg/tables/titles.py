"""Titles of forms: a line, or a row with nothing else in it, that ends with a spelling of ontology/vocab/forms.ttl."""

import re
from functools import lru_cache
from typing import Final

from kg.model import Line
from kg.tables.items import Item, item_texts
from kg.text import key
from kg.vocabulary import Concept, load_scheme

TITLE_LENGTH: Final = 60
_MOST_CELLS: Final = 4
_YEAR_SUFFIX: Final = re.compile(r"\(?(?:20\d\d)年?度?\)?$")
_PART_SUFFIX: Final = re.compile(
    r"(?:\((?:续|续表|[一二三四五六七八九十\d]{1,3}|[^()]{0,4}本级|样表|公开|参考|(?:本次|另文)下达|样式|模板|汇总|核心(?:绩效)?指标|(?:部门|单位|项目)?(?:预算|决算)(?:公开)?)\)|续表?|[-—]\d{1,3})$"
)
_CAPTION: Final = re.compile(
    r"(?:附件|附表|表)[\d一二三四五六七八九十\-—.]*:?|\(?20\d\d年?度?\)?|(?:金额)?单位:.{1,4}"
)
_PART_TITLE: Final = re.compile(r"(?:长期|年度|中长期|实施期)?绩效目标表?")


def title_of(item: Item) -> Concept | None:
    """The kind of form an item is the title of, or None. A row may print a caption (附件2, 单位：万元) beside it."""
    if isinstance(item, Line):
        return _title(item.text)
    texts = item_texts(item)
    if len(texts) > _MOST_CELLS:
        return None
    texts = [text for text in texts if not _CAPTION.fullmatch(key(text))]
    return _title(texts[0]) if len(texts) == 1 else None


def title_core(item: Item) -> str:
    """The title without its year and without the mark of a continued part, for comparing two titles."""
    texts = [item.text] if isinstance(item, Line) else item_texts(item)
    return next((_core(text) for text in texts if _title(text) is not None), "")


def title_owner(text: str) -> str:
    """What a title prints before the name of the form (``青山镇2024年项目支出绩效目标表`` → 青山镇)."""
    concept = _title(text)
    if concept is None:
        return ""
    core = _core(text)
    ends = [key(label) for label in concept.labels if core.endswith(key(label))]
    before = core[: len(core) - max(map(len, ends), default=0)]
    return re.sub(
        r"20\d\d年?度?|^(?:附件|附表|表)[\d一二三四五六七八九十\-—.]*:?|[^\w()]", "", before
    ).replace("()", "")


def is_caption(item: Item) -> bool:
    """Whether an item only numbers a table or states its year or unit (附件2, （2024年度）, 单位：万元)."""
    return all(_CAPTION.fullmatch(key(text)) is not None for text in item_texts(item))


def is_other_title(item: Item) -> bool:
    """Whether a line is the title of a table of another kind (``政府采购预算表``), at which a form ends."""
    if not isinstance(item, Line) or len(item.text) > TITLE_LENGTH:
        return False
    bare = _core(item.text)
    return (
        bare.endswith(("预算表", "决算表", "总表", "明细表", "收支表", "支出表", "收入表", "公开表"))
        and _title(item.text) is None
        and not re.search(r"[,。;:]", bare)
    )


def _core(text: str) -> str:
    bare = key(text).lstrip("#*").rstrip("*")
    bare = bare[1:-1] if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1 else bare
    while (shorter := _PART_SUFFIX.sub("", _YEAR_SUFFIX.sub("", bare))) != bare:
        bare = shorter
    return bare


@lru_cache(maxsize=4096)
def _title(text: str) -> Concept | None:
    if len(text) > TITLE_LENGTH:
        return None
    bare = _core(text)
    if bare.endswith(("。", ";", ",")) or _PART_TITLE.fullmatch(bare):
        return None
    best: tuple[int, Concept] | None = None
    for concept in load_scheme("forms"):
        for label in concept.labels:
            if bare.endswith(key(label)) and (best is None or len(key(label)) > best[0]):
                best = (len(key(label)), concept)
    return best[1] if best else None
