"""The first sheet: what the workbook is, from which documents, and how to read every column and mark."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.export.cells import cell_text
from kg.export.columns import (
    CATALOGUE_COLUMNS,
    DEPARTMENT_COLUMNS,
    DEPARTMENTS,
    FINDING_COLUMNS,
    FINDINGS,
    GUIDE,
    INDICATORS,
    LIBRARY,
    LIBRARY_COLUMNS,
    PROJECT_COLUMNS,
    PROJECTS,
    REVIEW,
    REVIEW_COLUMNS,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS: Final = (16, 34, 30, 9, 9, 9, 40)
_LAST: Final = len(_WIDTHS) - 1
_PER_LINE: Final = 72
_SHEETS: Final = (
    (INDICATORS, "每行一个指标：层级、三级指标、目标值原文和拆出的运算符、取值、单位，以及出处。"),
    (PROJECTS, "每行一个项目：单位、资金、自评得分、指标数；点部门到“部门”表，点指标数、问题数到第一个。"),
    (DEPARTMENTS, "每行一个部门：文件、项目、预算、指标和问题的数目，点数目到第一个。"),
    (
        LIBRARY,
        "每行一种指标（同一名称的各种写法合在一起）：多少部门、项目、年度在用，常用的运算符和单位，可比数值的分布。",
    ),
    (FINDINGS, "每行一个问题；点“指标目录”一列到那一行。“处理”和“理由”两列由审核人填写。"),
    (
        REVIEW,
        "每行一个程序没有把握的指标：原文、读成什么、为什么没有把握。“核对结果”由核对人选对、错或改为。",
    ),
)
_SPARSE: Final = (
    "Excel 一张表至多 65,530 个链接，本表的行数超过了它的一半：“指标目录”的部门和项目只在连续各行的第一行可点击，"
    "“→ 序号”和数目在每一行都可点击。"
)
_READING: Final = (
    "怎样审核：在“问题”表按程度筛选，点“指标目录”一列看那一行，再按文件、行号或位置对照原文；在“处理”列选采纳、不采纳或未定。",
    "标记：▲ 严重、● 警告、○ 提示；“待核”是程序没有把握的行。颜色只是辅助，不看颜色也能读全。",
    "金额单位是万元。百分数按印出的数记（99% 记 99，单位 %）；万、亿不展开，展开后的数在“基准值”列。",
    "找别人怎么定：在“指标目录”点一行的“指标库”，看同一指标的分布；按“指标库”一列筛选，看用它的全部行。",
    "指标库的数按基准单位，与 kg query indicator-values 相同；比率显示为百分数。四分位数的算法同 QUARTILE.INC。",
    "跳转：“→ 序号”和带下划线的数是 HYPERLINK 公式，只含本工作簿的表名和行号，不含文件里的文字；排序后仍指原来的行号。",
    "回到原文：按文件、行号（或页、位置）查找。为安全起见不链接到源文件，文件名里的内容也不会成为链接。",
    "改“指标目录”后可用 kg diff 与图谱比较，凭最右边的“标识”认行；请勿改动各表的“标识”。",
    "目标值（原文）永远是文本：以 = + - @ 开头的内容不会成为公式，文件里的网址不会成为链接。",
    "数字超过 15 位有效数字的按文本保存，免得表格软件改动末位；超过 32,767 字的内容截断并注明。",
    "空白就是表单没有印出，或读不出而在“读取说明”里注明；程序不猜。",
    "打印：横向、按页宽缩放、每页重复表头；“指标目录”只打印到“页”一列，右边是供筛选和计算的列。",
    "本表由程序从公开文件读取，引用前请以原文件为准。不含联系人姓名、电话和地址。",
)


def write_guide(
    workbook: "Workbook",
    formats: Mapping[str, "Format"],
    *,
    counts: Mapping[str, int],
    years: Sequence[int],
    documents: Sequence[Mapping[str, object]],
    audit: str = "",
    sparse: bool = False,
) -> None:
    """Fill the sheet 说明, which must have been added to the workbook before.

    ``counts`` are Chinese headings with their numbers; ``documents`` have document, department, year, forms,
    indicators, findings and sha256; ``audit`` says which findings there are; ``sparse``: not every name is a link.
    """
    worksheet = workbook.get_worksheet_by_name(GUIDE)
    for position, width in enumerate(_WIDTHS):
        worksheet.set_column(position, position, width)
    worksheet.hide_gridlines(2)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer("&L&A&R第 &P 页，共 &N 页")
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}—{years[-1]}" if years else "无"
    lines = _Lines(worksheet, formats)
    lines.title("绩效目标指标目录")
    lines.prose("由公开的绩效目标表逐行读出：每个指标拆成主体、运算符、取值、单位，并注明出处，供逐条审核。")
    lines.heading("数据范围")
    lines.pair("年度", span)
    for title, count in counts.items():
        lines.pair(title, count)
    if audit:
        lines.prose(audit)
    lines.prose("本工作簿不写生成时间：同一批文件两次导出逐字节相同，便于比对。")
    lines.heading("来源文件")
    lines.table(
        ("年度", "文件", "部门", "表单数", "指标数", "问题数", "SHA-256"),
        [
            tuple(
                d.get(f) or None if f == "year" else d.get(f)
                for f in ("year", "document", "department", "forms", "indicators", "findings", "sha256")
            )
            for d in documents
        ],
    )
    lines.heading("各表")
    for name, purpose in _SHEETS:
        lines.link(name, purpose)
    lines.heading("怎样看")
    for paragraph in (*_READING, *((_SPARSE,) if sparse else ())):
        lines.prose(paragraph)
    lines.heading("各列的含义")
    for name, columns in (
        (INDICATORS, CATALOGUE_COLUMNS),
        (PROJECTS, PROJECT_COLUMNS),
        (DEPARTMENTS, DEPARTMENT_COLUMNS),
        (LIBRARY, LIBRARY_COLUMNS),
        (FINDINGS, FINDING_COLUMNS),
        (REVIEW, REVIEW_COLUMNS),
    ):
        for column in columns:
            lines.meaning(name, column.title, column.meaning)


class _Lines:
    """Writes the guide downwards; the workbook wants its rows in order."""

    def __init__(self, worksheet: "Worksheet", formats: Mapping[str, "Format"]) -> None:
        self._worksheet = worksheet
        self._formats = formats
        self._row = 0

    def title(self, text: str) -> None:
        self._worksheet.set_row(self._row, 30)
        self._worksheet.write_string(self._row, 0, text, self._formats["title"])
        self._row += 1

    def heading(self, text: str) -> None:
        self._row += 1
        self._worksheet.set_row(self._row, 22)
        for position in range(_LAST + 1):
            self._worksheet.write_blank(self._row, position, None, self._formats["heading"])
        self._worksheet.write_string(self._row, 0, text, self._formats["heading"])
        self._row += 1

    def prose(self, text: str) -> None:
        self._worksheet.set_row(self._row, 15 * -(-len(text) // _PER_LINE) + 3)
        self._worksheet.merge_range(self._row, 0, self._row, _LAST, text, self._formats["prose"])
        self._row += 1

    def pair(self, title: str, value: int | str) -> None:
        self._worksheet.write_string(self._row, 0, title, self._formats["text"])
        if isinstance(value, int):
            self._worksheet.write_number(self._row, 1, value, self._formats["count"])
        else:
            self._worksheet.write_string(self._row, 1, value, self._formats["text"])
        self._row += 1

    def table(self, titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        for position, title in enumerate(titles):
            self._worksheet.write_string(self._row, position, title, self._formats["header"])
        self._row += 1
        for row in rows:
            self._worksheet.set_row(self._row, 32)
            for position, value in enumerate(row):
                if isinstance(value, int):
                    kind = "year" if titles[position] == "年度" else "integer"
                    self._worksheet.write_number(self._row, position, value, self._formats[kind])
                else:
                    self._worksheet.write_string(self._row, position, _literal(value), self._formats["text"])
            self._row += 1

    def link(self, sheet: str, purpose: str) -> None:
        self._worksheet.write_url(self._row, 0, f"internal:'{sheet}'!A1", self._formats["link"], sheet)
        self._worksheet.merge_range(self._row, 1, self._row, _LAST, purpose, self._formats["text"])
        self._row += 1

    def meaning(self, sheet: str, title: str, meaning: str) -> None:
        self._worksheet.write_string(self._row, 0, sheet, self._formats["text"])
        self._worksheet.write_string(self._row, 1, title, self._formats["text"])
        self._worksheet.merge_range(self._row, 2, self._row, _LAST, meaning, self._formats["text"])
        self._row += 1


def _literal(value: object) -> str:
    text = cell_text(value)
    # XlsxWriter passes on a string between these marks as markup of its own
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text
