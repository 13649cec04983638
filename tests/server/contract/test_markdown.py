"""The pages for people."""

import re

from models.errors import Code
from server.contract import markdown
from server.contract.shapes import Contract


def _section(text: str, heading: str) -> str:
    return text.split(f"\n{heading}\n")[1].split("\n### ", maxsplit=1)[0]


def test_an_event_tells_who_how_often_and_what_it_refuses(contract: Contract) -> None:
    section = _section(markdown.events(contract), "### `bike:build`")
    assert "Build a bike." in section
    assert "- Who: signed in" in section
    assert "- Limit: 3 in 60 s per account" in section
    assert "- Gives up after: 2.5 s" in section
    assert "[`handle_taken`](errors.md)" in section
    assert "[`sign_in_required`](errors.md)" in section
    assert "| `colour` | [Colour](#colour) |  |" in section


def test_bounds_and_defaults_are_in_words(contract: Contract) -> None:
    section = _section(markdown.events(contract), "### WheelInput")
    assert "| `spokes?` | `number` | How many; 3 to 99; `32` when absent |" in section


def test_a_push_tells_what_happens_to_it_on_a_slow_line(contract: Contract) -> None:
    assert "- Traffic: latest" in _section(markdown.events(contract), "### `bike:built`")


def test_an_event_that_takes_nothing_says_so(contract: Contract) -> None:
    section = _section(markdown.events(contract), "### `bike:ring`")
    assert "Request: `{}`" in section
    assert "Refuses with: nothing of its own" in section


def test_connecting_is_told_before_anything_may_be_asked(contract: Contract) -> None:
    section = markdown.events(contract).split("\n## Connecting\n")[1].split("\n## Requests\n")[0]
    assert "| `token?` | `string` | An access token |" in section
    assert '"token_expired"' in section


def test_every_link_leads_to_a_heading(contract: Contract) -> None:
    text = markdown.events(contract)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    anchors = [re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-") for heading in headings]
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(anchors)


def test_every_code_has_a_row_with_what_to_do() -> None:
    text = markdown.errors()
    assert all(f"| `{code}` | {code.meaning} | {code.advice} |" in text for code in Code)


def test_bars_in_types_do_not_break_the_table(contract: Contract) -> None:
    rows = [line for line in markdown.events(contract).splitlines() if line.startswith("| `rider`")]
    assert set(rows) == {r"| `rider` | `string \| null` |  |"}
