"""A form in Chinese words, so that a reader sees what the question was taken for."""

from dataclasses import replace
from typing import Final

from kg.ask.form import AmountTest, Form, Match
from kg.ask.words import amount_label, label_of

_SUBJECTS: Final = {
    "project": "项目",
    "target": "指标行",
    "money": "项目绩效表里的资金",
    "evaluation": "项目的自评结果",
    "goal": "绩效目标的文字",
    "problem": "自评反映的问题",
    "line": "预算表的行",
    "part": "绩效表里的分项",
    "department": "部门",
    "document": "文件",
    "form": "绩效表",
    "organization": "项目的实施单位",
    "concept": "指标名称",
    "unit": "预算单位和编码",
    "plan": "资金投入计划",
}
_ATTRIBUTES: Final = {
    "value": "目标值",
    "money": "金额",
    "gap": "相差的金额",
    "execution-rate": "预算执行率",
    "execution-score": "执行率得分",
    "total-score": "自评总分",
    "score": "得分",
    "weight": "分值",
    "count": "指标行数",
    "projects": "项目数",
    "percentage": "占项目预算的比例（分项和累计的不比）",
}
_CONDITIONS: Final = {
    "met": "实际达到目标",
    "all-kinds": "几类指标都有",
    "duplicated": "同一张表里重复填报（名称、二级指标、期限和所属目标都相同）",
    "unmet": "实际没有达到目标",
    "below-weight": "得分低于分值",
    "qualitative": "目标是文字（定性）",
    "quantitative": "目标是数值（定量）",
    "dated": "目标是日期",
    "shared": "至少两个部门在用",
    "self-evaluated": "绩效自评表",
    "of-project": "只看项目表",
    "target-form": "绩效目标表里的（不含自评表）",
    "project-form": "项目支出绩效目标表里的",
    "whole-department": "部门整体支出绩效目标表",
    "below-last-year": "目标值低于上年值",
    "above-last-year": "目标值高于上年值",
    "equal-years": "上年值与前年值写得一样",
    "same-named": "同名项目",
    "all-spent": "执行数不少于全年预算",
    "unspent": "执行数少于全年预算",
    "added": "全年预算多于年初预算",
    "has-problem": "自评表填了问题",
}
_GROUPS: Final = {
    "department": "部门",
    "project": "项目",
    "year": "年度",
    "level1": "一级指标",
    "level2": "二级指标",
    "unit": "单位",
    "source": "资金来源",
    "phase": "阶段",
    "document": "文件",
    "horizon": "目标期限",
}
_TABLE_KINDS: Final = {"function": "功能科目", "economic": "经济科目"}
_SIGNS: Final = {"<": "小于", ">": "大于", "=": "等于", "!=": "不等于"}
_OPERATORS: Final = {**_SIGNS, "<=": "不大于", ">=": "不小于", "!=": "不等于"}
_AGGREGATES: Final = {"count": "计数", "sum": "相加", "average": "求平均"}


def describe(form: Form) -> str:
    """One sentence: what is listed, under which conditions, in which order."""
    if form.minus is not None and form.as_share:
        return (
            f"前者占后者的百分比；前者：{describe(replace(form, minus=None))}；后者：{describe(form.minus)}"
        )
    if form.minus is not None:
        return f"前者减后者；前者：{describe(replace(form, minus=None))}；后者：{describe(form.minus)}"
    if form.beside is not None:
        return f"{describe(replace(form, beside=None))}。另问：{describe(form.beside)}"
    what = _subject(form)
    parts = [what, *_conditions(form)]
    if form.groups:
        parts.append("按" + "、".join(_GROUPS[group] for group in form.groups) + "分列")
    if form.aggregate:
        parts.append(_AGGREGATES[form.aggregate])
        if form.subject == "target":
            parts.append("评价报告重印自评表的行不重复计")
    if form.with_total:
        parts.append("列出并相加")
    if form.order:
        if form.order == "money" and form.subject == "target":
            parts.append("只看以钱计的目标")
        how = "由小到大" if form.ascending else "由大到小"
        top = (
            ""
            if form.limit is None
            else f"，取前 {form.limit} 个（并列的都列出）"
            if form.limit == 1
            else f"，取前 {form.limit} 个"
        )
        parts.append(f"按{_ATTRIBUTES.get(form.order, form.order)}{how}{top}")
    return "；".join(parts)


def _subject(form: Form) -> str:
    if form.subject == "money" and "whole-department" in form.conditions:
        what = "部门整体支出绩效目标表里的资金"
    elif form.subject in {"part", "form"} and form.part_kind:
        what = label_of("questions", form.part_kind)
    elif form.lacks and form.lacks[0] == "line":
        what = _SUBJECTS["department"]
    else:
        what = _SUBJECTS[form.subject]
    shown = [label_of("questions", name) for name in dict.fromkeys(form.shows)]
    return f"{what}（{'、'.join(shown)}）" if shown and form.subject not in {"line", "organization"} else what


