"""What the questions took, as Markdown: a line for each while they are asked, and the figures over all at the end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.scale.asking import Timing


@dataclass(frozen=True, slots=True)
class Table:
    """``titles`` names the engines. With ``compared`` the last two are the embedded store and rdflib on one graph."""

    titles: Sequence[str]
    compared: bool
    _rows: list[tuple[str, str, Sequence[Timing]]] = field(default_factory=list)

    def head(self) -> str:
        """The heading of the table of questions."""
        clocks = (name for title in self.titles for name in (title, f"{title}, processor"))
        titles = ["question", "class", "rows", *clocks]
        if self.compared:
            titles.append("× rdflib, processor")
        return _cells(titles) + "\n|---|---|" + "---:|" * (len(titles) - 2)

    def add(self, name: str, kind: str, timings: Sequence[Timing]) -> str:
        """Take a question of a class with what each engine took, and give its line."""
        self._rows.append((name, kind, timings))
        took = (cell for one in timings for cell in (one.shown(), _number(one.processor)))
        cells = [name, kind, _number(timings[0].rows), *took]
        if self.compared:
            ratio = _ratio(timings)
            cells.append("" if ratio is None else f"{'>' if timings[-1].clock is None else ''}{ratio:,.0f}")
        return _cells(cells)

    def sums(self) -> Iterator[str]:
        """For each engine and class how many questions, milliseconds in the middle and at most, and how many were
        not answered in time; then the ratios to rdflib, where another engine gave another number of rows, and why some
        gave no answer."""
        yield _cells(["engine", "class", "questions", "median", "slowest", "≤ 0.1 s", "≤ 1 s", "no answer"])
        yield "|---|---|---:|---:|---:|---:|---:|---:|"
        for number, title in enumerate(self.titles):
            yield from self._engine(title, [(kind, timings[number].clock) for _, kind, timings in self._rows])
            of = [(kind, timings[number].processor) for _, kind, timings in self._rows]
            yield from self._engine(f"{title}, processor", of)
        compared = self._rows if self.compared else []
        ratios = [ratio for _, _, timings in compared if (ratio := _ratio(timings)) is not None]
        if ratios:
            late = sum(timings[-1].clock is None for _, _, timings in self._rows)
            yield (
                f"\nrdflib takes {median(ratios):,.0f} times the processor time (median of {len(ratios)} questions, "
                f"from {min(ratios):,.0f} to {max(ratios):,.0f}; {late} not answered in time count with their limit)"
            )
        yield from self._differences()
        yield from self._problems()

    def _engine(self, title: str, took: Sequence[tuple[str, float | None]]) -> Iterator[str]:
        for kind in dict.fromkeys(kind for kind, _ in took):
            every = [value for of, value in took if of == kind]
            known = [value for value in every if value is not None]
            shown = (f"{median(known):,.0f}", f"{max(known):,.0f}") if known else ("", "")
            within = (str(sum(value <= most for value in known)) for most in (100, 1000))
            yield _cells([title, kind, str(len(every)), *shown, *within, str(len(every) - len(known))])

    def _differences(self) -> Iterator[str]:
        others = [number for number, title in enumerate(self.titles) if title == "server"]
        others += [len(self.titles) - 1] if self.compared else []
        for name, kind, timings in self._rows:
            for number in others:
                like = timings[-2] if self.compared and number == len(timings) - 1 else timings[0]
                rows = (like.rows, timings[number].rows)
                if None not in rows and rows[0] != rows[1]:
                    yield f"\n{self.titles[number]}: {name} ({kind}) gives {rows[1]} rows, not {rows[0]}"

    def _problems(self) -> Iterator[str]:
        for number, title in enumerate(self.titles):
            found = Counter(timings[number].problem for _, _, timings in self._rows)
            for problem, count in found.items():
                if problem:
                    yield f"\n{title}, {count} questions: {problem}"


def _ratio(timings: Sequence[Timing]) -> float | None:
    """How many times the processor time of the embedded store rdflib takes, at least where it gave no answer."""
    small, plain = timings[-2:]
    took = 1000 * plain.seconds if plain.clock is None else plain.processor
    return took / small.processor if took and small.processor else None


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
