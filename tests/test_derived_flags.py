"""What rules look for in a few rows of very many: said once, where the graph is derived."""

import asked_graph

from kg.graph.columns import is_project_column, is_whole_line, total_columns
from kg.graph.terms import text

_KEPT = asked_graph.embedded


def ask(pattern, names="*"):
    return _KEPT().select(f"SELECT {names} {{ {pattern} }}").rows


def test_the_totals_of_a_document_are_the_greatest_of_their_columns():
    for name, end in (("projectExpenditure", "项目支出"), ("totalExpenditure", "合计")):
        found = ask(f"?file kg:{name} ?amount", "?file ?amount")
        assert found
        for file, amount in found:
            printed = ask(
                f'<{file}> ^kg:inDocument ?line . ?line rdfs:label ?name . FILTER(?name IN ("合计", "总计")) '
                f"?cell kg:ofLine ?line ; kg:column ?column ; kg:amount ?yuan . "
                f'FILTER(STRENDS(?column, "{end}") && (!CONTAINS(?column, "收入")))',
                "?yuan",
            )
            assert amount == max(yuan for (yuan,) in printed)


def test_a_column_is_one_of_totals_by_its_end():
    assert total_columns(text("财政拨款·项目支出")) == ("projectExpenditure",)
    assert total_columns(text("基本支出·小计")) == ("basicExpenditure",)
    assert total_columns(text("本年支出合计")) == ("totalExpenditure",)
    assert total_columns(text("本年收入合计")) == ()
    assert is_project_column(text("项目 支出"))
    assert not is_project_column(text("项目支出占比"))


def test_a_line_of_a_whole_table_adds_up_both_sides():
    assert is_whole_line(text("总计"))
    assert not is_whole_line(text("支出总计"))


def test_parts_are_added_up_where_they_are_another_amount_than_the_total():
    found = ask("?whole kg:partsAmount ?sum ; kg:amount ?total", "?total ?sum")
    assert found
    assert all(total != parts for total, parts in found)


def test_a_project_knows_the_lines_that_name_it():
    there = {tuple(row) for row in ask("?project kg:printedInLine ?line", "?project ?line")}
    back = {
        tuple(row) for row in ask("?line a kg:BudgetLine . ?line kg:ofProject ?project", "?project ?line")
    }
    assert there
    assert there == back


def test_the_ends_of_a_distribution_are_rows_with_its_least_and_greatest_value():
    for row, value in (("lowestTarget", "leastValue"), ("highestTarget", "greatestValue")):
        found = ask(f"?spread kg:{row} ?t . ?spread kg:{value} ?end . ?t kg:baseValue ?set", "?end ?set")
        assert found
        assert all(end == own for end, own in found)


def test_misplaced_rows_print_the_level_and_the_word():
    assert ask("?t kg:unusualLevel1 ?level . ?t kg:level1 ?level")
    assert ask("?t kg:unfitMeasure ?word . ?t kg:ofConcept ?concept . ?concept kg:measureText ?word")
