"""What stands below the indicators of a form: the result of a self-evaluation, and who signs."""

from decimal import Decimal

from kg.export.forms.layout import Box, Sheet, spread
from kg.export.forms.records import EVALUATION, Form


def write_tail(form: Form, sheet: Sheet) -> None:
    """The sum of the scores, the grade and the problems of a self-evaluation; nothing for other forms."""
    if form.kind != EVALUATION:
        return
    width = len(sheet.widths)
    total, grade = form.head["total_score"], form.text("grade")
    number = None if total is None else Decimal(str(total))
    text = "" if number is None else format(number, "f")
    sheet.add_row([Box(0, 0, "总分", look="label"), Box(0, 1, text, 1, width - 1, "center", number)])
    sheet.add_row(spread([("评价等级", 1, "label"), (grade, width - 1, "center")]))
    problems = form.items("problems")
    if not problems:
        return
    boxes = [Box(0, 0, "问题与建议", len(problems) + 1, 1, "label")]
    boxes += spread(
        [("问题类型", 2, "label"), ("存在问题", 3, "label"), ("改进建议", width - 6, "label")], start=1
    )
    for row, problem in enumerate(problems, 1):
        texts = [str(problem[name] or "") for name in ("type", "problem", "suggestion")]
        shares = (2, 3, width - 6)
        boxes += spread(
            [(text, share, "text") for text, share in zip(texts, shares, strict=True)], row=row, start=1
        )
    sheet.add_row(boxes)
