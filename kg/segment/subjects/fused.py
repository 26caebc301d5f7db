"""The words before a measure word that belong to it: 一次性·通过·率, 参保·人数, 发布·时间."""

from typing import Final

from kg.segment.subjects.edges import STOPS, Edges
from kg.segment.subjects.measures import measure_words
from kg.segment.subjects.reading import Reading
from kg.segment.subjects.terms import Terms
from kg.segment.words import Words

_VERBAL: Final = ("v", "a", "l", "i")
"""What the tags of jieba's dictionary for verbs, adjectives and set phrases begin with."""
_LONGEST: Final = 4
_TIMES: Final = frozenset({"时间", "时限"})
_RATES: Final = frozenset("率度性量")


class FusedMeasures:
    """The rules over the vocabulary."""

    def __init__(self, terms: Terms, words: Words, edges: Edges) -> None:
        actions = terms.actions
        self.manner, self.joined, self.acting = actions["manner"], actions["joined"], actions["acting"]
        self.attending, self.each, self.negation = actions["attending"], actions["each"], actions["negation"]
        self.words, self.edges = words, edges

    def start(self, reading: Reading, head: int) -> int:
        """Where the measure begins whose word is the token ``head``."""
        tokens, first = reading.tokens, reading.first
        if head == first or tokens[head - 1] in STOPS:
            return head
        start = self._joined(reading, head)
        if (
            start < head
            and len(tokens[start]) == 1
            and start > first
            and tokens[start - 1] not in self.edges.back
        ):
            start -= 1  # 上|云|率
        if start < head or tokens[head][-1] in _RATES:
            leaving = tokens[head] in measure_words().leaving
            while (
                start > first
                and tokens[start - 1] in self.manner
                and not (leaving and tokens[start - 1] in self.joined)
            ):
                start -= 1
        if start > first and tokens[start - 1] in self.negation:
            start -= 1  # 不|达标率
        if start == head and tokens[start - 1] in self.each:
            start -= 1
        return start

    def _joined(self, reading: Reading, head: int) -> int:
        tokens, first = reading.tokens, reading.first
        word, before = tokens[head], tokens[head - 1]
        table = measure_words()
        if word in table.joining:
            return head - (len(before) <= _LONGEST and before not in self.edges.back)
        if word in table.joining_letters and before.isascii() and before.isalpha():
            return head - 1
        if head - 1 == first:
            return head
        if word in table.undivided:
            return head - (before in self.attending)
        if word in table.joining_verbs and self.is_verbal(before):
            chained = (
                word not in _TIMES
                and head - 2 > first
                and tokens[head - 2] not in self.edges.back
                and self.is_verbal(tokens[head - 2])
            )
            if not chained and any(tokens[at] not in self.edges.front for at in range(first, head - 1)):
                return head - 1
        return head

    def is_verbal(self, word: str) -> bool:
        """Whether a word is a verb or adjective, by our vocabulary or jieba's."""
        if word in self.joined:
            return True
        # jieba tags some nouns of money as verbs
        return self.words.tag(word).startswith(_VERBAL) and word not in measure_words().words

    def is_done(self, word: str) -> bool:
        """Whether a word of our vocabulary is a verb."""
        return word in self.joined or word in self.attending or word in self.edges.linking

    def are_of_measure(self, words: "list[str]") -> bool:
        """Whether all words between people and a measure belong to the measure: 低保对象|认定·准确率. Of two verbs
        the first is what is done for the people: 残疾人|康复服务|覆盖率."""
        verbs = [word for word in words if word not in self.manner and word not in self.negation]
        return len(verbs) <= 1 and all(word in self.joined or word in self.acting for word in verbs)
