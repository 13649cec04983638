"""Each picture of the demo market: which category, colour and view it shows, and how it is drawn and encoded."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from models.ids import CategoryId
from models.media import SHOWN_SIZE, Developed, file_key
from server.local.demo.catalogue import Goods, goods
from server.local.demo.pictures.scenes import HEIGHT, WIDTH, paint, render
from server.local.demo.pictures.things import THINGS
from server.pictures import develop
from server.pictures.develop import versions

VIEWS = 2
SIZE = (WIDTH, HEIGHT)
_POPULAR = 4
"""From this weight on a category is drawn in a third colour."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture that is to be drawn."""

    category: CategoryId
    colour: str
    number: int

    @property
    def key(self) -> str:
        """Where the file lies that listings name."""
        return file_key(self.folder, SHOWN_SIZE)

    @property
    def folder(self) -> str:
        return f"demo-{edition()}-{self.category}-{self.colour}-{self.number}"


def frames() -> Sequence[Frame]:
    """All pictures there are."""
    return [
        Frame(entry.category, colour, number)
        for entry in goods()
        for colour in _colours(entry)
        for number in range(VIEWS)
    ]


def draw(frame: Frame) -> Developed:
    """The same frame gives the same picture, made into files as uploads are."""
    thing = THINGS[frame.category]
    colours = paint(random.Random(f"{frame.category}:{frame.colour}"), frame.colour)
    luck = random.Random(f"{frame.category}:{frame.colour}:{frame.number}")
    return versions(render(luck, thing.drawing, colours, thing.view(close=frame.number > 0)))


@cache
def edition() -> str:
    """Stored pictures never change, so other ones need other names: the sources that draw and develop make them."""
    drawings = (file for file in files(__package__).iterdir() if file.name.endswith(".py"))
    sources = [*sorted(drawings, key=lambda it: it.name), Path(develop.__file__)]
    return hashlib.blake2b(b"".join(file.read_bytes() for file in sources), digest_size=5).hexdigest()


def _colours(entry: Goods) -> Sequence[str]:
    """The first colours that sellers would name, or those that suit the drawing."""
    return (entry.colours or THINGS[entry.category].colours)[: 3 if entry.weight >= _POPULAR else 2]
