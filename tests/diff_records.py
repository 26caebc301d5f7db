"""Catalogue records for tests of comparing: made of a name and a target, read as the program reads them."""

from kg.records import Record, plain
from kg.segment import segment_target

PARTS = ("subject", "operator", "kind", "value", "unit", "base_value", "base_unit", "quantity_kind")


def record(name: str | None, target: str, **fields: object) -> Record:
    """A record of a project of one department and year, as ``kg extract`` prints it."""
    found = segment_target(name, target)
    made: Record = {
        "document": "甲.txt", "line": 1, "page": None, "department": "某某市教育局", "department_code": None,
        "year": 2025, "form": "项目支出绩效目标表", "project": "校园建设", "project_code": None,
        "implementing_unit": None, "budget": None, "fiscal": None, "horizon": "年度", "goal": None,
        "level1": "产出指标", "level2": "数量指标", "level1_inferred": False, "name": name,
        "description": None, "target_text": target, "value_year_before_last": None, "value_last_year": None,
        "actual": None, "weight": None, "score": None, "basis": None, "confidence": 1, "confident": True,
        "rules": [], "spans": {}, "findings": [], "place": None,
        **{part: plain(getattr(found, part)) for part in PARTS},
    }  # fmt: skip
    return made | fields


def head(project: str = "校园建设", funding: dict[str, object] | None = None, **fields: object) -> Record:
    """A head with money (万元 by source) and goals."""
    return {
        "department": "某某市教育局", "year": 2025, "form": "项目支出绩效目标表", "project": project,
        "project_code": None, "implementing_unit": None, "goals": [],
        "funding": [{"source": name, "phase": None, "amount": amount} for name, amount in (funding or {}).items()],
    } | fields  # fmt: skip
