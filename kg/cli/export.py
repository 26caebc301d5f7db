"""`kg export`: the graph as a workbook, tables or RDF, or its forms as units hand them in."""

import argparse
from typing import TYPE_CHECKING, Final

from kg.cli import say
from kg.cli.arguments import path, year
from kg.cli.opening import add_graph_option, open_graph
from kg.errors import ExportError
from kg.export import FOLDERS, FORMATS, write_export

if TYPE_CHECKING:
    from kg.store import Store

_FORMS: Final = "forms"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Format and path, and what only `kg export forms` knows."""
    choices = (*FORMATS, _FORMS)
    parser.add_argument("format", choices=choices, metavar="格式", help=" ".join(choices))
    parser.add_argument(
        "path", type=path, metavar="文件", help="写到哪里；csvw 和 crate 是新文件夹，forms 是文件夹"
    )
    forms = parser.add_argument_group("forms：每个项目一份绩效目标申报表（或自评表）")
    forms.add_argument(
        "--format",
        dest="form_formats",
        choices=("xlsx", "docx"),
        action="append",
        help="Excel（默认）还是 Word；两个都给出时分写在 Excel、Word 两个文件夹里",
    )
    forms.add_argument("--project", metavar="名称", help="只写名称含有这些字的项目")
    forms.add_argument("--department", metavar="名称", help="只写名称含有这些字的部门")
    forms.add_argument("--year", type=year, metavar="年", help="只写这一年度")
    forms.add_argument("--force", action="store_true", help="覆盖已有的同名文件")
    add_graph_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the export and say where it is."""
    if options.format == _FORMS:
        return _write_forms(options)
    given = (options.form_formats, options.project, options.department, options.year, options.force)
    if any(value not in (None, False) for value in given):
        raise ExportError(
            "--format、--project、--department、--year、--force 只用于 kg export forms，例如 kg export forms 申报表。"
        )
    if options.format not in FOLDERS and options.path.is_dir():
        raise ExportError(
            f"“{options.path}”是文件夹，请给出文件名，例如 {options.path}/目录.{options.format}。"
        )
    store = open_graph(options)
    if options.format == "xlsx":
        _tell_of_audit(store)
    lost = write_export(options.format, store, options.path)
    say(f"已写入 {options.path}")
    if lost:
        say("这种格式放不下的内容：")
        for line in lost:
            say(f"  {line}")
    return 0


def _tell_of_audit(store: "Store") -> None:
    """The workbook has all findings; the first time they must be looked for."""
    from kg.check import read_audit

    version = getattr(store, "version_directory", None)
    if version is None:
        say("正在审核，然后写工作簿；图谱很大时要几分钟。")
    elif read_audit(version) is None:
        say("正在审核，然后写工作簿；图谱很大时要几分钟，结果留在图谱旁，下次不再重跑。")


def _write_forms(options: argparse.Namespace) -> int:
    from kg.export.forms import FORM_FORMATS, Choice, write_forms

    if options.path.exists() and not options.path.is_dir():
        raise ExportError(f"“{options.path}”是文件，kg export forms 要一个文件夹。")
    choice = Choice(options.project or "", options.department or "", options.year)
    formats = tuple(dict.fromkeys(options.form_formats or FORM_FORMATS[:1]))
    written = write_forms(open_graph(options), options.path, choice, formats=formats, overwrite=options.force)
    count = len(written)
    say(f"已写入 {options.path}：{count} 个文件（{'、'.join(formats)}）。联系人和电话没有写入，请自行填写。")
    if len(formats) > 1:
        say(
            f"两种格式各在一个文件夹里。要读回时只给一个，例如 kg build {written[0].parent}，否则每行有两份。"
        )
    return 0
