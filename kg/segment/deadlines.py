"""Rules for targets that are a date."""

import re
from typing import Final

from kg.segment.draft import Draft
from kg.segment.lexicon import lexicon
from kg.segment.numbers import numeral_year
from kg.segment.ranges import LINKS
from kg.segment.scan import Deadline, Sign, skip_notes
from kg.segment.surroundings import is_lead, note_surroundings

_RECURRING: Final = re.compile(
    r"每(?:个)?(?:月|季度?|周|旬|半年|学期)[^0-9,;。]{0,2}(?:[0-9]{1,2}[日号]|[一二三四五六日末底])(?=[之以]?[前内])"
)
_NEXT_YEAR: Final = re.compile("(?:次年|翌年|第二年|当年|同年)$")
_YEAR: Final = re.compile("(?:20|19)[0-9]{2}|二[〇零][〇零一二三四五六七八九]{2}")


def deadline(draft: Draft) -> bool:
    """A date is the target unless a number with a sign is, or a number of a row that counts."""
    dates = draft.deadlines
    if not dates or any(quantity.operator for quantity in draft.quantities):
        return False
    text, first = draft.view.text, dates[0]
    if first.date.value is None:
        draft.doubt("impossible-date", f"“{text[first.date.start : first.date.end]}”不是日期。")
        return False
    whole = is_lead(draft, first.start) and skip_notes(text, first.end) >= draft.end
    if len(dates) == 1 and _days(draft, first):
        return True
    counted = any(quantity.unit for quantity in draft.quantities)
    ratios = sum(quantity.unit is not None and quantity.unit.kind == "ratio" for quantity in draft.quantities)
    if ratios and (ratios == len(dates) > 1 or "时效" not in draft.level2):
        return False  # 6月底前50%，12月底前100%
    if counted and "时效" not in draft.level2 and not (first.operator and "数量" not in draft.level2):
        return False
    printed_end = text[first.date.start : first.date.end].endswith(("底", "末", "日", "号"))
    if first.date.approximate and not first.operator:
        return False  # 上半年, 第三季度: a period, not a day
    if not (whole or first.operator or printed_end or "时效" in draft.level2 or len(dates) > 1):
        return False
    if len(dates) > 1 and all(date.date.value for date in dates):
        return _many_dates(draft, dates)
    draft.kind = "date"
    draft.set_value(first.date.value, first.date.start, first.date.end)
    draft.set_operator(first.operator)
    if first.date.approximate:
        draft.doubt("approximate-date", f"“{text[first.date.start : first.date.end]}”按末日读出。")
    if counted:
        draft.doubt("other-numbers", "目标里除日期外还有别的数字。")
    if not whole:
        note_surroundings(draft, first.start, first.end)
    return True


def recurring(draft: Draft) -> bool:
    """每月15日前, 每季度末前: a day that comes round has no date; the text stands, with its operator."""
    match = _RECURRING.search(draft.view.text, draft.start, draft.end)
    word = lexicon().after_date.match(draft.view.text, match.end()) if match else None
    if match is None or word is None or any(quantity.operator for quantity in draft.quantities):
        return False
    draft.kind = "text"
    draft.set_value(draft.view.tidy(draft.start, draft.end), draft.start, draft.end)
    draft.set_operator(Sign(word.start(), word.end(), lexicon().signs[word[0]]))
    return True


def _days(draft: Draft, first: Deadline) -> bool:
    """2026年10月1日-7日: the second day leaves out its month."""
    quantity = next((q for q in draft.quantities if q.start > first.start), None)
    value, text = first.date.value or "", draft.view.text
    if quantity is None or quantity.unit is None or quantity.unit.text not in {"日", "号"}:
        return False
    if text[first.end : quantity.start] not in LINKS or len(value) < 5 or not 1 <= quantity.value <= 31:
        return False
    draft.kind = "range"
    last = f"{value[:-2]}{int(quantity.value):02d}"
    draft.set_value((value, last), first.date.start, quantity.end)
    return True


def _many_dates(draft: Draft, dates: list[Deadline]) -> bool:
    first, last = dates[0], dates[-1]
    values = tuple(date.date.value or "" for date in dates)
    year = values[0][:5]
    if len(year) == 5 and year[4] == "-":  # 2025年1月至12月 prints its year once
        values = tuple(
            value if value[:4].isdecimal() and len(value) > 5 else year + value for value in values
        )
    gap = _NEXT_YEAR.sub("", draft.view.text[first.end : last.start])
    linked = len(dates) == 2 and gap in LINKS
    draft.kind = "range" if linked else "multi"
    draft.set_value(values, first.date.start, last.date.end)
    signs = {date.operator.operator if date.operator else None for date in dates}
    if not linked and len(signs) == 1:
        draft.set_operator(first.operator)
    return True


def year_alone(draft: Draft) -> bool:
    """2026年, 2026年内, 2026-2028年: a year alone, or two, are the target."""
    years = [token for token in draft.opaque if token.kind == "year"]
    if not years or len(years) != len(draft.tokens) or len(years) > 2:
        return False
    first, last, text = years[0], years[-1], draft.view.text
    word = lexicon().after_date.match(text, last.end)
    end = word.end() if word else last.end
    if (text[last.end - 1] != "年" and not word) or (
        first is not last and text[first.end : last.start] not in LINKS
    ):
        return False
    if not is_lead(draft, first.start) or skip_notes(text, end) < draft.end:
        return False
    found = tuple(numeral_year(match[0]) for match in _YEAR.finditer(text, first.start, last.end))
    if len(found) == 1:
        draft.kind = "date"
        draft.set_value(found[0], last.start, last.end)
    else:
        draft.kind = "range"
        draft.set_value(found[:2], first.start, last.end)
    if word and len(found) == 1:
        draft.set_operator(Sign(word.start(), word.end(), lexicon().signs[word[0]]))
    return True
