"""What a target and a subject are taken apart into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Kind = Literal["number", "range", "date", "text", "multi", "missing"]
Operator = Literal["≥", "≤", "=", ">", "<"]
Value = Decimal | str | tuple[Decimal, ...] | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Grade:
    """A worded target as a step of a scale of ontology/vocab/scales.ttl: 1 is the best of ``of`` steps."""

    scale: str
    word: str
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class Segments:
    """A target taken apart. Offsets in ``spans``: ``subject`` into the name, ``operator``, ``value`` and
    ``unit`` into the target; parts taken from the name are keyed ``name.operator``, ``name.unit`` ….

    ``base_value`` is exact: value in ``base_unit`` (元 秒 米 平方米 立方米 千克 字节 1 人 or the counted unit).
    """

    subject: str | None
    operator: Operator | None
    kind: Kind
    value: Value
    unit: str | None
    base_value: Decimal | None = None
    base_unit: str | None = None
    quantity_kind: str | None = None
    confidence: float = 1.0
    rules: tuple[str, ...] = ()
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    doubts: tuple[tuple[str, str], ...] = ()
    """Pairs of finding code and Chinese message."""
    change: Literal["increase", "decrease"] | None = None
    """Of a target that is a change of something (同比增长≥8%), where it is to go."""
    qualifiers: tuple[str, ...] = ()
    """What is said of the value, as names of concepts of ontology/vocab/qualifiers.ttl: year-on-year, cumulative …"""
    per: tuple[str, ...] = ()
    """The denominators printed before the value (每生每年3000元: 生, 年)."""
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of a subject, at ``start`` to ``end``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Direction:
    """Whether more is better, and the printed word that tells it; ``basis`` says where that word stands."""

    name: Literal["higher-is-better", "lower-is-better"]
    basis: Literal["measure", "name", "level2"]
    evidence: str


@dataclass(frozen=True, slots=True)
class SubjectParts:
    """A subject taken apart: 全市 | 2026年 | 政务云资源 | 可用率 is scope, period, object, measure.

    ``population`` are the people or bodies asked or counted (参训人员 of 参训人员满意度). ``measure_kind`` is a
    concept of ontology/vocab/measures.ttl, ``quantity_kinds`` the kinds of quantity it is printed in.
    """

    object: Part | None = None
    measure: Part | None = None
    scope: Part | None = None
    period: Part | None = None
    population: Part | None = None
    measure_kind: str | None = None
    quantity_kinds: tuple[str, ...] = ()
    direction: Direction | None = None
