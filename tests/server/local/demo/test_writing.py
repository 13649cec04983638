"""Titles and descriptions: in the right language, in bounds, and clean as the market demands."""

import random

import pytest

from models.listing import Condition
from models.text import clean
from server.local.demo.catalogue import LANGUAGES, Goods, Language, goods
from server.local.demo.writing import Subject


def _subjects(entry: Goods, language: Language) -> list[Subject]:
    facts = {key: str(values[0]) for key, values in entry.attributes.items()}
    return [Subject(entry, item, condition, facts, language) for item in entry.items for condition in Condition]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", goods(), ids=lambda entry: entry.category)
def test_titles_fit_and_need_no_cleaning(entry: Goods, language: Language) -> None:
    luck = random.Random(1)
    for subject in _subjects(entry, language):
        title = subject.title(luck)
        assert 1 <= len(title) <= 100
        assert clean(title) == title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", goods(), ids=lambda entry: entry.category)
def test_descriptions_say_how_to_get_it_and_need_no_cleaning(entry: Goods, language: Language) -> None:
    luck = random.Random(1)
    for subject in _subjects(entry, language):
        text = subject.description(luck, place="杭州", meetup=True, posted=False, offers=True)
        assert "杭州" in text
        assert clean(text, lines=True) == text
        assert len(text) < 2000


def test_nothing_is_said_of_haggling_where_people_bid() -> None:
    subject, luck = _subjects(goods()[0], "en")[0], random.Random(1)
    texts = {subject.description(luck, place="", meetup=False, posted=False, offers=None) for _ in range(50)}
    assert not [text for text in texts if "price" in text.lower() or "offer" in text.lower()]


def test_facts_are_told_in_the_readers_words() -> None:
    phones = next(entry for entry in goods() if entry.category == "phones")
    facts = {"colour": "black", "battery_health": "91"}
    texts = {
        language: [
            Subject(phones, phones.items[0], Condition.GOOD, facts, language).description(
                random.Random(seed), place="", meetup=False, posted=True, offers=False
            )
            for seed in range(20)
        ]
        for language in LANGUAGES
    }
    assert any("· Colour: Black\n· Battery health: 91%" in text for text in texts["en"])
    assert any("· 颜色：黑色\n· 电池健康：91%" in text for text in texts["zh"])
