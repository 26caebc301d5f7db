"""Small forms drawn as page images with their truth, and what scanners do to them; for the tests of recognition."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "wqy-zenhei.ttc", "uming.ttc", "ukai.ttc")
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "/Library/Fonts", "C:/Windows/Fonts")
SIMPLIFIED = 2
"""The face of the Noto collections with the glyphs of the mainland."""


@dataclass(frozen=True)
class Drawn:
    """A cell of a drawn form: row, column, text, rows and columns it covers; ``down``: a character a line."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    down: bool = False


WIDTHS = (34, 62, 118, 40, 62, 52, 110)
FORM = (
    Drawn(0, 0, "项目名称", columns=2),
    Drawn(0, 2, "农村公路养护"),
    Drawn(0, 3, "实施单位", columns=2),
    Drawn(0, 5, "公路养护中心", columns=2),
    Drawn(1, 0, "资金总额", columns=2),
    Drawn(1, 2, "1,280.65"),
    Drawn(1, 3, "其中：财政拨款", columns=2),
    Drawn(1, 5, "980.60", columns=2),
    Drawn(2, 0, "一级", rows=2),
    Drawn(2, 1, "二级指标", rows=2),
    Drawn(2, 2, "三级指标", rows=2),
    Drawn(2, 3, "年度指标值", columns=3),
    Drawn(2, 6, "指标解释", rows=2),
    Drawn(3, 3, "符号"),
    Drawn(3, 4, "值"),
    Drawn(3, 5, "单位"),
    Drawn(4, 0, "产出指标", rows=4, down=True),
    Drawn(4, 1, "数量指标", rows=2),
    Drawn(4, 2, "养护公路里程"),
    Drawn(4, 3, "≥"),
    Drawn(4, 4, "186.5"),
    Drawn(4, 5, "公里"),
    Drawn(4, 6, "年内完成日常养护的农村公路里程"),
    Drawn(5, 2, "巡查次数"),
    Drawn(5, 3, "＝"),
    Drawn(5, 4, "4"),
    Drawn(5, 5, "次"),
    Drawn(5, 6, ""),
    Drawn(6, 1, "质量指标"),
    Drawn(6, 2, "验收合格率"),
    Drawn(6, 3, "≥"),
    Drawn(6, 4, "95"),
    Drawn(6, 5, "%"),
    Drawn(6, 6, "—"),
    Drawn(7, 1, "成本指标"),
    Drawn(7, 2, "每公里养护成本"),
    Drawn(7, 3, "≤"),
    Drawn(7, 4, "2.15"),
    Drawn(7, 5, "万元"),
    Drawn(7, 6, "≤2.15万元/公里"),
    Drawn(8, 0, "效益指标", columns=2),
    Drawn(8, 2, "绿化面积"),
    Drawn(8, 3, ">"),
    Drawn(8, 4, "300"),
    Drawn(8, 5, "平方米"),
    Drawn(8, 6, "=100%，<5次，±3%"),
)
SIGNS = ("≥", "=", "≥", "≤", ">")
TITLE = "项目支出绩效目标表"
BELOW = "填表日期：2024年3月5日"


def fonts() -> dict[str, Path]:
    """The fonts with Chinese glyphs that are installed here, by file name."""
    found = {}
    for name in FONTS:
        for folder in FOLDERS:
            path = next(iter(sorted(Path(folder).expanduser().rglob(name))), None)
            if path:
                found[name] = path
                break
    return found


def draw(
    font: Path,
    dpi: int,
    *,
    size: float = 10.5,
    cells: tuple[Drawn, ...] = FORM,
    widths: tuple[int, ...] = WIDTHS,
) -> Any:
    """The form as an image of a page; drawn three times finer, then made coarser as by a scanner."""
    from PIL import Image, ImageDraw, ImageFont

    fine = 3
    scale = dpi / 72 * fine
    face = ImageFont.truetype(str(font), round(size * scale), index=SIMPLIFIED if "Noto" in font.name else 0)
    heights = _heights(face, scale, size, cells, widths)
    left, top = 50 * scale, 90 * scale
    xs = [left + sum(widths[:column]) * scale for column in range(len(widths) + 1)]
    ys = [top + sum(heights[:row]) for row in range(len(heights) + 1)]
    image = Image.new("L", (round(xs[-1] + left), round(ys[-1] + 60 * scale)), 255)
    pen = ImageDraw.Draw(image)
    pen.text((xs[0] + 120 * scale, 50 * scale), TITLE, font=face, fill=0)
    pen.text((xs[0], ys[-1] + 20 * scale), BELOW, font=face, fill=0)
    for cell in cells:
        box = (xs[cell.column], ys[cell.row], xs[cell.column + cell.columns], ys[cell.row + cell.rows])
        pen.rectangle(box, outline=0, width=round(0.6 * scale))
        lines = _wrapped(face, cell, box[2] - box[0] - 5 * scale)
        pitch = size * 1.35 * scale
        start = (box[1] + box[3] - pitch * len(lines)) / 2
        for number, line in enumerate(lines):
            x = (box[0] + box[2] - face.getlength(line)) / 2 if cell.down else box[0] + 3 * scale
            pen.text((x, start + number * pitch), line, font=face, fill=0)
    return image.resize((image.width // fine, image.height // fine), Image.Resampling.BOX)


def _heights(
    face: Any, scale: float, size: float, cells: tuple[Drawn, ...], widths: tuple[int, ...]
) -> list[float]:
    heights = [size * 1.7 * scale] * max(cell.row + cell.rows for cell in cells)
    for cell in cells:
        if cell.rows == 1:
            width = (sum(widths[cell.column : cell.column + cell.columns]) - 5) * scale
            lines = len(_wrapped(face, cell, width))
            heights[cell.row] = max(heights[cell.row], size * (1.35 * lines + 0.4) * scale)
    return heights


def _wrapped(face: Any, cell: Drawn, width: float) -> list[str]:
    if cell.down:
        return list(cell.text)
    lines = [""]
    for character in cell.text:
        if face.getlength(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines


def turned(image: Any, degrees: float) -> Any:
    """A page that lay askew on the scanner."""
    from PIL import Image

    return image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=252)


def noisy(image: Any, strength: float = 10.0) -> Any:
    """A page on greyish paper with a noisy sensor and uneven light."""
    import numpy as np
    from PIL import Image

    grey = np.asarray(image, dtype=np.float32)
    light = np.linspace(1.0, 0.8, grey.shape[1])[None, :]
    noise = np.random.default_rng(11).normal(0, strength, grey.shape)
    return Image.fromarray(np.clip(grey * light * 0.95 + noise, 0, 255).astype(np.uint8))


def squeezed(image: Any, quality: int = 30) -> Any:
    """A page saved as JPEG by someone who wanted a small file."""
    from PIL import Image

    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("L")
