"""Questions in Chinese, read by words and names, answered by SPARQL; what is not understood is said, not guessed."""

from kg.ask.answering import Reply as Reply
from kg.ask.answering import ask as ask
from kg.ask.answering import example_questions as example_questions
from kg.ask.names import Names as Names
from kg.ask.names import load_names as load_names
