"""What may stand around a value without being part of it."""

from kg.segment.draft import Draft
from kg.segment.lexicon import lexicon
from kg.segment.scan import only_glue, skip_notes

_PUNCTUATION = frozenset(',;。、.()!:[]"“”')


def is_lead(draft: Draft, end: int) -> bool:
    text, start = draft.view.text, draft.start
    for date in draft.deadlines:  # 12月底前完成3场
        if start <= date.start and date.end <= end:
            start = date.end
    while start < end and text[start] in _PUNCTUATION:
        start += 1
    return only_glue(text, start, end) is not None


def ends_with_change(draft: Draft, end: int) -> bool:
    before = draft.view.text[max(draft.start, end - 8) : end]
    return any(match.end() == len(before) for match in lexicon().change.finditer(before))


def note_surroundings(draft: Draft, start: int, end: int) -> None:
    text = draft.view.text
    if not is_lead(draft, start) or skip_notes(text, end) < draft.end:
        draft.doubt("text-around-value", "目标值前后还有别的文字。")
