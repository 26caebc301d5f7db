"""The columns of the workbook's sheets: which field stands where, how wide, of which type, what it means."""

from typing import Final

from kg.export.sheet import Column
from kg.finding_decisions import VERDICTS

GUIDE: Final = "说明"
INDICATORS: Final = "指标目录"
PROJECTS: Final = "项目"
DEPARTMENTS: Final = "部门"
LIBRARY: Final = "指标库"
FINDINGS: Final = "问题"
REVIEW: Final = "待核"

WHOLE_DEPARTMENT: Final = "（部门整体）"
DECISIONS: Final = tuple(VERDICTS.values())
DISMISSED: Final = VERDICTS["dismissed"]
CORRECTED: Final = "改为"
SEVERITIES: Final = {"violation": "▲ 严重", "warning": "● 警告", "info": "○ 提示"}
"""Severity of a finding to what the sheet shows: a sign and a word, so that colour is never the only mark."""
KINDS: Final = {
    "number": "数值", "range": "区间", "date": "日期", "text": "文字", "multi": "多个数值", "missing": "缺失",
}  # fmt: skip

INDICATOR_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次，只用于说话时指认，不是编号。"),
    Column("year", "年度", 7, "year", "表单所属的预算（或决算）年度。"),
    Column("department", "部门", 18, "text", "部门全称，可点击到“部门”表。"),
    Column("project", "项目", 28, "text", "项目名称，可点击到“项目”表；部门整体支出的指标写作（部门整体）。"),
    Column("horizon", "期限", 7, "center", "长期或年度；表单未写的按年度。"),
    Column("level1", "一级指标", 12, "text", "表单印出的一级指标；合并或丢失的单元格沿用上一行。"),
    Column("level2", "二级指标", 14, "text", "表单印出的二级指标。"),
    Column("name", "三级指标", 28, "text", "三级指标原文，去掉空白和换行。"),
    Column("target_text", "目标值（原文）", 18, "text", "目标值原文，永远是文本：=15家 不会变成公式。"),
    Column("operator", "运算符", 7, "center", "≥ ≤ = > <，印出的或文字写明的；空白表示表单没有写。"),
    Column("value", "取值", 12, "number", "单个数值是数字，万、亿不展开；区间、日期、文字按文本。"),
    Column("unit", "单位", 9, "center", "计量单位原文。"),
    Column("value_last_year", "上年值", 11, "text", "上年实际或目标，原文。"),
    Column("actual", "实际完成值", 13, "text", "绩效自评表的实际完成值，原文。"),
    Column("doubt", "待核", 8, "center", "“待核”表示程序对这一行没有把握，请对照原文。"),
    Column("remark", "读取说明", 28, "text", "这一行哪些内容不能照字面采信，程序怎样处理。"),
    Column("document", "文件", 27, "text", "来源文件名。"),
    Column("line", "行号", 8, "ordinal", "指标名称在文本文件里的行号，从 1 起。"),
    Column("page", "页", 7, "ordinal", "其他格式的页码或工作表序号。"),
    Column("place", "位置", 18, "text", "其他格式里的位置：第几页、工作表和单元格、第几段。", aside=True),
    Column("goal", "对应目标或任务", 30, "long", "长期目标N、年度目标N，或年度工作任务。", aside=True),
    Column("description", "指标说明", 28, "long", "指标描述、说明一栏原文。", aside=True),
    Column("basis", "确定依据或偏差原因", 28, "long", "指标值确定依据，或偏差原因及改进措施。", aside=True),
    Column("value_year_before_last", "前年值", 11, "text", "前年实际或目标，原文。", aside=True),
    Column("weight", "分值", 8, "number", "指标分值。", aside=True),
    Column("score", "得分", 8, "number", "自评得分。", aside=True),
    Column("subject", "指标主体", 26, "text", "衡量什么：三级指标去掉符号、单位和序号。", aside=True),
    Column("kind", "取值类型", 11, "center", "数值、区间、日期、文字、多个数值、缺失。", aside=True),
    Column("base_value", "基准值", 18, "number", "换算到基准单位：30 万件记 300000 件。", aside=True),
    Column("base_unit", "基准单位", 11, "center", "元、秒、米、千克、字节、人、件等；比率记 1。", aside=True),
    Column("form", "表单", 22, "text", "目标表（整体、项目）、绩效自评表或绩效评价报告。", aside=True),
    Column("implementing_unit", "实施单位", 22, "text", "实施单位或项目执行单位。", aside=True),
    Column("project_code", "项目编码", 16, "text", "表单印出的项目编码。", aside=True),
    Column("budget", "项目预算（万元）", 16, "money", "项目当年预算，不论表单以什么单位印出。", aside=True),
    Column("fiscal", "其中财政（万元）", 16, "money", "其中当年财政拨款，不含上年结转。", aside=True),
    Column("confidence", "可信度", 9, "number", "0 到 1，程序对这一行读法的把握。", aside=True),
)
"""What is known of a row, for any sheet of rows."""

