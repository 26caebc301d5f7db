"""Rules for targets that are a date."""

from kg.segment.draft import Draft
from kg.segment.lexicon import lexicon
from kg.segment.ranges import LINKS
from kg.segment.scan import Deadline, Sign, skip_notes
from kg.segment.surroundings import is_lead, note_surroundings


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
    counted = any(quantity.unit for quantity in draft.quantities)
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


def _many_dates(draft: Draft, dates: list[Deadline]) -> bool:
    first, last = dates[0], dates[-1]
    values = tuple(date.date.value or "" for date in dates)
    year = values[0][:5]
    if len(year) == 5 and year[4] == "-":  # 2025年1月至12月 prints its year once
        values = tuple(
            value if value[:4].isdecimal() and len(value) > 5 else year + value for value in values
        )
    linked = len(dates) == 2 and draft.view.text[first.end : last.start] in LINKS
    draft.kind = "range" if linked else "multi"
    draft.set_value(values, first.date.start, last.date.end)
    signs = {date.operator.operator if date.operator else None for date in dates}
    if not linked and len(signs) == 1:
        draft.set_operator(first.operator)
    return True


def year_alone(draft: Draft) -> bool:
    """2026年, 2026年内: a year alone is the target."""
    if len(draft.tokens) != 1 or not draft.opaque or draft.opaque[0].kind != "year":
        return False
    year, text = draft.opaque[0], draft.view.text
    word = lexicon().after_date.match(text, year.end)
    end = word.end() if word else year.end
    if text[year.end - 1] != "年" or year.end - year.start != 5:
        return False
    if not is_lead(draft, year.start) or skip_notes(text, end) < draft.end:
        return False
    draft.kind = "date"
    draft.set_value(text[year.start : year.start + 4], year.start, year.end)
    if word:
        draft.set_operator(Sign(word.start(), word.end(), lexicon().signs[word[0]]))
    return True
