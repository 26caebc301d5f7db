"""A question cut into the words, names and quantities that it is made of.

Every way of cutting has a price; the cheapest is taken, of equal ones that with the longer words in front. What no
word or name covers stays as a span without sense.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kg.ask.names import Names
from kg.ask.numbers_asked import numbers_asked
from kg.ask.words import PLAIN, Sense, income_headings, longest_word, question_words, signs_named
from kg.segment.numbers import read_number
from kg.segment.scan import Quantity, scan
from kg.segment.units import base_quantity
from kg.segment.view import View, make_view

_LONGEST_NAME: Final = 80
_WORD, _NAME, _QUOTED, _PART, _UNKNOWN, _BARE = 10, 11, 5, 45, 100, 20
_QUOTED_PART: Final = 12
"""“三公”经费预算: a whole name that begins with quotation marks goes before what stands between them."""
_YEAR: Final = re.compile(r"((?:19|20)\d\d)(?:财政年度|预算年度|会计年度|年度|财年|年|(?!\d))")
_CODE: Final = re.compile(r"\d{3,9}(?!\d)")
_TOP: Final = re.compile(
    r"(?:排名|排在|排行|排|位列|位居)?前(\d{1,3}|[一二三四五六七八九十两]{1,3})(?:名|位|个|项|条|家|大)?(?:的)?"
)
_DATE: Final = re.compile(r"(\d{1,2})月(?:(\d{1,2})[日号]|(底|末))(之前|以前|前)?(?!\d)")
_TO: Final = re.compile("[至到和与~—-]{1,2}")
_BETWEEN: Final = re.compile(r"之间(?:\((?:都|均)?含\))?")
_QUOTE: Final = re.compile(r"[“\"《「『‘']([^“”\"《》「」『』‘’']{1,100})[”\"》」』’']")
_WHICH_ONES: Final = re.compile(
    r"(?:都|分别)?是?哪(\d{1,2}|[二三四五六七八九十两]{1,3})(?:名|位|个|项|条|家)"
)
_PAUSES: Final = frozenset(",，、;；。.?？!！:：")
"""What no piece of a name begins or ends with."""
_SUPERLATIVE: Final = re.compile("最|排名|排前|[上下]限")
_CLASSIFIER: Final = frozenset("个条项家份张笔")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of a question. ``value`` is in the base unit of ``kind``, ``printed`` the number as asked.

    ``operator`` is None where the question names no comparison; ``counting`` for a number of things (个, 条).
    """

    value: Decimal | None
    printed: Decimal
    unit: str | None
    base_unit: str | None
    kind: str | None
    operator: str | None
    counting: bool = False
    upper: "Amount | None" = None
    """The other end of 80万元至100万元之间, whose ends count."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of the folded question, with all that they may mean; none for what is not known.

    ``names``: role → printed spellings, for exact names; ``part`` for text that stands inside names only.
    """

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    amount: Amount | None = None
    part: bool = False
    quoted: bool = False

    def has(self, role: str, value: str | None = None) -> bool:
        """Whether the span may play this part."""
        return any(sense.role == role and value in {None, sense.value} for sense in self.senses)

    def value(self, role: str) -> str:
        """What the span names in this part; KeyError where it does not play it."""
        return next(sense.value for sense in self.senses if sense.role == role)

    def named(self, role: str) -> tuple[str, ...]:
        """The printed names in this role, or none."""
        return dict(self.names).get(role, ())

    @property
    def known(self) -> bool:
        """Whether anything of it is known."""
        return bool(self.senses or self.names or self.amount or self.part)


def cut(question: str, names: Names) -> tuple[Span, ...]:
    """The spans of a question, in order, without gaps. ``question`` as typed."""
    view = make_view(question)
    text = view.text
    quantities = _quantities(view)
    best = [(0, 0, Span(0, len(text), text))] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        choices = [*_candidates(view, start, names, quantities), Span(start, start + 1, text[start])]
        best[start] = min(
            ((_price(span) + best[span.end][0], -(span.end - start), span) for span in choices),
            key=lambda choice: choice[:2],
        )
    spans: list[Span] = []
    at = 0
    while at < len(text):
        span = best[at][2]
        if spans and not span.known and not spans[-1].known:
            last = spans.pop()
            span = Span(last.start, span.end, last.text + span.text)
        spans.append(span)
        at = span.end
    return tuple(spans)


def _quantities(view: View) -> Mapping[int, Quantity]:
    """The quantities by where they start; 最大的五个 is no comparison, so that it starts at its number."""
    found: dict[int, Quantity] = {}
    for token in scan(view):
        if not isinstance(token, Quantity):
            continue
        if token.before and _SUPERLATIVE.match(view.text, token.before.start):
            token = replace(token, start=token.number.start, before=None)
        if token.before and _names_amount(view.text[token.before.end : token.number.start]):
            token = replace(token, start=token.number.start, before=None)  # 少于全年预算数5万元以上
        if token.unit and token.unit.concept is None and token.unit.stem and not token.unit.rate:
            token = replace(token, end=token.number.end, unit=None, after=None)  # a guess: 2014199的金额
        found[token.start] = token
    return found


def _names_amount(text: str) -> bool:
    """Whether an amount of a form is named so, which is then what is compared with."""
    word = question_words().get(text)
    return word is not None and (word.role in {"source", "phase"} or word == Sense("attribute", "money"))


def _price(span: Span) -> int:
    if span.quoted:
        return _QUOTED_PART if span.part else _QUOTED
    if span.amount is not None:
        return _BARE if span.amount.operator is None and span.amount.unit is None else _WORD
    if span.senses:
        return _WORD
    if span.names:
        return _NAME
    return _PART if span.part else _UNKNOWN * (span.end - span.start)


