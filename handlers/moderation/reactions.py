"""What moderators are shown of changes anywhere in the market."""

from typing import Any

from handlers.contract import ReactionCall, reaction
from handlers.moderation import actions, pushes
from models.order import Order


@reaction("moderation:board", of=tuple(pushes.TOLD), fleeting=True)
async def tell_board(call: ReactionCall[Any]) -> None:
    """Whatever changes is told on the board."""
    actions.tell_board(call.entity, call.at, call.shop)


@reaction("moderation:disputes", of=(Order,), from_the_start=True)
async def follow_dispute(call: ReactionCall[Order]) -> None:
    """What is disputed waits in the moderators' queue until it is not."""
    await actions.follow_dispute(call.entity, call.shop)
