"""How well `kg diff` pairs rows and projects, on made documents whose truth is known.

    python benchmarks/diff.py [INDICATORS]

Departments publish year after year (`benchmarks.scale.making`): six projects in ten go on with their rows, half of
which change their value. On top of that a part of the rows is reworded, moved, dropped or put under another level, and
a part of the projects renamed, as people do. A pair is right when both rows come from one row of the year before.
Printed: recall, precision and the share of wrong pairs that are said to be doubtful, by how a row was changed.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks.scale.making import documents  # noqa: E402
from kg.diff.compare import compare_records  # noqa: E402
from kg.diff.projects import pair_projects  # noqa: E402
from kg.diff.rows import pair_rows  # noqa: E402
from kg.diff.sides import ProjectGroup, group, once  # noqa: E402
from kg.extract import extract_file  # noqa: E402
from kg.model import Extraction  # noqa: E402
from kg.records import Record, indicator_to_record  # noqa: E402
from kg.vocabulary import data_dir  # noqa: E402

_REWORDED, _MOVED, _DROPPED, _LEVEL, _RENAMED = 0.15, 0.1, 0.05, 0.05, 0.1
_SAID = {
    "数量": "个数", "完成率": "完成比例", "满意度": "满意程度", "成本": "费用", "次数": "频次", "企业": "公司",
    "时间": "时限", "比例": "占比", "系统": "信息系统", "人员": "工作人员", "服务": "公共服务", "培训": "业务培训",
}  # fmt: skip
"""Words that people put for one another from year to year; the program's own synonyms are not asked."""


def main(arguments: Sequence[str]) -> None:
    """Make documents, change the later year of each pair, and count what the pairing finds."""
    wanted = int(arguments[0]) if arguments else 20_000
    real = [extract_file(path, tables=False) for path in sorted(data_dir().glob("*.txt"))]
    chance = random.Random(7)  # noqa: S311 - nothing secret
    counts: Counter[tuple[str, str]] = Counter()
    seconds, rows = 0.0, 0
    for old, new in _pairs(documents(real, wanted)):
        before, after = _records(old), _changed(_records(new), chance)
        rows += len(before) + len(after)
        start = time.process_time()
        _count(before, after, counts)
        seconds += time.process_time() - start
        account = compare_records(before, after).account
        if not account.is_balanced():
            raise SystemExit(f"the account does not add up: {account}")
    print(f"{rows} rows, {seconds / rows * 1000:.2f} ms each for pairing")
    for what in ("project", "project renamed", "same", "reworded", "moved", "level"):
        right, wrong, lost, said = (counts[what, name] for name in ("right", "wrong", "lost", "said"))
        total, found = right + wrong + lost, right + wrong
        if total:
            print(
                f"{what:16} {total:6}  recall {right / total:.4f}  precision {right / max(found, 1):.4f}"
                f"  doubtful among wrong {said}/{wrong}  doubtful among right {counts[what, 'doubted']}"
            )
    print(
        f"rows that have no counterpart and got one: {counts['none', 'wrong']} of {counts['none', 'all']}"
        f", of these doubtful {counts['none', 'said']}"
    )


def _pairs(made: Iterator[Extraction]) -> Iterator[tuple[Extraction, Extraction]]:
    """The budgets of one department in two years that follow one another."""
    before: Extraction | None = None
    for extraction in made:
        if not extraction.document.name.endswith("部门预算.txt"):
            continue
        if before and before.department == extraction.department and before.year == extraction.year - 1:
            yield before, extraction
        before = extraction


def _records(extraction: Extraction) -> list[Record]:
    """The rows, each with what it is by birth: its project and its place there."""
    places: Counter[tuple[object, int]] = Counter()
    records = []
    for indicator in extraction.indicators:
        form = indicator.project, indicator.form_line
        records.append(
            {**indicator_to_record(indicator), "direction": None, "was": (indicator.project, places[form])}
        )
        places[form] += 1
    return records


def _changed(records: list[Record], chance: random.Random) -> list[Record]:
    """The rows as people might put them a year later; ``how`` says what became of each."""
    names: dict[object, object] = {}
    for project in dict.fromkeys(record["project"] for record in records):
        if project and chance.random() < _RENAMED:
            names[project] = _said(str(project), chance)
    found: list[Record] = []
    for record in records:
        if chance.random() < _DROPPED:
            continue
        changed = {**record, "project": names.get(record["project"], record["project"]), "how": "same"}
        if chance.random() < _REWORDED:
            name = _said(str(record["subject"] or ""), chance)
            if name != record["subject"]:
                changed |= {"subject": name, "name": name, "how": "reworded"}
        elif chance.random() < _LEVEL:
            changed |= {"level2": "其他指标", "how": "level"}
        found.append(changed)
    for at in range(len(found) - 1):
        if chance.random() < _MOVED and found[at]["project"] == found[at + 1]["project"]:
            found[at], found[at + 1] = found[at + 1], found[at]
            for moved in (found[at], found[at + 1]):
                if moved["how"] == "same":
                    moved["how"] = "moved"
    return found


def _said(name: str, chance: random.Random) -> str:
    for word, other in _SAID.items():
        if word in name:
            return name.replace(word, other, 1)
    if len(name) > 6:
        at = chance.randrange(1, len(name) - 3)
        return name[:at] + name[at + 2 :]
    return f"年度{name}"


def _count(before: list[Record], after: list[Record], counts: Counter[tuple[str, str]]) -> None:
    sides = [group(once("", rows, ())) for rows in (before, after)]
    pairs = pair_projects(*sides)
    births = [[_births(project) for project in side] for side in sides]
    origin = {birth: at for at, names in enumerate(births[0]) for birth in names}
    met = {pair.new: pair for pair in pairs}
    for at, project in enumerate(sides[1]):
        wanted = next((origin[birth] for birth in births[1][at] if birth in origin), None)
        pair = met.get(at)
        if wanted is None:
            continue
        what = "project" if project.name == next(iter(births[1][at])) else "project renamed"
        if project.name:
            _note(counts, what, right=pair.old == wanted if pair else None, doubted=bool(pair and pair.doubt))
    by_birth = {row["was"]: row for row in before}
    for pair in pairs:
        old, new = sides[0][pair.old].rows, sides[1][pair.new].rows
        found = {one.new: one for one in pair_rows(old, new)}
        for at, row in enumerate(new):
            one, has = found.get(at), row["was"] in by_birth
            if not has:
                counts["none", "all"] += 1
                counts["none", "wrong"] += one is not None
                counts["none", "said"] += bool(one and one.doubt)
                continue
            right = None if one is None else old[one.old]["was"] == row["was"]
            _note(counts, str(row["how"]), right=right, doubted=bool(one and one.doubt))


def _births(project: ProjectGroup) -> dict[str, None]:
    return dict.fromkeys(str(row["was"][0] or "") for row in project.rows)  # type: ignore[index]


def _note(counts: Counter[tuple[str, str]], what: str, *, right: bool | None, doubted: bool) -> None:
    counts[what, "lost" if right is None else "right" if right else "wrong"] += 1
    counts[what, "said"] += right is False and doubted
    counts[what, "doubted"] += right is True and doubted


if __name__ == "__main__":
    main(sys.argv[1:])
