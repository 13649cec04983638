"""Titles and descriptions as people write them, in English and Chinese."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from models.category import Attribute, Kind, category
from models.listing import Condition
from server.local.demo.catalogue import Goods, Item, Language

_LONGEST_TITLE = 100
_FACTS_SHARE = 0.7
_HAGGLE_SHARE = 0.7
_DULL = frozenset({"model", "colour", "year"})
"""Facts that belong into no title."""

_BRIEF: dict[Language, dict[Condition, tuple[str, ...]]] = {
    "en": {
        Condition.NEW: ("brand new", "unused", "still sealed", "new in box"),
        Condition.LIKE_NEW: ("like new", "mint condition", "as good as new", "hardly used"),
        Condition.GOOD: ("good condition", "well kept", "works perfectly", "lightly used"),
        Condition.FAIR: ("some wear", "used, honest wear", "a few marks", "well loved"),
        Condition.POOR: ("needs repair", "for tinkerers", "worn", "as is"),
    },
    "zh": {
        Condition.NEW: ("全新", "全新未拆", "全新未用"),
        Condition.LIKE_NEW: ("几乎全新", "99新", "成色极新"),
        Condition.GOOD: ("95新", "9成新", "成色好", "正常使用痕迹"),
        Condition.FAIR: ("8成新", "有使用痕迹", "实用成色"),
        Condition.POOR: ("有瑕疵", "7成新", "动手党来"),
    },
}
_FULL: dict[Language, dict[Condition, tuple[str, ...]]] = {
    "en": {
        Condition.NEW: ("Brand new, never used.", "Still in its packaging."),
        Condition.LIKE_NEW: ("Looks as if it came from the shop yesterday.", "Used a handful of times, no marks."),
        Condition.GOOD: ("Good condition with light signs of use.", "Everything works, normal wear."),
        Condition.FAIR: ("It has been used and shows it, but it does its job.", "Visible wear, priced accordingly."),
        Condition.POOR: ("Has a defect, please read before you buy.", "For somebody who likes repairing things."),
    },
    "zh": {
        Condition.NEW: ("全新没用过，包装还在。", "全新，只打开看过。"),
        Condition.LIKE_NEW: ("成色非常新，基本看不出用过。", "只用过几次，和新的一样。"),
        Condition.GOOD: ("正常使用痕迹，功能完好。", "成色不错，爱惜使用。"),
        Condition.FAIR: ("使用痕迹比较明显，不影响使用。", "老物件了，价格已经体现。"),
        Condition.POOR: ("有小毛病，介意慎拍。", "需要修一下，动手能力强的来。"),
    },
}
_MEETUP: dict[Language, tuple[str, ...]] = {
    "en": ("Pick-up in {place}.", "Can meet in {place} after work.", "Near the station in {place}."),
    "zh": ("{place}可自提。", "坐标{place}，可约地铁站面交。", "{place}同城面交优先。"),
}
_POST: dict[Language, tuple[str, ...]] = {
    "en": ("I post within two days, well padded.", "Tracked shipping.", "Shipping on Mondays and Thursdays."),
    "zh": ("两天内发货，打包仔细。", "默认发顺丰到付可议。", "工作日下午发货。"),
}
_HAGGLE: dict[Language, tuple[str, ...]] = {
    "en": ("Sensible offers welcome.", "A little room on the price.", "Make me an offer."),
    "zh": ("可小刀。", "诚心要可以聊。", "价格可议，屠龙刀勿扰。"),
}
_FIRM: dict[Language, tuple[str, ...]] = {
    "en": ("The price is firm.", "No swaps, please.", "First come, first served."),
    "zh": ("不议价。", "不换物，先到先得。", "低价出，勿刀。"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is written about, and in which language."""

    goods: Goods
    item: Item
    condition: Condition
    facts: Mapping[str, str]
    language: Language

    def title(self, luck: random.Random) -> str:
        """Name first, then one or two things that make people look."""
        name, told = self.item.name(self.language), self._told()
        worth_saying = [text for key, text in told.items() if key not in _DULL and text not in name]
        fact = luck.choice(worth_saying) if worth_saying else ""
        brief, hook = luck.choice(_BRIEF[self.language][self.condition]), luck.choice(self.goods.hooks[self.language])
        if self.language == "en":
            forms = (
                f"{name}, {brief}",
                f"{name} – {hook}",
                f"{name} ({fact or brief})",
                f"{name} {fact}, {brief}",
                name,
            )
        else:
            forms = (
                f"{name} {brief}",
                f"{name} {fact} {brief}",
                f"{brief} {name}",
                f"{name} {hook}",
                f"【{hook}】{name}",
            )
        return " ".join(luck.choice(forms).split()).replace(" ,", ",")[:_LONGEST_TITLE]

    def description(self, luck: random.Random, *, place: str, meetup: bool, posted: bool, offers: bool | None) -> str:
        """Up to four short paragraphs: state and reason, details, facts, how to get it.

        `offers` says whether the price may be haggled over; None where there is none, as in an auction.
        """
        space = " " if self.language == "en" else ""
        known = self.goods.details[self.language]
        details = luck.sample(known, k=1 if self.condition is Condition.NEW else luck.randint(1, len(known)))
        opening = (luck.choice(_FULL[self.language][self.condition]), luck.choice(self.goods.reasons[self.language]))
        paragraphs = [space.join(opening), space.join(details)]
        if luck.random() < _FACTS_SHARE:
            paragraphs.append(self._table())
        ways = [luck.choice(_MEETUP[self.language]).format(place=place)] if meetup and place else []
        ways += [luck.choice(_POST[self.language])] if posted else []
        if offers is not None and luck.random() < _HAGGLE_SHARE:
            ways.append(luck.choice((_HAGGLE if offers else _FIRM)[self.language]))
        paragraphs.append(space.join(ways))
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

    def _table(self) -> str:
        names = {attribute.key: attribute.name for attribute in category(self.goods.category).attributes}
        if self.language == "en":
            return "\n".join(f"· {names[key].en}: {text}" for key, text in self._told().items())
        return "\n".join(f"· {names[key].zh}：{text}" for key, text in self._told().items())

    def _told(self) -> dict[str, str]:
        """The facts as people read them."""
        known = {attribute.key: attribute for attribute in category(self.goods.category).attributes}
        return {key: _text(known[key], value, self.language) for key, value in self.facts.items()}


def _text(attribute: Attribute, value: str, language: Language) -> str:
    if attribute.kind is Kind.CHOICE:
        (name,) = (choice.name for choice in attribute.choices if choice.key == value)
        return name.en if language == "en" else name.zh
    space = " " if attribute.unit not in ("%", "") else ""
    return f"{value}{space}{attribute.unit}"
