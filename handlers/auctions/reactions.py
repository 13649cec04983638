"""What follows from bids that are taken back."""

from handlers.auctions import actions
from handlers.contract import ReactionCall, reaction
from models.auction import Retraction


@reaction("auctions:open_gate", of=(Retraction,))
async def open_gate(call: ReactionCall[Retraction]) -> None:
    """Redis may have been away when bids were taken back: now it forgets them."""
    await actions.open_gate(call.entity, call.shop)
