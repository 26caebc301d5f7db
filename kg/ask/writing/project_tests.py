"""What must hold of a project: what it reports, shares with others, gets, spends and lacks."""

from dataclasses import replace
from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.words import amount_label, narrower_kinds
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import restrict

_FLAGS: Final = {
    "quantity": "hasQuantityIndicator",
    "quality": "hasQualityIndicator",
    "timeliness": "hasTimelinessIndicator",
    "cost": "hasCostIndicator",
    "satisfaction": "hasSatisfactionIndicator",
}
"""Kinds whose absence the graph keeps."""


def with_problems(query: Query, form: Form) -> None:
    query.need("?problem a kg:Problem ; kg:inForm ?form .")
    if form.problem_types:
        query.only("problemType", map(text_term, form.problem_types))
        query.need("?problem kg:problemType ?problemType .")


def same_named(query: Query, form: Form) -> None:
    """Names that stand in every department and year named, at least in two."""
    inner = Query()
    inner.need("?form a kg:Form ; kg:ofProject ?p ; kg:year ?year .", "?p rdfs:label ?projectName .")
    restrict(inner, replace(form, all_departed=True), owner="form")
    body = "\n".join(inner.body(3))
    several = max(2, len(form.departments), len(form.years))
    query.before.append(
        f"{{\n    SELECT ?projectName\n    WHERE {{\n{body}\n    }}\n    GROUP BY ?projectName\n"
        f'    HAVING(COUNT(DISTINCT CONCAT(STR(?d), " ", STR(?year))) >= {several})\n  }}'
    )


def only_source(query: Query, name: str) -> None:
    """Projects whose whole budget is money from there."""
    if name == "fiscal-appropriation":
        query.need("?form kg:fiscalBudget ?onlyAmount .")
    else:
        query.need(
            f"?only kg:inForm ?form ; kg:fundingSource funding:{name} ; kg:amount ?onlyAmount .",
            "OPTIONAL { ?only kg:phase ?onlyPhase }",
        )
        query.where("FILTER(!BOUND(?onlyPhase) || ?onlyPhase = phases:full-year)")
    query.need("?form kg:budget ?budget .")
    query.where("FILTER(?onlyAmount > 0 && ?onlyAmount >= ?budget)")


def phases_compared(query: Query, first: str, later: str, sign: str) -> None:
    """Projects whose total in the later phase is more or less than in the first."""
    for name, phase in (("first", first), ("later", later)):
        query.need(
            f"?{name} kg:inForm ?form ; kg:fundingSource funding:total ; kg:phase phases:{phase} ; "
            f"kg:amount ?{name}Amount ."
        )
    query.where(f"FILTER(?laterAmount {sign} ?firstAmount)")
    for name, phase in (("first", first), ("later", later)):
        query.column(f"{name}Shown", f"{amount_label(('total', phase))}（万元）")
        query.where(f"BIND(?{name}Amount / 10000 AS ?{name}Shown)")


def lacking(query: Query, form: Form) -> None:
    if form.lacks is None:
        return
    what, name = form.lacks
    if what == "kind" and name in _FLAGS:
        query.where(f"OPTIONAL {{ ?p kg:{_FLAGS[name]} ?has }}", "FILTER(?has = false)")
    elif what == "kind":
        kinds = " ".join(f"kinds:{kind}" for kind in narrower_kinds(name))
        query.where(
            f"MINUS {{ SELECT DISTINCT ?p WHERE {{ VALUES ?kind {{ {kinds} }} "
            "?x kg:indicatorKind ?kind ; kg:ofProject ?p } }"
        )
    elif what == "indicator":
        query.where(
            "MINUS { SELECT DISTINCT ?p WHERE { ?x kg:subject ?subject ; kg:ofProject ?p . "
            f"FILTER(CONTAINS(?subject, {text_term(name)})) }} }}"
        )
    elif what == "source":
        query.where(
            f"MINUS {{ SELECT DISTINCT ?p WHERE {{ ?m kg:fundingSource funding:{name} ; kg:ofProject ?p ; "
            "kg:amount ?some . FILTER(?some > 0) } }"
        )
    elif what == "phase":
        query.need("?any kg:inForm ?form ; kg:phase ?anyPhase .")
        query.where(
            f"MINUS {{ SELECT DISTINCT ?p WHERE {{ ?m kg:fundingSource funding:total ; kg:phase phases:{name} ; "
            "kg:ofProject ?p ; kg:amount ?some . FILTER(?some > 0) } }"
        )
    elif what == "goal":
        query.where(
            "MINUS { SELECT DISTINCT ?p WHERE { ?x a kg:Goal ; "
            f"kg:horizon {text_term(name)} ; kg:ofProject ?p }} }}"
        )
    elif what == "problem":
        query.need('?form kg:formKind "绩效自评表" .')
        typed = f" ; kg:problemType {text_term(name)}" if name else ""
        query.where(f"MINUS {{ SELECT DISTINCT ?form WHERE {{ ?x a kg:Problem ; kg:inForm ?form{typed} }} }}")
    elif name == "target":
        query.where("OPTIONAL { ?form kg:indicatorCount ?rows }", "FILTER(?rows = 0)")
    elif name == "code":
        query.where("MINUS { ?p kg:projectCode ?code }")
    elif name == "organization":
        query.where("MINUS { ?p kg:implementingUnit ?unit }")
    else:
        raise Unread("项目没有这一项可缺")
