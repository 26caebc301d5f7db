"""The goal a row serves: numbered goal rows, labels of their column, sections without number."""

import re
from dataclasses import dataclass, field
from typing import Final

from kg.model import Goal, Span
from kg.tables import PrintedRow
from kg.tables.labels import column_of, goal_label, head_of, is_goal_piece, level_of
from kg.text import SENTENCE_ENDS, key

_IN_TEXT: Final = re.compile(r"目标\s*(\d{1,2})\s*[:：]")
_ENUMERATED: Final = re.compile(r"目标\s*(\d{1,2}|[一二三四五六七八九十])\s*[:：、]")
_SECTION: Final = re.compile(r"(长期|中长期|实施期|年度|本年度)?(?:绩效)?(?:目标|指标)表?")


@dataclass(slots=True)
class GoalState:
    """Goal and horizon in force. Several goals listed in a row before a header tie to none of its rows."""

    horizon: str = "年度"
    number: int | None = None
    goals: list[tuple[str, int | None, list[str], list[Span]]] = field(default_factory=list)
    listed: int = 0
    label_pieces: str = ""
    open_row: bool = False

    @property
    def label_text(self) -> str | None:
        """``长期目标N`` or ``年度目标N``, or None where the form numbers no goal."""
        return f"{self.horizon}目标{self.number}" if self.number is not None else None

    def section(self, text: str) -> bool:
        """A title of a part of the form (长期绩效目标表): sets the horizon, unties the goal."""
        match = _SECTION.fullmatch(key(text))
        if match is None or match[1] is None or not key(text).endswith("表"):
            return False
        self._horizon(match[1])
        self.number, self.listed, self.open_row = None, 0, False
        return True

    def header(self, row: PrintedRow) -> None:
        """A header ends the list of goals above it; a label in its first cell may name horizon and number."""
        if self.listed > 1:
            self.number = None
        self.listed, self.open_row = 0, False
        first = row.cells[0].text if row.cells else ""
        if first and column_of(first) is None:
            self.label(first)

    def row(self, row: PrintedRow) -> bool:
        """Whether the row prints a goal (label and sentence) or goes on with the one above."""
        cells = [cell for cell in row.cells if cell.text]
        if not row.columns or not cells or any(level_of(cell.text) or column_of(cell.text) for cell in cells):
            return False
        first, rest = cells[0].text, cells[1:]
        parsed = goal_label(first)
        is_label = (parsed is not None and parsed[1] is not None) or is_goal_piece(first)
        if self.open_row and row.fresh and len(rest) <= 1 and is_goal_piece(first) and parsed is None:
            # The rest of a label printed downwards; converters sometimes print its end again on the new page.
            if goal_label(self.label_pieces) is None:
                self.label_pieces += key(first)
            self.goals[-1][2].extend(cell.text for cell in rest)
            self.goals[-1][3].extend(span for cell in rest for span in cell.spans)
            self._tie(self.label_pieces, "".join(self.goals[-1][2]))
            return True
        if self.open_row and not rest and row.fresh and not self._is_complete():
            self.goals[-1][2].append(first)  # the end of a sentence that a break of page cut off
            self.goals[-1][3].extend(cells[0].spans)
            return True
        if self.open_row and not rest and _IN_TEXT.match(first):
            # the next goal of a list whose label stands in a merged cell above
            self.goals.append((self.horizon, None, [first], list(cells[0].spans)))
            self.listed += 1
            self._tie("", first)
            return True
        if not is_label or len(rest) != 1 or head_of(rest[0].text) or len(key(rest[0].text)) < 6:
            return False
        numbered = parsed is not None and parsed[1] is not None
        in_text = _IN_TEXT.match(rest[0].text)
        if not numbered and (not in_text or len(set(_ENUMERATED.findall(rest[0].text))) > 1):
            return False
        self.label_pieces = key(first)
        self.goals.append((self.horizon, None, [rest[0].text], list(rest[0].spans)))
        self.listed += 1
        self.open_row = True
        self._tie(self.label_pieces, rest[0].text)
        return True

    def _is_complete(self) -> bool:
        return bool(self.goals) and key("".join(self.goals[-1][2])).endswith(SENTENCE_ENDS)

    def label(self, text: str | None) -> None:
        """A label in the first cell of an indicator row or header; with a number it ties the rows from here on."""
        parsed = goal_label(text) if text else None
        if parsed is None:
            return
        horizon, number = parsed
        if horizon:
            self._horizon(horizon)
        if number is not None:
            self.number = number

    def found(self) -> tuple[Goal, ...]:
        """The goals printed, in order, each with its label where it is numbered."""
        return tuple(
            Goal(
                f"{horizon}目标{number}" if number is not None else None,
                horizon,
                "".join(texts),
                tuple(spans),
            )
            for horizon, number, texts, spans in self.goals
        )

    def _tie(self, label: str, text: str) -> None:
        parsed = goal_label(label)
        horizon, number = parsed if parsed else (None, None)
        if horizon is None and (pieces := re.match(r"长期|年度", label)):
            horizon = pieces[0]
        in_text = _IN_TEXT.match(text)
        if number is None and in_text:
            number = int(in_text[1])
        if horizon:
            self._horizon(horizon)
        self.number = number
        _, _, texts, spans = self.goals[-1]
        self.goals[-1] = (self.horizon, number, texts, spans)

    def _horizon(self, text: str) -> None:
        self.horizon = "长期" if text in ("长期", "中长期", "实施期") else "年度"
