"""A person's decisions on what is one: ``links.csv`` beside the graph, which no build touches, and what it states.

One row is a pair of departments, projects or indicators with 同一, 不同 or 未定. Pairs that are 同一 hold for all that
hang together by them; where a 不同 contradicts that, none of these pairs is stated. The statements stand in a named
graph of their own, made from this file alone.
"""

import csv
import hashlib
import io
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Final, Literal

from kg.errors import DecisionError, reason_of
from kg.graph.place import kg, label
from kg.graph.terms import Quad, iri, quads_of
from kg.link import is_iri
from kg.namespaces import BASE
from kg.read.spreadsheet import neutralise, read_rows
from kg.store.locking import take_lock
from kg.text import key

FILE: Final = "links.csv"
LOCK: Final = "decisions.lock"
_PATIENCE: Final = 10.0

Kind = Literal["organization", "project", "indicator"]
KINDS: Final[dict[Kind, str]] = {"organization": "机构", "project": "项目", "indicator": "指标"}
"""What may be one, and how the file calls it."""

Judgement = Literal["same", "different", "open"]
JUDGEMENTS: Final[dict[Judgement, str]] = {"same": "同一", "different": "不同", "open": "未定"}

COLUMNS: Final = (
    "类别",
    "一方",
    "一方名称",
    "另一方",
    "另一方名称",
    "判断",
    "理由",
    "日期",
    "依据摘要",
)

