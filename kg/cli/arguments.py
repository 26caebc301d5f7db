"""The values that options take: numbers and paths; what is none is told in Chinese."""

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Final

_DIGITS: Final = 18
_MOST_SECONDS: Final = 1e6
_SHOWN: Final = 20


def count(text: str) -> int:
    """A whole number above 0."""
    number = _whole(text)
    if number is None or number < 1:
        raise argparse.ArgumentTypeError(f"应是 1 以上的整数，这里是“{text[:_SHOWN]}”。")
    return number


def count_or_none(text: str) -> int:
    """A whole number, 0 included."""
    number = _whole(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"应是 0 或正整数，这里是“{text[:_SHOWN]}”。")
    return number


def seconds(text: str) -> float:
    """A time above 0."""
    with suppress(ValueError):
        if 0 < float(text) < _MOST_SECONDS:
            return float(text)
    raise argparse.ArgumentTypeError(f"应是大于 0 的秒数，这里是“{text[:_SHOWN]}”。")


def year(text: str) -> int:
    """A year of four digits."""
    number = _whole(text)
    if number is None or not 1900 < number < 2100:
        raise argparse.ArgumentTypeError(f"应是四位数的年份，例如 2025，这里是“{text[:_SHOWN]}”。")
    return number


def port(text: str) -> int:
    """A port of this machine."""
    number = _whole(text)
    if number is None or not 0 <= number < 1 << 16:
        raise argparse.ArgumentTypeError(f"应是 0 到 65535 之间的端口，这里是“{text[:_SHOWN]}”。")
    return number


def path(text: str) -> Path:
    """A path; an empty text would be the folder one stands in, a NUL character no system takes."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(
            "是空的，请给出文件或文件夹。" if not text.strip() else "里有不能用的字符。"
        )
    return Path(text)


def _whole(text: str) -> int | None:
    """The number of plain digits, None where it is none or no machine counts so far."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= _DIGITS else None
