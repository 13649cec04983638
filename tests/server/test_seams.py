"""The values that pass between transport, stores and jobs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.listings import pushes
from server.seams import Announcement, Offset, announcements, pack, unpack
from tests.support.listings import a_listing


def test_what_a_write_says_is_numbered_in_its_order() -> None:
    listing = a_listing()
    said = announcements(listing.id, 3, [pushes.revised(listing), pushes.withdrawn(listing)])
    assert [(it.source, it.version, it.part, it.name) for it in said] == [
        (listing.id, 3, 0, "listing:revised"),
        (listing.id, 3, 1, "listing:withdrawn"),
    ]


texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.lists(
        st.builds(
            Announcement, texts, st.integers(1, 2**31), st.integers(0, 9), st.lists(texts).map(tuple), texts, texts
        )
    )
)
def test_announcements_come_out_of_a_document_as_they_went_in(said: list[Announcement]) -> None:
    assert unpack(pack(said)) == said


@given(st.from_regex(r"[a-z2-7]{1,20}", fullmatch=True), st.integers(0, 2**53))
def test_an_offset_is_read_back(epoch: str, sequence: int) -> None:
    assert Offset.parse(str(Offset(epoch, sequence))) == Offset(epoch, sequence)


@pytest.mark.parametrize(
    "text", ["", ".", "a.", ".1", "a.b", "a.-1", "a.1.2", "a b.1", "a\n.1", "a." + "1" * 70, "a.1e3"]
)
def test_what_is_no_offset_of_ours_is_nothing(text: str) -> None:
    assert Offset.parse(text) is None
