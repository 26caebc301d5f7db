"""spaCy with jieba, tokens only

A blank Chinese pipeline that cuts name and target into words and reads nothing: the floor for a pipeline's speed.
"""

import logging
from collections.abc import Iterable, Iterator

import jieba
import spacy

from benchmarks.segment.reading import Reading, Row

FLOOR = True

jieba.setLogLevel(logging.WARNING)
_nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})


def read(rows: Iterable[Row]) -> Iterator[Reading]:
    for _ in _nlp.pipe(f"{row.name or ''}\t{row.target}" for row in rows):
        yield Reading()
