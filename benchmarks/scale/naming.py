"""Names that no document prints: parts of real ones put together again, some used once and some by hundreds."""

import random
from collections import defaultdict
from collections.abc import Iterable

from kg.model import Indicator
from kg.text import squeeze

# ruff: noqa: SIM905 - word lists; nothing secret hangs on the numbers
_PLACES = "青云 白石 南川 东岭 西渡 北桥 长亭 海门 金沙 银滩 松原 柳河 云溪 江口 临湖 高坪 平山 安水 清源 新港".split()
_OFFICES = (
    "数据局 教育局 科学技术局 工业和信息化局 民政局 司法局 财政局 人力资源和社会保障局 自然资源局 生态环境局 "
    "住房和城乡建设局 交通运输局 水务局 农业农村局 商务局 文化和旅游局 卫生健康委员会 退役军人事务局 应急管理局 "
    "审计局 市场监督管理局 体育局 统计局 医疗保障局 城市管理局 信访局 园林绿化局 政务服务局 档案馆 图书馆"
).split()
_SCOPES = (
    "全市 市级 区级 市直 城乡 基层 重点 新增 年度 本级 片区 园区 社区 街道 中心城区 远郊 沿江 试点 示范 首批 二期 三期"
).split()
_FIELDS = (
    "交通 教育 医疗 水务 文旅 环保 应急 民政 住建 农业 商务 体育 统计 养老 就业 社保 税务 林业 市政 电力 气象 档案 "
    "信用 物流 消防 仓储 园区 口岸 公积金 不动产 城管 司法 人防 校园 社区 乡村 河湖 工地 停车 公交"
).split()
_KINDS = "系统 平台 设备 网络 数据 人员 服务 活动 场馆 档案 线路 站点 机房 终端 接口 案件 课程 标准 报告 企业".split()
_NEW = 0.78
"""How fast new names keep coming (the discount of a Pitman-Yor process): two thirds of the names of the five
documents are used once or twice, and at a hundred thousand rows a third are names of their own."""


def department_name(number: int) -> str:
    """The full name of the department of this number; all are different."""
    place, office = divmod(number, len(_OFFICES))
    again, place = divmod(place, len(_PLACES))
    return f"{_PLACES[place]}{'新' * again}市{_OFFICES[office]}"


class Names:
    """New names for rows and projects, reused the more often the more often they were used before."""

    def __init__(self, rows: Iterable[Indicator], projects: Iterable[str], seed: random.Random) -> None:
        """``rows`` and ``projects`` are those of the real documents."""
        from kg.segment.pipeline import parts_of  # loads spaCy

        self._random = seed
        named = list(dict.fromkeys((row.subject, row.level2) for row in rows if row.subject))
        self._measures: dict[str, str] = {}
        for (subject, _), parts in zip(named, parts_of(named), strict=True):
            if parts.measure and subject.endswith(parts.measure.text) and subject != parts.measure.text:
                self._measures[subject] = parts.measure.text
        self._objects = sorted({name.removesuffix(m) for name, m in self._measures.items()})
        self._projects = sorted(projects)
        self._used: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        self._distinct: dict[tuple[str | None, str | None], int] = defaultdict(int)

    def indicator(self, row: Indicator) -> str | None:
        """A name for a row like this one: of the same level and unit, with the same measure where it has one."""
        if row.subject is None:
            return None
        sort = (row.level2, row.unit)
        used = self._used[sort]
        if used and self._random.random() > (8 + _NEW * self._distinct[sort]) / (8 + len(used)):
            name = self._random.choice(used)
        else:
            name = row.subject if not used else self._made(row.subject)
            self._distinct[sort] += 1
        used.append(name)
        return name

    def project(self) -> str:
        """A name for a project."""
        return squeeze(f"{self._pick(_SCOPES)}{self._pick(_FIELDS)}{self._pick(self._projects)}")

    def _made(self, subject: str) -> str:
        about = f"{self._pick(_FIELDS)}{self._pick(_KINDS)}"
        scope = self._pick(_SCOPES) if self._random.random() < 0.4 else ""
        measure = self._measures.get(subject)
        if measure is None:
            return f"{scope}{about}{subject}"
        if self._random.random() < 0.5:
            about += self._pick(self._objects)
        return f"{scope}{about}{measure}"

    def _pick(self, words: list[str]) -> str:
        return words[int(self._random.random() * len(words))]
