"""Targets inside goal sentences."""

import pytest

from kg.segment import segment_prose


def read(text):
    return [
        (target.subject, target.operator, str(target.value), target.unit, text[target.start : target.end])
        for target in segment_prose(text)
    ]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("实现群众满意率达到90%以上，举办3场培训活动。",
         [("群众满意率", "≥", "90", "%", "90%以上"), ("培训活动", None, "3", "场", "3场")]),
        ("配置城域网汇聚节点 10 个用于汇聚连接市直单位", [("城域网汇聚节点", None, "10", "个", "10 个")]),
        ("2026 年新增规模以上数据企业50家，带动投资不少于10亿元",
         [("规模以上数据企业", None, "50", "家", "50家"), ("投资", "≥", "10", "亿元", "不少于10亿元")]),
        ("力争全年数字经济增加值同比增长8%左右，故障恢复时间不超过12小时",
         [("数字经济增加值", None, "8", "%", "8%左右"), ("故障恢复时间", "≤", "12", "小时", "不超过12小时")]),
        ("根据〔2024〕12号文，围绕“965”产业体系，按“3+2”布局", []),
        ("2025年投入500万元", []),
        ("支持 5G 产业发展等四大类项目", []),
        ("做好7×24小时值守，第3批试点，IPv6升级", []),
        ("", []),
    ],
)  # fmt: skip
def test_targets_of_a_sentence(text, expected):
    assert read(text) == expected
