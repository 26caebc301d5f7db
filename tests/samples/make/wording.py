"""Real spellings of headers, labels, targets and amounts, chosen at random by a seeded generator."""

from decimal import Decimal
from random import Random

from samples.make.spec import Row, Target

HEADERS = {
    "level1": ("一级指标", "一级指标", "一级绩效指标", "一级"),
    "level2": ("二级指标", "二级指标", "二级绩效指标", "二级"),
    "name": ("三级指标", "三级指标", "三级指标名称", "指标名称", "三级绩效指标"),
    "target": ("指标值", "目标值", "年度指标值", "绩效指标值", "年度目标值", "指标值（包含数字及文字描述）"),
    "sign": ("指标性质", "指标方向", "绩效指标性质", "计算符号", "指标值符号"),
    "value": ("指标值", "目标值", "绩效指标值", "年度指标值"),
    "signed": ("指标值", "目标值", "年度指标值"),
    "unit": ("度量单位", "计量单位", "绩效度量单位", "单位"),
    "weight": ("权重", "分值", "指标权重", "分值权重", "权重（%）", "指标分值"),
    "description": ("指标解释", "指标说明", "绩效指标描述", "指标描述", "指标内容"),
    "standard": ("评分标准", "评（扣）分标准", "扣分标准", "评价标准"),
    "basis": ("指标值确定依据", "指标值设定依据", "设定依据"),
    "reason": ("偏差原因分析及改进措施", "偏差原因分析及改进措施", "未完成原因及改进措施", "偏差原因分析"),
    "actual": ("实际完成值", "全年实际完成值", "实际完成情况", "完成值"),
    "score": ("得分", "自评得分"),
    "note": ("备注",),
    "source": ("数据来源", "指标来源"),
    "core": ("是否核心指标",),
    "attribute": ("指标属性", "定性/定量"),
    "direction": ("指标方向性", "指标方向性"),
    "last": ("上年", "上年实现值", "上年指标值"),
    "before": ("前年", "前年实现值", "前年指标值"),
    "order": ("序号",),
    "name_unit": ("三级指标",),
    "name_sign": ("三级指标",),
}

LEVELS = {
    "数": ("产出指标", ("数量指标", "数量指标", "数量")),
    "质": ("产出指标", ("质量指标", "质量指标", "质量")),
    "时": ("产出指标", ("时效指标", "时效指标", "时效")),
    "成": ("成本指标", ("经济成本指标", "经济成本")),
    "社成": ("成本指标", ("社会成本指标",)),
    "生成": ("成本指标", ("生态环境成本指标",)),
    "经": ("效益指标", ("经济效益指标", "经济效益指标", "经济效益")),
    "社": ("效益指标", ("社会效益指标", "社会效益指标", "社会效益")),
    "生": ("效益指标", ("生态效益指标", "生态效益指标", "生态效益")),
    "续": ("效益指标", ("可持续影响指标", "可持续影响指标", "可持续影响")),
    "满": ("满意度指标", ("服务对象满意度指标", "服务对象满意度指标", "服务对象满意度")),
}
ORDER_OLD = ("数", "质", "时", "成", "社成", "生成", "经", "社", "生", "续", "满")
ORDER_NEW = ("成", "社成", "生成", "数", "质", "时", "经", "社", "生", "续", "满")

SIGNS = {
    "≥": (
        "≥{v}{u}", "≥{v}{u}", "≥{v}{u}", "≥ {v} {u}", "大于等于{v}{u}", "不少于{v}{u}", "不低于{v}{u}", "{v}{u}以上",
        ">={v}{u}", "≧{v}{u}", "＞＝{v}{u}", "达到{v}{u}以上",
    ),
    "≤": (
        "≤{v}{u}", "≤{v}{u}", "≤{v}{u}", "≤ {v} {u}", "小于等于{v}{u}", "不超过{v}{u}", "不高于{v}{u}", "{v}{u}以内",
        "<={v}{u}", "控制在{v}{u}以内", "≦{v}{u}",
    ),
    "=": ("={v}{u}", "＝{v}{u}", "={v}{u}", "等于{v}{u}", "= {v}{u}"),
    ">": (">{v}{u}", "＞{v}{u}", "大于{v}{u}"),
    "<": ("<{v}{u}", "＜{v}{u}", "小于{v}{u}", "低于{v}{u}"),
    "": ("{v}{u}",),
}  # fmt: skip
SIGN_CELLS = {
    "plain": {"≥": "≥", "≤": "≤", "=": "=", ">": ">", "<": "<"},
    "wide": {"≥": "≥", "≤": "≤", "=": "＝", ">": "＞", "<": "＜"},
    "words": {"≥": "大于等于", "≤": "小于等于", "=": "等于", ">": "大于", "<": "小于"},
}


def header(key: str, rng: Random) -> str:
    """One real spelling of a column's header."""
    return rng.choice(HEADERS[key])


def levels(rng: Random, *, new: bool) -> dict[str, tuple[str, str]]:
    """Level 1 and level 2 labels by key, as one form spells them all. ``new``: cost is a class of its own."""
    bare = rng.random() < 0.25
    found = {}
    for key, (one, two) in LEVELS.items():
        label = two[-1] if bare and len(two) > 1 else two[0]
        found[key] = (one, label)
    if not new:
        found |= {
            "成": ("产出指标", "成本指标"),
            "社成": ("产出指标", "成本指标"),
            "生成": ("产出指标", "成本指标"),
        }
    return found


def in_order(rows: tuple[Row, ...], *, new: bool) -> list[Row]:
    """Rows in the order in which forms print their levels."""
    order = ORDER_NEW if new else ORDER_OLD
    return sorted(rows, key=lambda row: order.index(row.key))


def in_one_cell(target: Target, rng: Random, *, plain: bool = False) -> str:
    """The target as printed in a single cell."""
    if target.printed:
        return target.printed
    if target.whole:
        return target.number
    if target.kind in {"text", "date", "missing"}:
        return target.number + target.unit
    shapes = SIGNS[target.sign]
    shape = shapes[0] if plain or (target.unit == "" and rng.random() < 0.5) else rng.choice(shapes)
    if target.unit == "" and "{u}以" in shape:
        shape = shapes[0]
    return shape.format(v=target.number, u=target.unit).strip()


def sign_cell(target: Target, style: str) -> str:
    """The cell of the sign column; 定性 for a wording or a date."""
    if target.sign:
        return SIGN_CELLS[style][target.sign]
    return "定性" if target.kind in {"text", "date"} else ""


def amount(wan: Decimal, unit: str, rng: Random | None = None) -> str:
    """An amount in 万元 as printed in ``unit``."""
    factor = {"元": Decimal(10000), "万元": Decimal(1), "亿元": Decimal("0.0001"), "千元": Decimal(10)}[unit]
    value = wan * factor
    style = 0 if rng is None else rng.randrange(3)
    if unit == "亿元":
        return f"{value.normalize():f}"
    if style == 1:
        return f"{value:,.2f}"
    if style == 2 and value == value.to_integral():
        return f"{value:.0f}"
    return f"{value:.2f}"
