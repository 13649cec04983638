"""Terms and auctions survive the database as they are."""

from dataclasses import replace

import pytest

from models.auction import AuctionSale
from models.listing import FixedSale, Sale
from models.money import Money
from server.stores.mongo import sales
from tests.support.auctions import SALE, a_bid, an_auction, fold


@pytest.mark.parametrize(
    "sale",
    [
        FixedSale(Money(900, "USD"), 3, offers=True, offer_floor=Money(700, "USD")),
        FixedSale(Money(900, "USD"), 1, offers=False, offer_floor=None),
        SALE,
        replace(SALE, reserve=Money(50_00, "USD"), buy_now=Money(90_00, "USD")),
    ],
)
def test_terms_are_read_as_they_were_written(sale: Sale) -> None:
    assert sales.sale({**sales.sale_doc(sale), "price": sale.price.amount}) == sale


def test_an_auction_is_read_as_it_was_written() -> None:
    sale: AuctionSale = replace(SALE, reserve=Money(50_00, "USD"))
    for bids in ([], [a_bid("A", 60_00), a_bid("B", 70_00)]):
        state = fold(an_auction(reserve=50_00), bids)
        assert sales.auction(sales.auction_doc(state), sale) == state
