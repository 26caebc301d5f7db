"""An argument parser that speaks Chinese: usage, headings, help in two columns, and what is wrong with an option."""

import argparse
import re
from collections.abc import Iterable
from typing import Final, NoReturn

from kg.cli.table import width_of

_ERRORS: Final = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"the following arguments are required: (.*)", r"缺少 \1。"),
        (r"unrecognized arguments: (.*)", r"不认识 \1。"),
        (r"one of the arguments (.*) is required", r"\1 要给出一个。"),
        (r"ambiguous option: (.*) could match (.*)", r"\1 不止一种读法：\2。请写全。"),
        (r"argument (.*?): invalid choice: (.*) \(choose from (.*)\)", r"\1 没有 \2。可用的有：\3。"),
        (r"argument (.*?): invalid (?:int|_?whole\w*) value: (.*)", r"\1 应是整数，这里是 \2。"),
        (r"argument (.*?): invalid float value: (.*)", r"\1 应是数字，这里是 \2。"),
        (r"argument (.*?): invalid \w+ value: (.*)", r"\1 不能是 \2。"),
        (r"argument (.*?): expected one argument", r"\1 后面要跟一个值。"),
        (r"argument (.*?): expected at least one argument", r"\1 后面至少要跟一个值。"),
        (r"argument (.*?): expected (\d+) arguments?", r"\1 后面要跟 \2 个值。"),
        (r"argument (.*?): not allowed with argument (.*)", r"\1 不能和 \2 一起用。"),
        (r"argument (.*?): ignored explicit argument (.*)", r"\1 后面不跟值，这里给了 \2。"),
        (r"argument (.*?): (.*)", r"\1 \2"),
    )
)
"""What argparse says of arguments, in Chinese; the last for what the types of this program say themselves."""
_NOT_FIRST: Final = frozenset("，。；：、）”’》？！,.;:)")
_LONGEST: Final = 300


class Formatter(argparse.HelpFormatter):
    """Help in columns in which a Chinese character is two wide."""

    def _format_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None,
    ) -> str:
        return super()._format_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def _format_action(self, action: argparse.Action) -> str:
        text = super()._format_action(action)
        named = self._format_action_invocation(action)
        place = text.find(named) + len(named)
        spare = width_of(named) - len(named)
        if spare and text[place:].startswith(" " * (spare + 1)):
            return text[:place] + text[place + spare :]
        return text

    def _split_lines(self, text: str, width: int) -> list[str]:
        lines = [""]
        for word in re.findall(r"[!-~]+| +|.", " ".join(text.split())):
            if width_of(lines[-1] + word) > width and word not in _NOT_FIRST and lines[-1]:
                lines.append("")
            lines[-1] += word
        return [line.strip() for line in lines]

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width - len(indent)))


class Parser(argparse.ArgumentParser):
    """The parser of `kg` and of each of its commands."""

    def __init__(self, **options: object) -> None:
        options = {"formatter_class": Formatter, "add_help": False, **options}
        super().__init__(**options)  # type: ignore[arg-type]
        self._positionals.title = "给出"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """One Chinese line on what is wrong, one on where to read on; exit code 2."""
        self.exit(2, f"错误：{in_chinese(message)}\n用法见 {self.prog} --help。\n")


def in_chinese(message: str) -> str:
    """What argparse says, in Chinese; what it is not known to say, as it is.

    >>> in_chinese("argument --limit: invalid int value: 'x'")
    '--limit 应是整数，这里是 x。'
    """
    for pattern, words in _ERRORS:
        match = pattern.fullmatch(message)
        if match:
            message = match.expand(words).replace("', '", "、").replace("'", "").replace(", ", "、")
            break
    message = "".join(letter if letter.isprintable() else " " for letter in message)
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
