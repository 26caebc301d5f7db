"""What several templates share above the indicators: where the department is named, the money block, the goals."""

from decimal import Decimal
from random import Random

from samples.make.grid import Break, Grid, Sheet
from samples.make.spec import FormSpec
from samples.make.wording import amount

PROJECT, WHOLE, SELF = "项目支出绩效目标表", "整体支出绩效目标表", "绩效自评表"
ACCOUNTS = "部门决算"
BUDGET = "部门预算"


def short(department: str) -> str:
    """The department as its own forms print it: without the place (云岭市教育局 → 市教育局)."""
    for place in ("云岭市", "青禾县", "白石区"):
        if department.startswith(place):
            return department[len(place) - 1 :]
    return department


def opening(spec: FormSpec, rng: Random, *, kind: str = BUDGET, where: str | None = None) -> Sheet:
    """A sheet whose department and year stand in a title, on a cover, in a header line or in the file name only."""
    where = where or rng.choice(("title", "cover", "line", "file", "book"))
    name = f"{spec.project}绩效目标"
    if where == "file":
        name = f"{spec.department}{spec.year}年{kind}"
    sheet = Sheet(name, named=where != "line")
    if where == "title":
        sheet.say(f"{spec.department}{spec.year}年{kind}", "title")
    elif where in {"cover", "book"}:
        sheet.say(spec.department, "cover")
        sheet.say(f"{spec.year}年{kind}公开", "cover")
        sheet.say("目  录", "centre")
        sheet.say("第一部分  部门概况")
        sheet.say("第二部分  项目绩效情况")
    if where == "book":
        budget_tables(sheet, spec, rng)
    return sheet


def budget_tables(sheet: Sheet, spec: FormSpec, rng: Random) -> None:
    """What else a budget book prints: text, the table of revenue and expenditure, purchases. None of it is a target."""
    sheet.say("一、部门职责", "left")
    sheet.say(
        f"{short(spec.department)}负责贯彻落实有关方针政策，拟订发展规划，全年计划完成各项任务不少于20项，完成率达到100%。"
    )
    sheet.say("收支预算总表", "title")
    sheet.say(f"部门：{spec.department}        单位：万元")
    table = Grid(4, widths=[14, 8, 14, 8])
    table.put(0, 0, "收入", columns=2, label=True)
    table.put(0, 2, "支出", columns=2, label=True)
    table.line("项目", "预算数", "项目", "预算数")
    for left, right in (
        ("一、一般公共预算拨款收入", "一、一般公共服务支出"), ("二、政府性基金预算拨款收入", "二、教育支出"),
        ("三、事业收入", "三、社会保障和就业支出"), ("四、上级补助收入", "四、卫生健康支出"),
        ("本年收入合计", "本年支出合计"), ("上年结转", "结转下年"), ("收入总计", "支出总计"),
    ):  # fmt: skip
        table.line(
            left, f"{rng.randrange(0, 900000) / 100:.2f}", right, f"{rng.randrange(0, 900000) / 100:.2f}"
        )
    sheet.blocks.append(table)
    sheet.say("政府采购预算表", "title")
    bought = Grid(5, widths=[14, 10, 6, 6, 8])
    bought.line("采购项目", "品目名称", "数量", "计量单位", "金额（万元）")
    for name, kind in (("办公设备购置", "台式计算机"), ("物业管理服务", "物业管理"), ("车辆购置", "轿车")):
        unit = rng.choice(("台", "项", "辆"))
        bought.line(name, kind, str(rng.randrange(1, 30)), unit, f"{rng.randrange(100, 9000) / 100}")
    sheet.blocks.append(bought)
    sheet.say("三、机关运行经费情况说明")
    sheet.say(f"{spec.year}年机关运行经费预算安排{rng.randrange(50, 300)}.50万元，比上年下降5%。")
    sheet.blocks.append(Break("绩效目标"))


def department_line(spec: FormSpec, rng: Random, *, money: bool) -> str:
    """``填报单位：… 金额单位：万元`` above a table."""
    label = rng.choice(("填报单位", "部门名称", "单位名称", "部门", "填报单位（盖章）", "预算部门"))
    gap = rng.choice(("　　　　", "        "))
    unit = f"{gap}{rng.choice(('单位', '金额单位'))}：{spec.money_unit}" if money else ""
    return f"{label}：{spec.department}{unit}"


def cash(value: Decimal, spec: FormSpec, rng: Random) -> str:
    """An amount in the unit of the form."""
    return amount(value, spec.money_unit, rng)


def goal_text(spec: FormSpec, rng: Random, *, long: bool = False) -> str:
    """The goals of a form as one cell: one sentence, or several with ordinals."""
    texts = [goal.long or goal.text if long else goal.text for goal in spec.goals]
    if len(texts) == 1:
        return texts[0]
    shape = rng.choice(("{n}.{t}", "目标{n}：{t}", "{n}、{t}"))
    return " ".join(shape.format(n=number, t=text) for number, text in enumerate(texts, 1))
