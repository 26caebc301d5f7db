"""A graph in which several departments set the same indicators, for the pages of the library and of questions."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from explored_graph import build, hostile
from sample_extraction import HEAD, INDICATOR, SATISFACTION, WORDS, sample

from kg.model import Extraction

ASKED = "用户满意度"
PLATFORM = "政务云平台可用率"
VALUES = (90, 92, 95, 95, 98)


def peer(number: int, value: int) -> Extraction:
    """One department with three indicators that others have too."""
    name, department, project = f"p{number}.txt", f"西山市第{number}局", f"政务云服务第{number}期"
    head = replace(HEAD, document=name, department=department, project=project)
    own = {
        "document": name,
        "department": department,
        "project": project,
        "findings": (),
        "description": None,
    }
    asked = replace(
        SATISFACTION,
        name=ASKED,
        subject=ASKED,
        target_text=f"≥{value}%",
        operator="≥",
        value=Decimal(value),
        base_value=Decimal(value) / 100,
        printed=f"{ASKED}\t≥{value}%",
        **own,
    )
    usable = replace(
        asked, line=24, level1="产出指标", level2="质量指标", name=PLATFORM, subject=PLATFORM, value=Decimal(99),
        base_value=Decimal("0.99"), target_text="≥99%", printed=f"{PLATFORM}\t≥99%",
    )  # fmt: skip
    handled = replace(INDICATOR, printed="受理办件量\t≥\t30\t万件", **own)
    words = replace(WORDS, name="协同水平", subject="协同水平", **own)
    made = sample(name)
    return replace(
        made,
        document=replace(made.document, findings=()),
        department=department,
        heads=(head,),
        indicators=(asked, usable, handled, words),
        tables=(),
        findings=(),
    )


def build_library(directory: Path) -> Path:
    """The hand-made document, the hostile one and five departments with like indicators."""
    return build(directory, sample(), hostile(), *(peer(at, value) for at, value in enumerate(VALUES, 1)))
