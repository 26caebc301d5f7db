"""What may stand around a value without being part of it."""

import re

from kg.segment.draft import Draft
from kg.segment.lexicon import lexicon
from kg.segment.scan import Deadline, Opaque, only_glue, skip_notes

_OTHER_WORDS = frozenset("节预合违契条公签履制附最靠邻临")
_PUNCTUATION = frozenset(',;。、.()!:[]"“”【】')


def is_lead(draft: Draft, end: int, words: re.Pattern[str] | None = None) -> bool:
    """Whether nothing but lead-in words (or those of ``words``) stands before ``end``."""
    text, start = draft.view.text, draft.start
    for token in draft.tokens:  # 12月底前完成3场, 每3年1次
        if token.end > end:
            break
        if isinstance(token, Deadline) or (isinstance(token, Opaque) and token.kind == "per"):
            start = max(start, token.end)
    while start < end and text[start] in _PUNCTUATION:
        start += 1
    return only_glue(text, start, end, words) is not None


def ends_with_change(draft: Draft, end: int) -> bool:
    before = draft.view.text[max(draft.start, end - 8) : end]
    return any(match.end() == len(before) for match in lexicon().change.finditer(before))


def note_surroundings(draft: Draft, start: int, end: int) -> None:
    text = draft.view.text
    if not is_lead(draft, start) or skip_notes(text, end) < draft.end:
        draft.doubt("text-around-value", "目标值前后还有别的文字。")


def is_about(text: str, at: int) -> bool:
    """Whether a word such as 约 stands right before ``at``, and not as the end of another word (节约5%)."""
    words = lexicon().approximate
    for start in range(max(0, at - 3), at):
        word = words.match(text, start, at)
        if word and word.end() == at:
            return not (len(word[0]) == 1 and text[start - 1 : start] in _OTHER_WORDS and start > 0)
    return False
