"""What people say around the words of a question."""

import pytest

from kg.ask.spoken import spell_out


@pytest.mark.parametrize(
    ("said", "spelled"),
    [
        ("超过一个亿的指标", "超过一亿的指标"),
        ("五个亿以上", "5亿以上"),
        ("两万以上的指标", "2万以上的指标"),
        ("目标里提到了人工智能的项目", "目标里提到了“人工智能”的项目"),
        ("目标里提到“人工智能”的项目", "目标里提到“人工智能”的项目"),
        ("拿泉州来说,有几条指标", "泉州,有几条指标"),
        ("去厦门办事,等多久", "厦门,等多久"),
        ("三个项目", "三个项目"),
        ("一百个指标", "一百个指标"),
    ],
)
def test_spelled_out(said, spelled):
    assert spell_out(said) == spelled
