"""The forms of a graph as units hand them in: the national forms in Excel and in Word, a file for each project."""

from kg.export.forms.naming import plain_name as plain_name
from kg.export.forms.records import Choice as Choice
from kg.export.forms.writing import FORM_FORMATS as FORM_FORMATS
from kg.export.forms.writing import form_bytes as form_bytes
from kg.export.forms.writing import write_forms as write_forms
