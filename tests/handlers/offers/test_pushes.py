"""Who hears of an offer: its two parties, each its own view."""

from handlers.offers import pushes
from models import rooms
from tests.models.test_offer import BUYER, offered
from tests.support.listings import SELLER


def test_the_parties_hear_and_nobody_else() -> None:
    assert [say.rooms for say in pushes.changed(offered())] == [
        (rooms.account(BUYER.id),),
        (rooms.account(SELLER.id),),
    ]
