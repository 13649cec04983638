"""Who is online, as somebody on another process sees it."""

from functools import partial

from tests.support.comeback import Guest, guest
from tests.support.market import Market
from tests.support.people import register
from tests.support.waiting import until


async def is_told(watcher: Guest, *, online: bool) -> bool:
    """Whether the last that he heard of somebody is this."""
    await watcher.settle()
    told = watcher.named("presence:changed")
    return bool(told) and told[-1]["online"] is online


async def test_coming_and_going_on_one_process_is_told_on_the_other_and_is_no_history(pair: Market) -> None:
    async with guest(pair.urls[0]) as person, guest(pair.urls[1]) as watcher:
        me = await register(person)
        account_id = me["account"]["id"]

        async def online() -> bool:
            return bool((await watcher.ask("presence:watch", {"account_id": account_id}))["data"]["online"])

        await until(online)
        await person.socket.close()
        await until(partial(is_told, watcher, online=False), seconds=30)
        gone = watcher.named("presence:changed")[-1]
        assert gone["account_id"] == account_id
        assert gone["last_seen"]
        async with guest(pair.urls[0], token=me["access_token"]):
            await until(partial(is_told, watcher, online=True))
        assert {len(event) for event in watcher.events if event[0] == "presence:changed"} == {2}
