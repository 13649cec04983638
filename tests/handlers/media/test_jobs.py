"""What the clock does about uploads and pictures: both sweeps are jobs of the market."""

from handlers.catalogue import JOBS
from handlers.contract import JobCall
from handlers.media import jobs
from handlers.ports import Work
from server.app import Stores


async def test_the_sweep_is_a_job_that_deletes_what_nobody_waits_for(stores: Stores) -> None:
    assert jobs.sweep in JOBS
    await stores.objects.put("uploads/anna/forgotten", b"photo", "image/jpeg")
    await jobs.sweep.run(JobCall(stores.shop_for(Work())))
    assert await stores.objects.keys("uploads/") == frozenset()


async def test_dropping_unused_pictures_is_a_job() -> None:
    assert jobs.drop_unused in JOBS
