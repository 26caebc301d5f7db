"""What holds for every test."""

import sys

import pytest


@pytest.fixture(autouse=True)
def patient_pages(monkeypatch):
    """Pages wait for the audit as long as it takes: what a test sees does not depend on how busy the machine is."""
    if "streamlit" in sys.modules:
        monkeypatch.setattr("kg.explorer.audited._PATIENCE", 60.0)
