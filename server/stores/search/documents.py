"""What the index knows of a listing: words to find, facts to sort and filter by; of its position the grid point."""

from collections.abc import Iterator
from typing import Any

from models import category
from models.category import ATTRIBUTES, Kind
from models.errors import Refusal
from models.listing import Draft, Listing
from models.place import Place

SHAPE = 1
"""Grows with every change of the projection, so that documents of an older one are replaced."""

_ATTRIBUTES = {attribute.key: attribute for attribute in ATTRIBUTES}


def to_document(it: Listing) -> dict[str, Any]:
    """The exact position, the seller and the offer floor are not even handed over."""
    draft = it.draft
    return {
        "id": it.id,
        "version": it.version,
        "shape": SHAPE,
        "title": draft.title,
        "description": draft.description,
        "category": draft.category,
        "category_names": list(_category_names(draft)),
        "details": list(_details(draft)),
        "brand": draft.brand,
        "condition": draft.condition.value,
        "price": it.price.amount,
        "published_at": round(it.published_at.timestamp() * 1000),
        **(_whereabouts(draft.place) if draft.place else {}),
    }


def _whereabouts(place: Place) -> dict[str, Any]:
    return {"place": place.name, "_geo": {"lat": place.point.lat, "lng": place.point.lng}}


def _category_names(draft: Draft) -> Iterator[str]:
    """In both languages, so that a thing is found by what it is in the other one."""
    try:
        steps = category.path(draft.category)
    except Refusal:  # a category that the tree no longer has
        return
    for step in steps:
        yield category.category(step).name.en
        yield category.category(step).name.zh


def _details(draft: Draft) -> Iterator[str]:
    """What the attributes say in words; bare numbers are no words."""
    for key, value in draft.attributes.items():
        attribute = _ATTRIBUTES.get(key)
        if attribute and attribute.kind is Kind.TEXT:
            yield value
        elif attribute and attribute.kind is Kind.CHOICE:
            names = next((choice.name for choice in attribute.choices if choice.key == value), None)
            yield from dict.fromkeys((names.en, names.zh)) if names else (value,)