_IN_WORKBOOK: Final = (
    Column(
        "library", "指标库", 9, "jump", "到“指标库”表：同一指标别人怎么定。按这一列筛选，得到同一指标的各行。"
    ),
    Column("issues", "问题", 8, "jump", "这一行的问题数，点击到“问题”表的第一条。"),
)
_ROW_ID: Final = Column(
    "row_id", "标识", 23, "text", "这一行在图谱里的标识，kg diff 凭它认出改过的行，请勿改动。", aside=True
)
_DOUBT: Final = next(at for at, column in enumerate(INDICATOR_COLUMNS) if column.field == "doubt")
CATALOGUE_COLUMNS: Final = (
    *INDICATOR_COLUMNS[: _DOUBT + 1],
    *_IN_WORKBOOK,
    *INDICATOR_COLUMNS[_DOUBT + 1 :],
    _ROW_ID,
)
"""The same with what leads to other sheets, and last what identifies the row."""

PROJECT_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次。"),
    Column("year", "年度", 7, "year", "表单所属年度。"),
    Column("department", "部门", 20, "text", "部门全称，可点击到“部门”表。"),
    Column("project", "项目名称", 30, "text", "去掉空白的项目名称。"),
    Column("implementing_unit", "实施单位", 20, "text", "实施单位或项目执行单位。"),
    Column("budget", "当年预算（万元）", 14, "money", "项目当年预算，换算为万元。"),
    Column("fiscal", "其中财政（万元）", 14, "money", "其中当年财政拨款。"),
    Column("executed", "执行数（万元）", 14, "money", "绩效自评表的执行数。"),
    Column("execution_rate", "执行率（%）", 10, "number", "绩效自评表印出的执行率。"),
    Column("total_score", "自评总分", 8, "number", "绩效自评表的总分。"),
    Column("grade", "等级", 7, "center", "绩效自评表的等级。"),
    Column("indicators", "指标数", 8, "jump", "本项目的指标行数，点击到“指标目录”里的第一行。"),
    Column("doubtful", "待核行数", 8, "integer", "其中程序没有把握的行数。"),
    Column("has_quantity", "有数量指标", 10, "center", "是否设有数量指标。"),
    Column("has_satisfaction", "有满意度指标", 12, "center", "是否设有满意度指标。"),
    Column("findings", "问题数", 8, "jump", "“问题”表里属于本项目的条数，点击到第一条。"),
    Column("goal", "总体目标", 50, "long", "表单印出的目标，多个目标分行。"),
    Column("supervising_department", "主管部门", 22, "text", "主管部门。", aside=True),
    Column("project_code", "项目编码", 16, "text", "表单印出的项目编码。", aside=True),
    Column("attribute", "项目属性", 14, "text", "实施期限、项目属性或类别。", aside=True),
    Column("start_year", "起始年", 8, "year", "实施期起始年。", aside=True),
    Column("end_year", "结束年", 8, "year", "实施期结束年。", aside=True),
    Column("document", "文件", 27, "text", "来源文件名。", aside=True),
    Column("line", "行号", 8, "ordinal", "表单开头在文本文件里的行号。", aside=True),
    Column("place", "位置", 18, "text", "表单在其他格式的文件里的位置。", aside=True),
)

DEPARTMENT_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次。"),
    Column("department", "部门", 30, "text", "部门全称。"),
    Column("department_code", "部门编码", 12, "text", "表单印出的部门编码。"),
    Column("years", "年度", 16, "text", "有数据的年度。"),
    Column("documents", "文件数", 9, "integer", "来源文件数。"),
    Column("projects", "项目数", 9, "jump", "有绩效目标的项目数，点击到“项目”表的第一个。"),
    Column("project_budget", "项目预算合计（万元）", 18, "money", "项目当年预算相加，同一项目只算一次。"),
    Column("whole_budget", "整体支出（万元）", 18, "money", "整体支出绩效目标表印出的总额。"),
    Column("indicators", "指标数", 9, "jump", "指标行数，点击到“指标目录”里的第一行。"),
    Column("numeric", "定量指标数", 10, "integer", "取值为数值、区间、日期的指标行数。"),
    Column("doubtful", "待核行数", 9, "integer", "程序没有把握的行数。"),
    Column("without_satisfaction", "无满意度指标的项目", 19, "integer", "没有满意度指标的项目数。"),
    Column("violations", "▲ 严重", 9, "jump", "严重问题数，点击到“问题”表的第一条。"),
    Column("warnings", "● 警告", 9, "jump", "警告数，点击到“问题”表的第一条。"),
    Column("infos", "○ 提示", 9, "jump", "提示数，点击到“问题”表的第一条。"),
)

