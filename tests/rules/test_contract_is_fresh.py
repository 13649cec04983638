"""The generated documents say what the code says."""

from server import contract
from tests.rules.sources import ROOT


def test_no_generated_document_is_stale() -> None:
    assert contract.write(ROOT, check=True) == [], "run `python -m server contract`"
