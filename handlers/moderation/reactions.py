"""What moderators are shown of changes anywhere in the market."""

from typing import Any

from handlers.contract import ReactionCall, reaction
from handlers.moderation import actions, pushes


@reaction("moderation:board", of=tuple(pushes.TOLD), fleeting=True)
async def tell_board(call: ReactionCall[Any]) -> None:
    """Whatever changes is told on the board."""
    actions.tell_board(call.entity, call.at, call.shop)
