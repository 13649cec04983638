"""The quick memory of payments: the newest version is remembered, and nothing breaks when it is gone."""

from redis.asyncio import Redis

from models.payment import PaymentState
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.payments import KEPT_MS, RedisMirror
from server.tasks import Tasks
from tests.support.payments import begun
from tests.support.proxy import Proxy
from tests.support.waiting import until


async def test_the_newest_version_is_remembered_for_a_day(redis: Redis, scripts: Scripts, keys: Keys) -> None:
    mirror, old = RedisMirror(scripts, keys), begun()
    new = old.close(old.current.number, old.expires_at, known=True)
    assert await mirror.look(old.id) is None
    mirror.keep(new)
    mirror.keep(old)
    found = await mirror.look(old.id)
    assert found
    assert (found.state, found.cashier_url) == (PaymentState.FAILED, old.current.cashier_url)
    assert 0 < await redis.pttl(keys.payment(old.id)) <= KEPT_MS


async def test_nothing_is_remembered_while_redis_is_away(behind: Redis, proxy: Proxy, keys: Keys, tasks: Tasks) -> None:
    mirror = RedisMirror(Scripts(behind, tasks), keys)
    payment = begun()
    mirror.keep(payment)

    async def is_kept() -> bool:
        return await mirror.look(payment.id) is not None

    await until(is_kept)
    await proxy.stop()
    assert await mirror.look(payment.id) is None
