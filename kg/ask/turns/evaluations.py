"""Self-evaluations: points beside a grade or a rate."""

from dataclasses import replace
from typing import Final

from kg.ask.asked import POINTS
from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_MIDDLE: Final = "中"
_BESIDE: Final = ("grade", "execution-rate")
_ASKING: Final = ("what", "which", "and", "is")


def middle_grade(tokens: Tokens) -> None:
    """自评等级为中的项目: the grade, which elsewhere holds a sentence together."""
    for index in tokens.all("attribute", "grade"):
        behind = index + 1
        if behind >= len(tokens) or not (tokens[behind].has("is") or tokens[behind].has("is-not")):
            continue
        end = tokens[behind].end
        if any(span.text.startswith(_MIDDLE) and span.start == end for span in tokens.fillers):
            grade = Span(end, end + 1, _MIDDLE, names=(("grade", (_MIDDLE,)),))
            tokens.spans = [*tokens.spans[: behind + 1], grade, *tokens.spans[behind + 1 :]]
            return


def points_beside(tokens: Tokens) -> None:
    """得了几分、什么等级: both; 执行率是多少，得了几分: the points of the rate and of the whole, which may be meant."""
    points = [index for index in tokens.all("what") if POINTS.search(tokens[index].text)]
    beside = [span for span in tokens.spans if any(span.has("attribute", aspect) for aspect in _BESIDE)]
    others = any(span.named("indicator") or span.has("thing") or span.has("kind") for span in tokens.spans)
    compared = any(map(tokens.all, ("most", "least", "versus", "how-many", "average"))) or any(
        span.amount for span in tokens.spans
    )
    if len(points) != 1 or len(beside) != 1 or others or compared:
        return
    asked = tokens[points[0]]
    scores = ["total-score"]
    if beside[0].has("attribute", "execution-rate"):
        scores.insert(0, "execution-score")
    kept = [span for span in tokens.spans if span not in {asked, *beside} and not any(map(span.has, _ASKING))]
    end = tokens.spans[-1].end
    joined = Span(end, end, "和", (Sense("and"),))
    spans = [*kept, *beside]
    for score in scores:
        spans += [joined, replace(asked, senses=(Sense("attribute", score),))]
    tokens.spans = [*spans, Span(end, end, "是多少", (Sense("what"),))]