LIBRARY_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次，“指标目录”的“指标库”一列以它指认。"),
    Column("name", "指标", 30, "text", "指标的名称：各种写法里用得最多的一种。"),
    Column("level2", "多数所在二级指标", 15, "text", "用这个指标的行多数归在哪个二级指标下。"),
    Column("rows", "指标行数", 9, "integer", "用这个指标的行数，色条表示多少。"),
    Column("first", "首行", 9, "jump", "到“指标目录”里的第一行；在那里按“指标库”一列筛选，得到全部行。"),
    Column("departments", "部门数", 8, "integer", "用这个指标的部门数。"),
    Column("projects", "项目数", 8, "integer", "用这个指标的项目数。"),
    Column("years", "年度", 12, "center", "最早和最近的年度。"),
    Column("operator", "常用运算符", 8, "center", "印得最多的运算符。"),
    Column("operator_share", "占比", 8, "number", "印这个运算符的行占全部行的比例。"),
    Column("unit", "常用单位", 9, "center", "印得最多的计量单位。"),
    Column("unit_share", "占比", 8, "number", "印这个单位的行占全部行的比例。"),
    Column(
        "group",
        "可比口径",
        17,
        "text",
        "右边的数属于哪一组：符号方向、期限、增减都相同才相比；取数值最多的一组。",
    ),
    Column("values", "个数", 7, "integer", "这一组有把握的数值个数，两个以上才有分布。"),
    Column("base_unit", "基准单位", 9, "center", "右边各数的单位；比率显示为百分数。"),
    Column("least", "最小", 13, "number", "最小值。"),
    Column("lower", "下四分位", 13, "number", "四分之一的数值不大于它。"),
    Column("median", "中位", 13, "number", "一半的数值不大于它。"),
    Column("upper", "上四分位", 13, "number", "四分之三的数值不大于它。"),
    Column("greatest", "最大", 13, "number", "最大值。"),
    Column("picture", "分布", 24, "text", "从最小到最大：▓ 是中间一半，█ 是中位，░ 是两头各四分之一。"),
    Column("wordings", "写法", 34, "long", "各种写法，第一个最常用。"),
    Column("others", "其他口径", 42, "long", "其余各组：个数、最小、中位、最大。", aside=True),
    Column("qualitative", "定性写法", 36, "long", "没有数值的目标怎么写，至多十种。", aside=True),
)

FINDING_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次。"),
    Column("severity", "程度", 9, "center", "▲ 严重、● 警告、○ 提示。"),
    Column("title", "问题", 20, "text", "问题的名称。"),
    Column("message", "具体情况", 42, "text", "问题所在和印出的内容。"),
    Column("year", "年度", 7, "year", "表单所属年度。"),
    Column("department", "部门", 16, "text", "部门全称。"),
    Column("project", "项目", 28, "text", "项目名称，可点击到“项目”表。"),
    Column("indicator", "指标目录", 10, "jump", "指标在“指标目录”里的序号，点击到那一行。"),
    Column("name", "三级指标", 24, "text", "三级指标原文。"),
    Column("target_text", "目标值（原文）", 14, "text", "目标值原文。"),
    Column("advice", "建议", 32, "text", "怎样处理。"),
    Column("basis", "依据", 34, "text", "制度依据。"),
    Column("document", "文件", 27, "text", "来源文件名。"),
    Column("line", "行号", 7, "ordinal", "在文本文件里的行号；空白表示整份文件，或见“位置”。"),
    Column("where", "位置", 16, "text", "在其他格式的文件里的位置：第几页、工作表和单元格、第几段。"),
    Column("decision", "处理", 9, "input", "由审核人选择：采纳（请部门改）、不采纳（不是问题）、未定。"),
    Column("reason", "理由", 26, "input", "由审核人填写；选“不采纳”时要写，没写的格子变红。"),
    Column("code", "代码", 22, "text", "问题的固定代码。", aside=True),
    Column("mark", "标识", 19, "text", "这条问题的标识，重新审核后仍凭它认出，请勿改动。", aside=True),
    Column("digest", "来源摘要", 19, "text", "原文的摘要，原文变了就要重新处理。", aside=True),
)

REVIEW_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次。"),
    Column("document", "文件", 26, "text", "来源文件名。"),
    Column("where", "位置", 16, "text", "文本文件的行号；其他文件的页、工作表和单元格或段落。"),
    Column("indicator", "指标目录", 10, "jump", "这一行在“指标目录”里的序号，点击到那一行。"),
    Column("printed", "原文", 40, "text", "整行原文，单元格之间用竖线隔开。"),
    Column("name", "三级指标", 24, "text", "读到的三级指标。"),
    Column("target_text", "目标值（原文）", 16, "text", "读到的目标值原文。"),
    Column("reading", "读成", 18, "text", "拆出的运算符、取值和单位。"),
    Column("reason", "待核原因", 36, "text", "程序为什么没有把握，要紧的在前。"),
    Column("advice", "核对什么", 34, "text", "对照原文时看哪里。"),
    Column("verdict", "核对结果", 10, "input", "由核对人选择：对、错、改为。"),
    Column("correction", "改为", 24, "input", "核对结果选“改为”时写正确的内容，没写的格子变红。"),
    Column("year", "年度", 7, "year", "表单所属年度。", aside=True),
    Column("department", "部门", 18, "text", "部门全称。", aside=True),
    Column("project", "项目", 26, "text", "项目名称。", aside=True),
    Column("confidence", "可信度", 9, "number", "0 到 1，程序对这一行读法的把握。", aside=True),
)
