"""Sheets as the web pages of government sites: spans, nested layout tables, &nbsp; and paragraphs in cells."""

from html import escape

from samples.make.grid import Break, Grid, Para, Sheet

SHAPES = ("plain", "cms", "word")


def to_html(sheet: Sheet, shape: str = "cms") -> bytes:
    """The bytes of a page. ``plain``: bare table; ``cms``: nested layout tables and a menu; ``word``: pasted Word."""
    body = "\n".join(_block(block, shape) for block in sheet.blocks)
    if shape != "plain":
        menu = "".join(
            f"<td><a href='#'>{name}</a></td>" for name in ("首页", "政务公开", "办事服务", "互动交流")
        )
        body = (
            f"<table width='100%' border='0'><tr>{menu}</tr></table>\n"
            "<table width='1000' border='0' align='center'><tr><td>\n"
            "<div class='crumb'>您的位置：首页&nbsp;&gt;&nbsp;政务公开&nbsp;&gt;&nbsp;财政信息</div>\n"
            f"<div class='article TRS_Editor'>\n{body}\n</div></td></tr></table>\n"
            "<div class='foot'>主办单位：市人民政府办公室&nbsp;&nbsp;网站地图</div>"
        )
    text = (
        "<!DOCTYPE html>\n<html><head><meta charset='utf-8'>"
        f"<title>{escape(sheet.name)}</title><style>td{{border:1px solid #000}}</style>"
        f"<script>var x = '<td>无关</td>';</script></head>\n<body>{body}</body></html>"
    )
    return text.encode()


def _block(block: Para | Grid | Break, shape: str) -> str:
    if isinstance(block, Break):
        return "<p>&nbsp;</p>"
    if isinstance(block, Para):
        text = escape(block.text).replace("  ", "&nbsp;&nbsp;") or "&nbsp;"
        style = "center" if block.style in {"title", "centre", "cover"} else "left"
        tag = "h2" if block.style in {"title", "cover"} and shape == "plain" else "p"
        return f"<{tag} align='{style}'>{text}</{tag}>"
    lines = ["<table border='1' cellspacing='0'><tbody>"]
    for _, boxes in block.filled():
        cells = []
        for box in boxes:
            spans = f" rowspan='{box.row_span}'" if box.row_span > 1 else ""
            spans += f" colspan='{box.column_span}'" if box.column_span > 1 else ""
            text = "<br>".join(escape(part) for part in (box.text if box.down else box.text.split("\n")))
            if shape == "word":
                text = f"<p class='MsoNormal'><span lang='EN-US'>{text or '&nbsp;'}</span></p>"
            elif shape == "cms":
                text = f"<div style='text-align:center'>{text or '&nbsp;'}</div>"
            cells.append(f"<td{spans}>{text}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody></table>"])