def _candidates(view: View, start: int, names: Names, quantities: Mapping[int, Quantity]) -> Iterator[Span]:
    text = view.text
    quote = _QUOTE.match(text, start)
    if quote:
        yield _quoted(quote, names)
    yield from _words(text, start, names)
    yield from _numbers(view, start, quantities, names)
    yield from _named(text, start, names)


def _quoted(quote: re.Match[str], names: Names) -> Span:
    inner = quote[1]
    found = tuple(names.exact(inner))
    word = signs_named().get(inner) or question_words().get(inner)
    part = not found and names.in_part(inner)
    plain = word is not None and word.role in {
        *PLAIN,
        "filler",
    }  # in quotation marks it is what is asked about
    senses = (word,) if word and not plain and not found and not part else ()
    quantity = None if found or part or senses else _quantities(make_view(inner)).get(0)
    amount = _amount(quantity) if quantity is not None and quantity.end == len(inner) else None
    return Span(quote.start(), quote.end(), inner, senses, found, amount, part=part, quoted=True)


def _words(text: str, start: int, names: Names) -> Iterator[Span]:
    """The words; a source of money keeps what of the budget tables is named like it."""
    words = question_words()
    for end in range(start + 1, min(len(text), start + longest_word()) + 1):
        run = text[start:end]
        sense = words.get(run)
        if sense:
            printed = _in_budget_tables(run, names) if sense.role == "source" else ()
            yield Span(start, end, run, (sense,), printed)


def _in_budget_tables(source: str, names: Names) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The columns that are named like a source of money, and the lines, of which only kinds of income are."""
    roles = ("column", "line") if source in income_headings() else ("column",)
    return tuple((role, found) for role in roles if (found := names.spelled(role, source)))


def _numbers(view: View, start: int, quantities: Mapping[int, Quantity], names: Names) -> Iterator[Span]:
    text = view.text
    year = _YEAR.match(text, start)
    if year and (start == 0 or not text[start - 1].isdigit()):
        yield Span(start, year.end(), year[0], (Sense("year", year[1]),))
        if year[0].endswith("年"):  # 2023年末结转: the name begins with 年
            yield Span(start, year.end(1), year[1], (Sense("year", year[1]),))
    date = _DATE.match(text, start)
    if date and (start == 0 or not text[start - 1].isdigit()) and (day := _day(date)):
        yield Span(start, date.end(), date[0], (Sense("until" if date[4] else "day", day),))
    top = _TOP.match(text, start)
    if top:
        number = read_number(make_view(top[1]), 0)
        if number and number.end == len(top[1]):
            yield Span(start, top.end(), top[0], (Sense("top", str(number.value)),))
    these = _WHICH_ONES.match(text, start)
    if these and (number := read_number(make_view(these[1]), 0)) and number.end == len(these[1]):
        yield Span(start, these.end(), these[0], (Sense("which"), Sense("which-top", str(number.value))))
    code = _CODE.match(text, start)
    if code and (start == 0 or not text[start - 1].isdigit()) and names.spelled("code", code[0]):
        yield Span(start, code.end(), code[0], (Sense("code", code[0]),))
    for end, role in numbers_asked(text, start):
        yield Span(start, end, text[start:end], (Sense(role),))
    quantity = quantities.get(start)
    if quantity:
        yield Span(start, quantity.end, text[start : quantity.end], amount=_amount(quantity))
        yield from _between(text, quantity, quantities)


def _between(text: str, low: Quantity, quantities: Mapping[int, Quantity]) -> Iterator[Span]:
    """Two numbers with 之间 behind them; the first may leave its unit to the second."""
    to = _TO.match(text, low.end)
    high = quantities.get(to.end()) if to else None
    behind = _BETWEEN.match(text, high.end) if high else None
    if high is None or behind is None or low.operator or high.operator:
        return
    low = low if low.unit else replace(low, unit=high.unit)
    upper = replace(_amount(high), operator="≤")
    lower = replace(_amount(low), operator="≥", upper=upper)
    if lower.kind == upper.kind and (lower.value or 0) <= (upper.value or 0):
        yield Span(low.start, behind.end(), text[low.start : behind.end()], amount=lower)


def _day(date: re.Match[str]) -> str:
    """A day as the graph writes it (10-30); empty where there is no such day."""
    month = int(date[1])
    last = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    day = int(date[2]) if date[2] else last
    return f"{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= last else ""


def _amount(quantity: Quantity) -> Amount:
    unit, operator = quantity.unit, quantity.operator
    printed = quantity.value
    sign = operator.operator if operator else None
    if unit is None:
        return Amount(printed, printed, None, None, None, sign)
    value, base_unit, kind = base_quantity(printed, unit)
    counting = kind == "count" and unit.stem in _CLASSIFIER
    return Amount(value, printed, unit.text, base_unit, kind, sign, counting)


def _named(text: str, start: int, names: Names) -> Iterator[Span]:
    most = min(len(text), start + _LONGEST_NAME)
    for end in range(start + 1, most + 1):
        run = text[start:end]
        senses = []
        if run in names.places:
            senses.append(Sense("place", run))
        bare = names.bare(run)
        exact = tuple(names.exact(bare))
        if names.departments_meant(run) and not any(role == "department" for role, _ in exact):
            senses.append(Sense("office", run))
        if senses or exact:
            yield Span(start, end, run, tuple(senses), exact)
    end = start + 2
    while end <= most and names.in_part(text[start:end]):
        end += 1
    if end - 1 >= start + 2 and text[start] not in _PAUSES:
        for stop in range(start + 2, end):
            if text[stop - 1] not in _PAUSES:
                yield Span(start, stop, text[start:stop], part=True)
