"""The market as one request sees it."""

from handlers.ports import Shop
from handlers.work import Work
from server.app import open_stores
from server.settings import Settings


async def test_each_request_has_its_own_work_in_the_same_market(settings: Settings) -> None:
    mine, other = Work(), Work()
    async with open_stores(settings) as stores:
        shop = stores.shop_for(mine)
    part = shop.at(other)
    assert shop.work is mine
    assert part.work is other
    assert {name for name in vars(shop) if getattr(shop, name) is not getattr(part, name)} == {"work"}
    assert vars(part).keys() == Shop.__dataclass_fields__.keys()
