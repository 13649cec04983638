"""What follows from changes elsewhere: listings show their sellers as they are now."""

from handlers.contract import ReactionCall, reaction
from handlers.listings import actions
from models.account import Account
from models.listing import Seller


@reaction("listings:show_seller", of=(Account,), from_the_start=True)
async def show_seller(call: ReactionCall[Account]) -> None:
    """A seller's new name reaches the listings that he has published; who has just joined has none."""
    if call.entity.version > 1 and await actions.show_seller(Seller.of(call.entity.actor()), call.shop):
        call.again()
