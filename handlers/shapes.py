"""Shapes that several areas share: money, points, moments, identifiers, clean text, pages."""

import hashlib
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal, Self

from annotated_types import Len
from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints, ValidationInfo, field_validator

from handlers.contract import Maybe, View, Wire, encoded, rfc3339, unchecked
from models import badge, media, money, place, text

Moment = Annotated[
    datetime, PlainSerializer(rfc3339), Field(json_schema_extra={"type": "string", "format": "date-time"})
]
"""RFC 3339, UTC, milliseconds."""

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
RequestId = Annotated[str, StringConstraints(min_length=16, max_length=64, pattern=r"^[\x21-\x7e]+$")]
Cursor = Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=r"^[A-Za-z0-9_-]+$")]
PageSize = Annotated[int, Field(ge=1, le=100)]
Amount = Annotated[int, Field(ge=0, le=money.LARGEST)]
Version = Annotated[int, Field(ge=1, le=money.LARGEST)]

Line = AfterValidator(text.clean)
"""One line of clean text."""
Lines = AfterValidator(lambda value: text.clean(value, lines=True))
"""Clean text with line breaks."""
Name = Annotated[str, Line, Len(1, 60)]


class Money(Wire):
    """An amount in minor units of the market's currency."""

    amount: Amount
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]

    @field_validator("currency")
    @classmethod
    def _of_this_market(cls, value: str, info: ValidationInfo) -> str:
        """Requests are decoded with the market's currency as context; views are ours already."""
        if info.context and value != info.context["currency"]:
            raise ValueError(f"This market trades in {info.context['currency']}.")
        return value

    @classmethod
    def of(cls, amount: money.Money) -> Self:
        return unchecked(cls.__new__(cls), {"amount": amount.amount, "currency": amount.currency})

    def value(self) -> money.Money:
        return money.Money(self.amount, self.currency)


class Badge(View):
    """What an account's credit has earned."""

    points: int
    level: badge.Level

    @classmethod
    def of(cls, points: int) -> Self:
        return cls(points=points, level=badge.level(points))


class Point(Wire):
    """A GeoJSON point (RFC 7946): longitude, then latitude."""

    type: Literal["Point"]
    coordinates: tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]

    @classmethod
    def of(cls, point: place.Point) -> Self:
        return unchecked(cls.__new__(cls), {"type": "Point", "coordinates": (point.lng, point.lat)})

    def value(self) -> place.Point:
        return place.Point(*self.coordinates)


class PictureView(View):
    """A picture; `width` and `height` are those of its largest file.

    `url` may be relative to the market's address. It ends with `/960.webp`, whose longest side is at most 960. Beside
    it lie `320.webp` and, where the picture is larger than 960, `1920.webp`. Files never change.
    """

    id: str
    url: str
    width: int
    height: int
    placeholder: str

    @classmethod
    def of(cls, picture: media.Picture) -> Self:
        return cls(
            id=picture.id,
            url=picture.url,
            width=picture.width,
            height=picture.height,
            placeholder=picture.placeholder,
        )


class OnceRequest(Wire):
    """A request with one effect: the same id and body get the same answer for 24 hours."""

    request_id: RequestId

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal bodies, whatever the request id and the order of fields."""
        body = {name: it for name, it in self.__dict__.items() if name != "request_id"}
        return hashlib.blake2b(encoded(body), digest_size=16).hexdigest()


class PageRequest(Wire):
    """A stretch of a list."""

    limit: PageSize = 20
    cursor: Maybe[Cursor] = None
