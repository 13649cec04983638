"""Town names: the right town, in the right script, and none in the middle of nowhere."""

import pytest

from models.place import Point, snapped
from server.stores.gazetteer import Gazetteer, towns

GAZETTEER = Gazetteer()


@pytest.mark.parametrize(
    ("lng", "lat", "name"),
    [
        (116.397, 39.908, "北京"),
        (120.742, 31.646, "常熟"),
        (114.177, 22.282, "灣仔"),
        (13.405, 52.52, "Berlin"),
        (-122.419, 37.775, "San Francisco"),
        (178.44, -18.14, "Suva"),
    ],
)
def test_a_town_names_the_places_around_it(lng: float, lat: float, name: str) -> None:
    assert GAZETTEER.name_of(snapped(Point(lng, lat))) == name


@pytest.mark.parametrize(("lng", "lat"), [(-140.0, -40.0), (0.0, 90.0), (180.0, -90.0), (-180.0, 5.0)])
def test_the_open_sea_and_the_poles_have_no_name(lng: float, lat: float) -> None:
    assert GAZETTEER.name_of(Point(lng, lat)) == ""


def test_the_date_line_is_no_border() -> None:
    assert GAZETTEER.name_of(Point(179.99, -16.45)) == "Labasa"
    assert GAZETTEER.name_of(Point(-179.99, -16.45)) == "Labasa"


def test_towns_in_china_have_chinese_names() -> None:
    every = list(towns())
    assert len(every) > 30_000
    chinese = [town.name for town in every if town.country == "CN"]
    assert all("\u4e00" <= character <= "\u9fff" for name in chinese for character in name)
    assert {"上海", "广州", "深圳", "成都", "杭州", "武汉", "西安", "重庆", "荆州"} <= set(chinese)
    assert not any(name.endswith("市") and len(name) > 2 for name in chinese)
