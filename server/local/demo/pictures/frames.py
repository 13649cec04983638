"""Each picture of the demo market: which category, colour and view it shows, and how it is drawn and encoded."""

import base64
import hashlib
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from PIL import Image

from models.ids import CategoryId
from server.local.demo.catalogue import Goods, goods
from server.local.demo.pictures.scenes import HEIGHT, WIDTH, paint, render
from server.local.demo.pictures.things import THINGS

VIEWS = 2
WEBP = "image/webp"
SIZE = (WIDTH, HEIGHT)
_POPULAR = 4
"""From this weight on a category is drawn in a third colour."""
_SMALL = 320
_TINY = (16, 12)


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture that is to be drawn."""

    category: CategoryId
    colour: str
    number: int

    @property
    def key(self) -> str:
        """Where its large file lies, below the folder of pictures."""
        return f"{self._folder}/{WIDTH}.webp"

    @property
    def small_key(self) -> str:
        return f"{self._folder}/{_SMALL}.webp"

    @property
    def _folder(self) -> str:
        return f"demo-{edition()}/{self.category}-{self.colour}-{self.number}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in both sizes, and a data URL that stands in until it is loaded."""

    large: bytes
    small: bytes
    placeholder: str


def frames() -> Sequence[Frame]:
    """All pictures there are."""
    return [
        Frame(entry.category, colour, number)
        for entry in goods()
        for colour in _colours(entry)
        for number in range(VIEWS)
    ]


def draw(frame: Frame) -> Drawn:
    """The same frame gives the same picture."""
    thing = THINGS[frame.category]
    colours = paint(random.Random(f"{frame.category}:{frame.colour}"), frame.colour)
    luck = random.Random(f"{frame.category}:{frame.colour}:{frame.number}")
    picture = render(luck, thing.drawing, colours, thing.view(close=frame.number > 0))
    small = picture.reduce(WIDTH // _SMALL)
    tiny = base64.b64encode(_webp(small.resize(_TINY, Image.Resampling.BOX), quality=20)).decode()
    return Drawn(_webp(picture, quality=80), _webp(small, quality=80), f"data:{WEBP};base64,{tiny}")


@cache
def edition() -> str:
    """Stored pictures never change, so other drawings need other names: the sources of the drawings make them."""
    sources = sorted(
        (file for file in files(__package__).iterdir() if file.name.endswith(".py")), key=lambda it: it.name
    )
    return hashlib.blake2b(b"".join(file.read_bytes() for file in sources), digest_size=5).hexdigest()


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=quality, method=1)
    return file.getvalue()


def _colours(entry: Goods) -> Sequence[str]:
    """The first colours that sellers would name, or those that suit the drawing."""
    return (entry.colours or THINGS[entry.category].colours)[: 3 if entry.weight >= _POPULAR else 2]
