"""The tokenizer of subjects: tokens cut where the measure is, and no state shared with jieba."""

import subprocess
import sys

import pytest

from kg.segment import find_measure
from kg.segment.pipeline import pipeline, subject_parts
from kg.segment.tokenizer import SubjectTokenizer, cut_of


@pytest.fixture(scope="module")
def tokenizer():
    return SubjectTokenizer(pipeline().vocab)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("政务云资源可用率", ["可用", "率"]),
        ("2026年至2027年任务数量", ["任务", "数量"]),
        ("注册用户数", ["注册", "用户", "数"]),
        ("参训人数", ["参训", "人数"]),
        ("污水处理率", ["污水", "处理", "率"]),
        ("保障系统稳定运行", ["保障", "系统", "稳定", "运行"]),
        ("2小时内", ["2", "小时", "内"]),
        ("公版OA系统", ["公", "版", "OA", "系统"]),
    ],
)
def test_tokens_end_where_measures_and_numbers_do(tokenizer, text, expected):
    assert cut_of(tokenizer(text)).tokens[-len(expected) :] == expected


@pytest.mark.parametrize(
    "text",
    [
        "  ≥ 95 %\n以上 ",
        "“一网协同”公版OA 应用服务订阅单位数",
        "$\\geq 99\\%$",
        "A  B 率",
        "完成率(全市)★",
        "",
        " ",
    ],
)
def test_tokens_slice_the_text(tokenizer, text):
    doc = tokenizer(text)
    cut = cut_of(doc)
    assert doc.text == text
    assert [text[at : at + len(word)] for at, word in zip(cut.starts, cut.tokens, strict=True)] == cut.tokens
    assert len(doc) == len(cut.tokens)
    assert "".join("".join(cut.tokens).split()) == "".join(text.split())


def test_a_doc_made_elsewhere_is_cut_by_its_own_tokens(tokenizer):
    doc = tokenizer("设备 完好率")
    made = cut_of(doc)
    doc.user_data.clear()
    assert cut_of(doc).starts == made.starts
    assert cut_of(doc).measure == made.measure


def test_the_measure_word_of_a_subject():
    doc = pipeline()("市政务大厅设备故障修复响应时间")
    assert {span.label_: span.text for span in doc.spans["parts"]} == {
        "OBJECT": "市政务大厅设备故障修复",
        "MEASURE": "响应时间",
    }


@pytest.mark.parametrize(
    "subject, concept",
    [
        ("培训人数", "number-of-people"), ("群众满意度", "satisfaction"), ("覆盖率", "rate"), ("巡检次数", "frequency"),
        ("监测各区出具报告数量(电子证照)", "number"), ("奖补资金到位时间", "duration"), ("运维费用", "money"),
    ],
)  # fmt: skip
def test_measure_concepts(subject, concept):
    measure = find_measure(subject)
    assert measure is not None
    assert measure.concept.name == concept


def test_no_measure_word():
    assert find_measure("服务经济发展") is None


def test_segmenting_rows_loads_neither_spacy_nor_jieba():
    code = (
        "import sys; from kg.segment import segment_target; segment_target('满意度', '≥95%');"
        "print([m for m in ('spacy', 'jieba', 'rdflib') if m in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_the_shared_jieba_tokenizer_stays_untouched():
    import jieba

    subject_parts("公共数据资源目录")
    assert not jieba.dt.initialized