def _conditions(form: Form) -> list[str]:
    found = []
    if form.departments:
        found.append("部门：" + "、".join(form.departments))
    if form.one_owner:
        found.append("其中只有一个部门有")
    if form.years:
        found.append("年度：" + "、".join(map(str, form.years)))
    for match, label in ((form.projects, "项目"), (form.indicators, "指标名称"), (form.lines, "行名")):
        if match:
            found.append(_match(match, label))
    if form.organizations:
        found.append("实施单位：" + "、".join(form.organizations))
    if form.codes:
        found.append("编码：" + "、".join(form.codes))
    for texts, label in (
        (form.columns, "栏目"),
        (form.tables, "预算表"),
        (form.units, "计量单位"),
        (form.bases, "依据或偏差原因"),
        (form.grades, "自评等级"),
        (form.grades_not, "自评等级不是"),
    ):
        if texts:
            found.append(f"{label}：" + "、".join(texts))
    found.extend(_lines(form))
    if form.whole:
        found.append("只看表的合计行")
    if form.once:
        found.append("几张表里的同一金额只列最先印的一处")
    if form.items:
        found.append("只看表里的分项，不含合计和单位小计")
    if form.no_funds:
        found.append("不看政府性基金、国有资本经营的表")
    if form.all_money:
        found.append("只看全部资金的表，不看分资金来源的表")
    if form.purchase_class:
        found.append(f"采购类别：{label_of('questions', form.purchase_class)}（按品目编码的首字母）")
    if form.only_source:
        found.append(f"资金全部来自{label_of('funding', form.only_source)}")
    if form.table_kind:
        found.append("只看按" + _TABLE_KINDS[form.table_kind] + "分类的预算表")
    if form.of_units:
        found.append("只看预算单位的行（六位编码）")
    if form.titled and (form.either or form.lines):
        found.append(f"或名为“{form.titled}”的表的同一栏")
    if form.not_of_table:
        found.append(f"表名不含“{form.not_of_table}”")
    if form.table_part:
        found.append(f"表名含“{form.table_part}”")
    if form.operator:
        found.append(f"目标的运算符是“{form.operator}”")
    for first, sign, second in form.pairs:
        sides = [label_of("questions", name) for name in (first, second)]
        found.append(f"{sides[0]}{_SIGNS[sign]}{sides[1]}（比数）")
    if form.day:
        month, day = form.day[1].split("-")
        found.append(f"期限{'不晚于' if form.day[0] == '≤' else '是'}{int(month)}月{int(day)}日")
    if form.problem_types:
        found.append("问题类型：" + "、".join(form.problem_types))
    if form.repeated:
        found.append(f"至少在 {form.repeated} 个项目里出现")
    if form.kinds:
        found.append("类别：" + "、".join(label_of("kinds", kind) for kind in dict.fromkeys(form.kinds)))
    if form.lacks:
        found.append("没有" + _lacked(*form.lacks))
    found.extend(_money(form))
    found.extend(map(_amounts, form.amounts))
    if form.gap:
        found.append("相差：" + "与".join(map(amount_label, form.gap)))
    compared: dict[str, None] = {}
    for one in form.comparisons:  # the two ends of a range are one word
        equal = "等于" if one.operator == "=" and not one.words.startswith("等于") else ""
        compared[f"{_ATTRIBUTES[one.attribute]}{equal}{one.words}"] = None
    found.extend(compared)
    found.extend(_CONDITIONS[condition] for condition in sorted(form.conditions))
    for said, label in ((form.target_said, "目标写的是"), (form.goal_said, "文字含")):
        if said:
            found.append(f"{label}“{said}”")
    if form.natures:
        found.append("项目属性：" + "、".join(form.natures))
    found.extend(f"{label_of('questions', aspect)}：{year}" for aspect, year in form.lasting)
    if form.change:
        found.append("减".join(label_of("questions", name) for name in form.change))
    if form.plan_item:
        found.append(f"分项含“{form.plan_item}”")
    if form.quarters:
        found.append("季度：" + "、".join(map(str, form.quarters)))
    if form.goal_label or form.horizon:
        found.append(f"目标：{form.goal_label or form.horizon}")
    return found


def _lines(form: Form) -> list[str]:
    """Levels, units and codes, and what is left out."""
    found = []
    if form.level:
        found.append(f"只看 {form.level} 位编码的科目")
    if form.under:
        found.append(_match(form.under, "上级科目"))
    for texts, label in (
        (form.units_named, "预算单位"), (form.project_codes, "项目编码"), (form.excluded, "名称不含"),
    ):  # fmt: skip
        if texts:
            found.append(f"{label}：" + "、".join(texts))
    return found


def _money(form: Form) -> list[str]:
    compared = form.order == "money" or any(one.attribute == "money" for one in form.comparisons)
    of_projects = form.sources or form.phases or "money" in form.shows or compared
    if form.subject != "money" and (form.subject != "project" or not of_projects):
        return []
    if not form.sources and form.subject == "money" and "source" in form.shows:
        return ["只列来源本身，不列“其中”和分了来源的合计"]
    found = ["资金来源：" + ("、".join(label_of("funding", name) for name in form.sources) or "资金总额")]
    if form.phases:
        found.append("阶段：" + "、".join(label_of("phases", name) for name in form.phases))
    elif "phase" not in form.groups and "phase" not in form.shows:
        found.append("阶段：分了阶段的取全年预算")
    if form.aggregate == "sum" and "whole-department" not in form.conditions:
        found.append("只加项目绩效表，不含整体支出表")
    return found


def _amounts(test: AmountTest) -> str:
    sign = _OPERATORS[test.operator]
    other = f"{test.value / 10000:f}万元" if test.other is None else amount_label(test.other)
    return f"{amount_label(test.one)}{sign}{'0' if not test.value and test.other is None else other}"


def _lacked(what: str, name: str) -> str:
    if what == "line":
        return "这样的金额（没有印这一项，或印的是0）"
    if what == "indicator":
        return f"名称含“{name}”的指标"
    if what == "problem":
        return name or "自评问题（只看自评表）"
    if what == "goal":
        return f"{name}目标"
    if what == "form":
        return label_of("questions", name)
    if what == "phase":
        return f"{label_of('phases', name)}预算（只看分阶段印资金的表）"
    scheme = {"kind": "kinds", "source": "funding", "attribute": "questions"}[what]
    return label_of(scheme, name)


def _match(match: Match, label: str) -> str:
    if match.part:
        return f"{label}含“{match.part}”"
    return f"{label}：" + "、".join(f"“{name}”" for name in match.names)
