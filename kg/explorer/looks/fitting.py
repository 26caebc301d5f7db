"""Text cut and broken to the room there is, in widths of Chinese characters."""


def fit(label: str, remark: str, room: float) -> tuple[str, str]:
    """A label and the words behind it cut to ``room`` Chinese characters; the label has the right of way.

    >>> fit("群众满意度", "≥ 95%", 20), fit("很长的指标名称", "≥ 95%", 5)
    (('群众满意度', '　≥ 95%'), ('很长的指…', ''))
    """
    least = room - min(measure(remark), room / 3) - 1 if remark else room
    if measure(label) > room or (measure(label) > least and len(label) < 12):
        least = room
    words = cut(label, least)
    left = room - measure(words) - 1
    tail = cut(remark, left) if remark and left >= 3 else ""
    return words, f"　{tail}" if tail else ""


def wrap(text: str, room: int, most: int) -> list[str]:
    """The text in lines of ``room`` Chinese characters, at most so many."""
    lines = [""]
    for at, character in enumerate(text):
        if measure(lines[-1] + character) > room:
            if len(lines) == most:
                lines[-1] = cut(lines[-1] + text[at:], room)
                break
            lines.append("")
        lines[-1] += character
    return lines


def cut(text: str, room: float) -> str:
    if measure(text) <= room:
        return text
    while text and measure(text) > room - 1:
        text = text[:-1]
    return text + "…"


def measure(text: str) -> float:
    """Width in Chinese characters."""
    return sum(0.58 if character < "\u0250" else 1 for character in text)
