"""The spaCy pipeline: tokens cut where the rules cut, labels from the rules, and no state shared with jieba."""

import subprocess
import sys

import pytest

from kg.segment import find_measure, label_tokens, subject_tokens


@pytest.mark.parametrize(
    "text, expected",
    [
        ("≥1.2万平方米", [("≥", "OPERATOR"), ("1.2", "NUMBER"), ("万平方米", "UNIT")]),
        ("95％", [("95", "NUMBER"), ("％", "UNIT")]),
        ("9月底前", [("9月底", "DATE"), ("前", "OPERATOR")]),
        ("不超过 30 万件", [("不超过", "OPERATOR"), ("30", "NUMBER"), ("万件", "UNIT")]),
    ],
)
def test_tokens_end_where_values_end(text, expected):
    assert [(token.text, token.label) for token in label_tokens(text)] == expected


@pytest.mark.parametrize(
    "text", ["  ≥ 95 %\n以上 ", "“一网协同”公版OA 应用服务订阅单位数", "$\\geq 99\\%$", "", " "]
)
def test_tokens_slice_the_text(text):
    tokens = label_tokens(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "".join(token.text for token in tokens) == "".join(text.split())


def test_the_measure_word_of_a_subject():
    tokens = subject_tokens("市政务大厅设备故障修复响应时间")
    assert (tokens[-1].text, tokens[-1].label) == ("响应时间", "MEASURE")
    assert {token.label for token in tokens[:-1]} == {"OBJECT"}


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


def test_the_pipeline_is_a_spacy_pipeline_with_a_registered_component():
    from kg.segment.labels import SEGMENTS, label_pipeline

    nlp = label_pipeline()
    assert nlp.pipe_names == ["label_segments"]
    docs = list(nlp.pipe(["≥95%", "3场"]))
    assert [[span.label_ for span in doc.spans[SEGMENTS]] for doc in docs] == [
        ["OPERATOR", "NUMBER", "UNIT"],
        ["NUMBER", "UNIT"],
    ]


def test_segmenting_rows_loads_neither_spacy_nor_jieba():
    code = (
        "import sys; from kg.segment import segment_target; segment_target('满意度', '≥95%');"
        "print([m for m in ('spacy', 'jieba', 'rdflib') if m in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_the_shared_jieba_tokenizer_stays_untouched():
    import jieba

    label_tokens("公共数据资源目录")
    assert not jieba.dt.initialized
