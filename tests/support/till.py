"""What payments does with an order, done in a test by calling the very actions that payments calls."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry

from handlers.catalogue import JOBS
from handlers.orders import actions
from handlers.ports import Shop, Work
from models.ids import OrderId
from models.order import Order
from server.app import Stores, open_stores
from server.jobs.metrics import WorkerMetrics
from server.jobs.runner import Runner
from server.seams import VersionConflict
from server.settings import Settings
from tests.support.market import Market

Act = Callable[[Order, Shop], Order]


class Till:
    """A process of its own beside the market's."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores

    async def order(self, order_id: str) -> Order:
        found = await self.stores.orders.find(OrderId(order_id))
        assert found
        return found

    async def act(self, order_id: str, act: Act) -> Order:
        """One unit of work with this action, announced; anew when somebody else was faster."""
        while True:
            work = Work()
            shop = self.stores.shop_for(work)
            order = act(await self.order(order_id), shop)
            try:
                said, _ = await self.stores.committer.commit(work, None, b"")
            except VersionConflict:
                continue
            await self.stores.announcer.announce(said)
            await work.follow_up()
            return order

    async def begin(self, order_id: str) -> Order:
        return await self.act(order_id, actions.begin_payment)

    async def expire(self, order_id: str) -> Order:
        return await self.act(order_id, actions.expire)

    async def pay(self, order_id: str) -> Order:
        return await self.act(order_id, actions.mark_paid)

    async def refund(self, order_id: str) -> Order:
        """All that is due."""
        return await self.act(order_id, lambda order, shop: actions.mark_refunded(order, order.escrowed, shop))

    async def pay_out(self, order_id: str) -> Order:
        return await self.act(order_id, actions.complete)

    async def run_job(self, name: str) -> None:
        """One run, now, whenever the worker would do it."""
        (job,) = [job for job in JOBS if job.name == name]
        metrics = WorkerMetrics(CollectorRegistry())
        stores = self.stores
        assert await Runner(stores.shop_for(Work()), stores.committer, stores.announcer, metrics).run(job)


@asynccontextmanager
async def till(market: Market) -> AsyncIterator[Till]:
    told = {name.removeprefix("SOUK_").lower(): value for name, value in market.environment.items()}
    async with open_stores(Settings.model_validate(told)) as stores:
        yield Till(stores)
