"""The record of one printed row, put together from what the content states and the layout prints."""

from decimal import Decimal

from samples.make.spec import FormSpec, Row, Truth


def plain(value: object) -> object:
    """A value as JSON writes it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral() else float(value)
    return value


def record(spec: FormSpec, row: Row, *, form: str, name: str, target_text: str, **printed: object) -> Truth:
    """The catalogue record of ``row`` of ``spec``. ``printed`` overrides what the layout prints in its own way."""
    target = row.target
    found: Truth = {
        "department": spec.department,
        "department_code": None,
        "year": spec.year,
        "form": form,
        "project": spec.project.replace(" ", ""),
        "project_code": None,
        "implementing_unit": None,
        "budget": None,
        "fiscal": None,
        "horizon": "年度",
        "goal": None,
        "level1": None,
        "level2": None,
        "level1_inferred": False,
        "name": name,
        "subject": row.subject or row.name,
        "description": None,
        "target_text": target_text,
        "operator": target.operator,
        "kind": target.kind,
        "value": target.value,
        "unit": target.unit or None,
        "value_year_before_last": None,
        "value_last_year": None,
        "actual": None,
        "weight": None,
        "score": None,
        "basis": None,
    }
    unknown = set(printed) - set(found)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    found |= printed
    return {key: plain(value) for key, value in found.items()}
