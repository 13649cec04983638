"""The life of an order as the documents show it, drawn from the table that the code runs on."""

from datetime import timedelta

from models.order_flow import EDGES, Due, Edge, OrderState
from models.stock import Move
from tests.rules.sources import ROOT

PAGE = ROOT / "docs" / "orders.md"
BEGIN, END = "<!-- drawn: begin -->\n", "<!-- drawn: end -->\n"


def drawn() -> str:
    """A Mermaid diagram, and every edge as a row."""
    return "\n".join(("```mermaid", "stateDiagram-v2", *_arrows(), "```", "", *_rows(), ""))


def in_page() -> str:
    """What the page shows now."""
    return PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]


def put_into_page() -> None:
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + BEGIN + drawn() + END + rest.split(END)[1], encoding="utf-8")


def _arrows() -> list[str]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for edge in EDGES:
        arrows.setdefault((_place(edge.source), edge.target.value), []).append(edge.step.value.removeprefix("order:"))
    lines = [
        f"    {source} --> {target}: {', '.join(dict.fromkeys(steps))}" for (source, target), steps in arrows.items()
    ]
    return [*lines, *(f"    {state} --> [*]" for state in ("completed", "cancelled", "refunded"))]


def _place(state: OrderState | None) -> str:
    return state.value if state else "[*]"


def _rows() -> list[str]:
    head = ["| from | step | by | to | by itself | units | money |", "| --- | --- | --- | --- | --- | --- | --- |"]
    return [*head, *(f"| {' | '.join(_cells(edge))} |" for edge in EDGES)]


def _cells(edge: Edge) -> list[str]:
    only = f" ({edge.only.value} only)" if edge.only else ""
    return [
        edge.source.value if edge.source else "",
        f"`{edge.step.value}`{only}",
        edge.by.value,
        edge.target.value,
        "" if edge.after is None else _spelled(edge.after),
        "" if edge.stock is Move.NONE else edge.stock.value,
        "" if edge.money is Due.NONE else edge.money.value,
    ]


def _spelled(after: timedelta) -> str:
    if not after:
        return "at once"
    if after < timedelta(hours=1):
        return f"after {after.seconds // 60} minutes"
    return f"after {after.days} days"


if __name__ == "__main__":
    put_into_page()