_STATES: Final[dict[Kind, str]] = {
    "organization": kg("sameOrganizationAs"),
    "project": kg("sameProjectAs"),
    "indicator": label("skos:exactMatch"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about two IRIs, ``one`` before ``other``.

    ``digest`` is that of the sources of both sides when it was decided (`kg.linking.sources`), empty where unknown.
    """

    kind: Kind
    one: str
    one_name: str
    other: str
    other_name: str
    judgement: Judgement
    reason: str = ""
    date: str = ""
    digest: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """Both IRIs, which identify the decision."""
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Pairs decided to be 同一 that make ``apart`` one, which is decided to be 不同."""

    apart: Decision
    together: tuple[Decision, ...]

    def in_words(self) -> str:
        """One Chinese line."""
        names = "、".join(f"“{one.one_name}”＝“{one.other_name}”" for one in self.together)
        apart = f"“{self.apart.one_name}”≠“{self.apart.other_name}”"
        return f"判断互相矛盾，均未采用：{names}，但 {apart}。请在 links.csv 里改正其中一条。"


def decisions_graph_iri(base: str = BASE) -> str:
    """The named graph of what the decisions state."""
    return f"{base}graph/decisions"


def read_decisions(directory: Path) -> list[Decision]:
    """The decisions beside the graph of ``directory``; none where there is no file. Raises DecisionError."""
    path = directory / FILE
    return read_decision_file(path, need_judgement=True) if path.exists() else []


def read_decision_file(path: Path, *, need_judgement: bool = False) -> list[Decision]:
    """The decided rows of a list, as ``kg link --format csv`` writes it and a spreadsheet saves it; rows
    without a judgement are left out unless they need one. Of two rows on one pair that agree the later counts.

    Raises DecisionError for a file that cannot be read or is no such list, and for rows that disagree.
    """
    head, *rows = read_rows(path, DecisionError) or [[]]
    missing = [name for name in ("类别", "一方", "另一方", "判断") if name not in head]
    if missing:
        raise DecisionError(
            f"{path} 不是链接判断表：缺少“{'、'.join(missing)}”列。请用 kg link --format csv 导出后再改。"
        )
    found: dict[tuple[str, str], Decision] = {}
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows, 2):
        cells = {name: cell for name, cell in zip(head, row, strict=False) if name}
        if not any(cells.values()) or not (cells.get("判断") or need_judgement):
            continue
        decision = _decision(cells, path, number)
        known = found.setdefault(decision.pair, decision)
        if known.judgement != decision.judgement:
            raise DecisionError(
                f"{path} 第 {first[decision.pair]} 行和第 {number} 行是同一对，判断却是"
                f"“{JUDGEMENTS[known.judgement]}”和“{JUDGEMENTS[decision.judgement]}”。请只留一行。"
            )
        first.setdefault(decision.pair, number)
        found[decision.pair] = decision
    return sorted(found.values(), key=_order)


def merge_decisions(known: Iterable[Decision], new: Iterable[Decision]) -> list[Decision]:
    """Both lists in the order of the file; a new decision on a pair takes the place of the known one."""
    merged = {decision.pair: decision for decision in known} | {decision.pair: decision for decision in new}
    return sorted(merged.values(), key=_order)


def write_decisions(directory: Path, decisions: Iterable[Decision]) -> Path:
    """Write ``links.csv``: UTF-8 with a byte order mark, so that Excel opens it. Raises DecisionError."""
    rows = map(decision_cells, sorted(decisions, key=_order))
    return write_decided(directory / FILE, COLUMNS, rows)


@contextmanager
def deciding(directory: Path) -> Iterator[None]:
    """Hold the decisions beside a graph from reading them to writing them, against other programs and other threads.

    Raises DecisionError where another holds them for longer than `_PATIENCE` seconds, or the directory cannot be
    written.
    """
    try:
        lock = (directory / LOCK).open("a+b")
    except OSError as error:
        raise DecisionError(f"无法写入 {directory}：{reason_of(error)}。请检查权限。") from error
    with lock:
        until = time.monotonic() + _PATIENCE
        while not take_lock(lock.fileno()):
            if time.monotonic() > until:
                raise DecisionError(f"另一个程序正在写 {directory} 里的处理意见。请稍后再试。")
            time.sleep(0.02)
        yield


def write_decided(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Write a table of decisions whole or not at all, as `write_decisions` does. Raises DecisionError."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([neutralise(value) for value in row])
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise DecisionError(
            f"无法写入 {path}：{reason_of(error)}。如果它在 Excel 里打开着，请先关闭。"
        ) from error
    return path


def decision_cells(decision: Decision) -> tuple[str, ...]:
    """The cells of a decision under `COLUMNS`."""
    return (
        KINDS[decision.kind],
        decision.one,
        decision.one_name,
        decision.other,
        decision.other_name,
        JUDGEMENTS[decision.judgement],
        decision.reason,
        decision.date,
        decision.digest,
    )


def decisions_digest(decisions: Iterable[Decision], base: str = BASE) -> str:
    """What changes when the statements of the decisions change."""
    lines = "\n".join(sorted(quad.line() for quad in decided_quads(decisions, base)))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def decided_quads(decisions: Iterable[Decision], base: str = BASE) -> Iterator[Quad]:
    """The statements of all pairs that are 同一 and of those that follow, in both directions, sorted.

    Groups that contradict a 不同 are left out (`contradictions`). A side that is not in the graph does no harm.
    """
    graph = decisions_graph_iri(base)
    decided = list(decisions)
    refused = {pair.pair for found in contradictions(decided) for pair in found.together}
    for kind, state in _STATES.items():
        same = [one for one in decided if one.kind == kind and one.judgement == "same"]
        for group in _groups(one for one in same if one.pair not in refused):
            for one, other in permutations(group, 2):
                yield from quads_of(one, [(state, iri(other))], graph)


def contradictions(decisions: Iterable[Decision]) -> list[Contradiction]:
    """What is 不同 and yet hangs together by pairs that are 同一, sorted."""
    decided = sorted(decisions, key=_order)
    same = [one for one in decided if one.judgement == "same"]
    group_of: dict[str, int] = {}
    for number, group in enumerate(_groups(same)):
        group_of.update(dict.fromkeys(group, number))
    together: dict[int, list[Decision]] = defaultdict(list)
    for one in same:
        together[group_of[one.one]].append(one)
    found = []
    for apart in decided:
        at = group_of.get(apart.one)
        if apart.judgement == "different" and at is not None and at == group_of.get(apart.other):
            found.append(Contradiction(apart, tuple(together[at])))
    return found


def as_pair(decision: Decision) -> Decision:
    """The same decision with its sides in order."""
    if decision.one <= decision.other:
        return decision
    return replace(
        decision,
        one=decision.other,
        one_name=decision.other_name,
        other=decision.one,
        other_name=decision.one_name,
    )


def _groups(decisions: Iterable[Decision]) -> list[list[str]]:
    """The sides that hang together, each group sorted, the groups in order of their first side."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for decision in decisions:
        one, other = sorted((root(decision.one), root(decision.other)))
        parent[other] = one
    groups: dict[str, list[str]] = defaultdict(list)
    for node in parent:
        groups[root(node)].append(node)
    return sorted(sorted(group) for group in groups.values())


def _decision(cells: Mapping[str, str], path: Path, number: int) -> Decision:
    where = f"{path} 第 {number} 行"
    kind = next((kind for kind, word in KINDS.items() if word == cells.get("类别")), None)
    if kind is None:
        raise DecisionError(
            f"{where}的类别“{cells.get('类别', '')[:40]}”不认识，应为 {_listed(KINDS.values())}。"
        )
    word = key(cells.get("判断", ""))
    judgement = next((name for name, known in JUDGEMENTS.items() if known == word), None)
    if judgement is None:
        raise DecisionError(f"{where}的判断“{word[:40]}”不认识，应为 {_listed(JUDGEMENTS.values())}。")
    one, other = cells.get("一方", ""), cells.get("另一方", "")
    for side in (one, other):
        if not is_iri(side):
            raise DecisionError(f"{where}的“{side[:80]}”不是图谱里的标识。请不要改动“一方”和“另一方”两列。")
    if one == other:
        raise DecisionError(f"{where}的两方是同一个标识。")
    return as_pair(
        Decision(
            kind,
            one,
            cells.get("一方名称", ""),
            other,
            cells.get("另一方名称", ""),
            judgement,
            cells.get("理由", ""),
            cells.get("日期", ""),
            cells.get("依据摘要", ""),
        )
    )


def _order(decision: Decision) -> tuple[int, str, str]:
    return list(KINDS).index(decision.kind), decision.one, decision.other


def _listed(words: Iterable[str]) -> str:
    return "、".join(words)
