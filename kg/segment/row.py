"""One indicator row: name and target taken apart together."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kg.model import Segments, Value
from kg.segment.draft import NO_VALUE, Draft, confidence
from kg.segment.grades import read_change, read_grade
from kg.segment.hints import Hints, make_hints, read_with_hints, same_unit
from kg.segment.plain import read_plain
from kg.segment.qualifiers import is_rate
from kg.segment.steps import Step
from kg.segment.subject import NameReading, read_name
from kg.segment.units import base_quantity, is_ambiguous
from kg.segment.view import make_view
from kg.text import key

_VALUED = frozenset({"number", "range", "multi"})


def segment_target(
    name: str | None,
    target: str,
    *,
    level2: str | None = None,
    unit_text: str | None = None,
    value_text: str | None = None,
    worded: bool = True,
) -> Segments:
    """Take one row apart: subject, operator, kind, value, unit and base value, with offsets, rules and doubts.

    ``name`` and ``target`` are as printed; white space and line wraps may stand anywhere. ``unit_text`` and
    ``value_text`` are what a separate cell or another form of the document prints. ``worded=False`` reads the
    prose of a report, which drops the form's operator: only a sign or word at the very start is one. Never
    raises for any text.
    """
    if worded and unit_text is None and value_text is None:
        plain = read_plain(name, target)
        if plain is not None:
            return plain
    hints = make_hints(unit_text, value_text)
    return _segments(*_read(name, target, level2, hints, worded=worded))


def explain_target(
    name: str | None,
    target: str,
    *,
    level2: str | None = None,
    unit_text: str | None = None,
    value_text: str | None = None,
    worded: bool = True,
) -> tuple[Segments, tuple[Step, ...]]:
    """The same segments as `segment_target`, with the steps that led to them (`steps.replay`)."""
    hints = make_hints(unit_text, value_text)
    draft, subject = _read(name, target, level2, hints, worded=worded)
    return _segments(draft, subject), tuple(draft.steps)


def _read(
    name: str | None, target: str, level2: str | None, hints: Hints, *, worded: bool
) -> tuple[Draft, str | None]:
    reading = read_name(name) if name is not None else None
    subject = reading.subject if reading else None
    draft = read_with_hints(make_view(target), hints, name=subject or "", level2=level2 or "", worded=worded)
    if draft.kind == "text":
        _grade(draft)
    if reading is not None:
        _use_name(draft, reading, hints)
        draft.rules[:0] = dict.fromkeys(rule for rule, _, _ in reading.cuts)
        draft.steps[:0] = [
            _name_step(reading, rule, "", None, start, end) for rule, start, end in reading.cuts
        ]
        if subject is not None:
            draft.spans["subject"] = reading.view.span(reading.start, reading.end)
            draft.steps.append(_name_step(reading, "subject", "subject", subject, reading.start, reading.end))
        else:
            draft.doubt("missing-subject", "没有印出指标名称。")
    return draft, subject


def _grade(draft: Draft) -> None:
    """What a target in words says: a step of a scale, and where a change is to go."""
    text = draft.view.text[draft.start : draft.end]
    draft.change = draft.change or read_change(text)
    draft.grade = read_grade(text)
    if draft.grade:
        draft.fired("grade")
        draft.step("grade", draft.grade.word, draft.start, draft.end, "grade")


def _segments(draft: Draft, subject: str | None) -> Segments:
    base_value, base_unit, quantity_kind = _base(draft, subject or "")
    return Segments(
        subject=subject,
        operator=draft.operator,
        kind=draft.kind or "text",
        value=draft.value,
        unit=draft.unit_text,
        base_value=base_value,
        base_unit=base_unit,
        quantity_kind=quantity_kind,
        confidence=confidence(draft.doubts),
        rules=tuple(draft.rules),
        spans=draft.spans,
        doubts=tuple(draft.doubts),
        change=draft.change,
        qualifiers=tuple(draft.qualifiers),
        per=draft.per,
        grade=draft.grade,
    )


def segment_batch(rows: Iterable[tuple[str | None, str, str | None]]) -> Iterator[Segments]:
    """Segment (name, target, level2) rows as a stream, in order."""
    for name, target, level2 in rows:
        yield segment_target(name, target, level2=level2)


def _use_name(draft: Draft, reading: NameReading, hints: Hints) -> None:
    """Use the sign, unit or value in the name's brackets where the target prints none."""
    if draft.kind == "missing" and reading.quantity is not None:
        quantity = reading.quantity
        draft.kind, draft.value = "number", quantity.value
        number = quantity.number
        _take_from_name(draft, reading, "value-in-name", "value", quantity.value, number.start, number.end)
        draft.doubts = [doubt for doubt in draft.doubts if doubt[0] not in NO_VALUE]
        draft.doubt("value-from-elsewhere", "目标值取自指标名称的括号。")
    if draft.kind not in _VALUED and not (draft.kind == "missing" and reading.sign):
        return
    if reading.sign is not None and draft.operator is None and draft.kind in {"number", "missing"}:
        draft.operator = sign = reading.sign.operator
        _take_from_name(
            draft, reading, "sign-in-name", "operator", sign, reading.sign.start, reading.sign.end
        )
    unit = reading.unit
    if unit is None or draft.kind == "missing":
        return
    if draft.unit is None:
        draft.unit = unit
        draft.unit_text = text = reading.view.part(unit.start, unit.end)
        _take_from_name(draft, reading, "unit-in-name", "unit", text, unit.start, unit.end)
    elif hints.unit is None and not same_unit(draft.unit, unit.text):
        draft.doubt("unit-conflict", f"目标值里的单位是“{draft.unit_text}”，名称里的单位是“{unit.text}”。")


def _take_from_name(
    draft: Draft, reading: NameReading, rule: str, name: str, result: Value, start: int, end: int
) -> None:
    draft.spans[f"name.{name}"] = reading.view.span(start, end)
    draft.steps.append(_name_step(reading, rule, name, result, start, end))
    draft.fired(rule)


def _name_step(reading: NameReading, rule: str, name: str, result: Value, start: int, end: int) -> Step:
    first, last = reading.view.span(start, end)
    return Step(rule, name, "name", first, last, reading.view.printed[first:last], result)


def _base(draft: Draft, name: str) -> tuple[Decimal | None, str | None, str | None]:
    """Base value, base unit and quantity kind; a range or list has the kind only."""
    unit = draft.unit
    if unit is None or draft.kind not in _VALUED or unit.text == "无":
        return None, None, None
    if unit.text.replace(".", "").isdecimal():
        return None, None, None
    if unit.concept is None and unit.stem:
        draft.doubt("unknown-unit", f"词表里没有单位“{draft.unit_text}”。")
    if is_ambiguous(unit, name):
        draft.doubt("ambiguous-unit", f"“{draft.unit_text}”没有写明是什么单位。")
    if is_rate(draft.per):  # 每生每年3000元: the denominators stand before the number
        return None, None, "rate"
    if not isinstance(draft.value, Decimal):
        return None, None, base_quantity(Decimal(1), unit, name=name)[2]
    value, base_unit, kind = base_quantity(draft.value, unit, name=name)
    printed = (draft.unit_text or "")[-len(unit.stem) :]
    if base_unit == unit.stem == key(printed):
        base_unit = printed  # the counted unit as printed, not folded
    return value, base_unit, kind
