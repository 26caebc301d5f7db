"""Pages that can hold a form are told by their text alone."""

from kg.tables import form_pages

FORM = "项目支出绩效目标表\n一级指标 二级指标 三级指标 指标值\n产出指标 数量指标 培训人数 ≥500人"
PROSE = "第三部分 预算绩效管理情况\n今年对 12 个项目编制了绩效目标。"


def test_a_page_with_headings_or_levels_is_needed_and_the_page_behind_it_too():
    assert form_pages([PROSE, FORM, "受训人员 ≥95%", PROSE]) == [False, True, True, False]


def test_white_space_inside_labels_does_not_hide_them():
    assert form_pages(["产 出 指 标\n数 量 指 标"]) == [True]


def test_the_page_of_the_title_is_needed_where_the_rows_begin_on_the_next():
    head = "2024年项目支出绩效目标表\n项目名称 古树保护"
    assert form_pages([PROSE, head, FORM]) == [False, True, True]
    assert form_pages([PROSE, head, PROSE]) == [False, False, False]


def test_one_label_in_a_sentence_is_no_form():
    assert form_pages(["数量指标完成较好，数量指标共 3 项。"]) == [False]
