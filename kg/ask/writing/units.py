"""Units of the budget with their codes and the departments they belong to."""

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.writing.query import Query, text_term

_DIGITS = 6


def write_units(form: Form) -> Query:
    """The units named, by name or code; all of a department where those are asked for; else its own code."""
    query = Query()
    query.need(
        "?u org:identifier ?code ; rdfs:label ?unitName .",
        "?file dct:title ?document ; kg:year ?year ; kg:department ?d . ?d rdfs:label ?departmentName .",
    )
    if not (form.departments or form.units_named or form.codes or form.of_units):
        raise Unread("请写明是哪个部门或预算单位")
    if form.departments:
        query.only("departmentName", map(text_term, form.departments))
    if form.years:
        query.only("year", map(str, form.years))
    if form.codes:
        query.only("code", map(text_term, form.codes))
    if form.units_named:
        query.only("unitName", map(text_term, form.units_named))
    elif form.of_units:
        query.where(f"FILTER(STRLEN(?code) = {_DIGITS})")
    elif form.departments:
        query.where("FILTER(?unitName = ?departmentName)")
    if form.groups or form.aggregate or form.order:
        raise Unread("单位编码只能列出")
    for name, heading in (
        ("departmentName", "部门"), ("year", "年度"), ("unitName", "单位"), ("code", "编码"), ("document", "文件"),
    ):  # fmt: skip
        query.column(name, heading)
    query.order = ["?document", "?code", "?unitName"]
    rows = Query(list(query.columns), list(query.values), list(query.graph), list(query.after))
    rows.need("?row kg:code|kg:departmentCode ?code ; kg:line ?line .")
    query.origins = (rows,)
    return query
