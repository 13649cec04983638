"""Which drawing shows which category, where the thing stands, how large, and in which colours if nobody names any."""

from dataclasses import dataclass

from server.local.demo.pictures import devices, household, leisure, rides, wear
from server.local.demo.pictures.scenes import Drawing, Stage, View


@dataclass(frozen=True, slots=True)
class Thing:
    """A drawing in its surroundings; `size` in units of the scene."""

    drawing: Drawing
    stage: Stage
    size: float
    colours: tuple[str, ...] = ("blue", "red")

    def view(self, *, close: bool) -> View:
        return View(self.stage, self.size, close)


THINGS: dict[str, Thing] = {
    "phones": Thing(devices.phones, Stage.TABLE, 82),
    "tablets": Thing(devices.tablets, Stage.TABLE, 88),
    "audio": Thing(devices.audio, Stage.TABLE, 84),
    "cameras": Thing(devices.cameras, Stage.TABLE, 84),
    "lenses": Thing(devices.lenses, Stage.TABLE, 80, ("red", "yellow")),
    "wearables": Thing(devices.wearables, Stage.TABLE, 80),
    "consoles": Thing(devices.consoles, Stage.TABLE, 82),
    "games": Thing(devices.games, Stage.TABLE, 82, ("blue", "green")),
    "laptops": Thing(devices.laptops, Stage.TABLE, 92, ("grey", "blue")),
    "desktops": Thing(devices.desktops, Stage.TABLE, 86, ("blue", "purple")),
    "monitors": Thing(devices.monitors, Stage.TABLE, 86, ("blue", "orange")),
    "components": Thing(devices.components, Stage.TABLE, 92, ("red", "green")),
    "peripherals": Thing(devices.peripherals, Stage.TABLE, 92),
    "printers": Thing(devices.printers, Stage.TABLE, 84, ("grey", "black")),
    "networking": Thing(devices.networking, Stage.TABLE, 84, ("white", "black")),
    "televisions": Thing(devices.televisions, Stage.FLOOR, 92, ("blue", "green")),
    "refrigerators": Thing(devices.refrigerators, Stage.FLOOR, 78, ("silver", "red")),
    "washing_machines": Thing(devices.washing_machines, Stage.FLOOR, 84, ("white", "silver")),
    "climate": Thing(devices.climate, Stage.FLOOR, 84, ("white", "blue")),
    "kitchen_appliances": Thing(devices.kitchen_appliances, Stage.TABLE, 86, ("silver", "red")),
    "vacuums": Thing(devices.vacuums, Stage.FLOOR, 82, ("purple", "orange")),
    "personal_care": Thing(devices.personal_care, Stage.TABLE, 82, ("pink", "purple")),
    "sofas": Thing(household.sofas, Stage.FLOOR, 86),
    "tables": Thing(household.tables, Stage.FLOOR, 84),
    "chairs": Thing(household.chairs, Stage.FLOOR, 84),
    "beds": Thing(household.beds, Stage.FLOOR, 90),
    "shelves": Thing(household.shelves, Stage.FLOOR, 76),
    "lamps": Thing(household.lamps, Stage.TABLE, 80),
    "cookware": Thing(household.cookware, Stage.TABLE, 78),
    "decor": Thing(household.decor, Stage.TABLE, 78),
    "bedding": Thing(household.bedding, Stage.TABLE, 82),
    "tools": Thing(household.tools, Stage.TABLE, 84),
    "plants": Thing(household.plants, Stage.FLOOR, 74, ("green",)),
    "coats": Thing(wear.coats, Stage.WALL, 82),
    "tops": Thing(wear.tops, Stage.WALL, 84),
    "dresses": Thing(wear.dresses, Stage.WALL, 78),
    "shoes": Thing(wear.shoes, Stage.TABLE, 88),
    "bags": Thing(wear.bags, Stage.TABLE, 80),
    "watches": Thing(wear.watches, Stage.TABLE, 82),
    "jewellery": Thing(wear.jewellery, Stage.TABLE, 82),
    "skincare": Thing(wear.skincare, Stage.TABLE, 84, ("pink", "green")),
    "fragrance": Thing(wear.fragrance, Stage.TABLE, 80, ("orange", "purple")),
    "strollers": Thing(wear.strollers, Stage.FLOOR, 82),
    "baby_clothing": Thing(wear.baby_clothing, Stage.WALL, 78),
    "building_sets": Thing(wear.building_sets, Stage.TABLE, 78, ("blue", "red")),
    "dolls": Thing(wear.dolls, Stage.TABLE, 80, ("brown", "pink")),
    "board_games": Thing(wear.board_games, Stage.TABLE, 88, ("green", "blue")),
    "fiction": Thing(leisure.fiction, Stage.TABLE, 84, ("blue", "red", "green")),
    "textbooks": Thing(leisure.textbooks, Stage.TABLE, 82, ("green", "blue")),
    "childrens_books": Thing(leisure.childrens_books, Stage.TABLE, 88, ("yellow", "blue")),
    "comics": Thing(leisure.comics, Stage.TABLE, 84, ("red", "purple")),
    "records": Thing(leisure.records, Stage.TABLE, 80, ("blue", "orange")),
    "guitars": Thing(leisure.guitars, Stage.FLOOR, 76, ("orange", "red")),
    "pianos": Thing(leisure.pianos, Stage.FLOOR, 82, ("black", "brown")),
    "drums": Thing(leisure.drums, Stage.FLOOR, 82, ("red", "blue")),
    "strings": Thing(leisure.strings, Stage.FLOOR, 82, ("brown", "orange")),
    "bicycles": Thing(rides.bicycles, Stage.STREET, 82, ("red", "blue", "green")),
    "fitness": Thing(leisure.fitness, Stage.FLOOR, 84, ("grey", "blue")),
    "camping": Thing(leisure.camping, Stage.HILLS, 84, ("orange", "green")),
    "rackets": Thing(leisure.rackets, Stage.TABLE, 82, ("blue", "red")),
    "winter_sports": Thing(rides.winter_sports, Stage.SNOW, 74, ("red", "blue")),
    "skates": Thing(rides.skates, Stage.STREET, 76, ("orange", "blue")),
    "cars": Thing(rides.cars, Stage.STREET, 84),
    "motorcycles": Thing(rides.motorcycles, Stage.STREET, 82),
    "e_scooters": Thing(rides.e_scooters, Stage.STREET, 80, ("blue", "green")),
    "car_parts": Thing(rides.car_parts, Stage.FLOOR, 78, ("silver", "red")),
    "pet_furniture": Thing(household.pet_furniture, Stage.FLOOR, 76, ("beige", "blue")),
    "aquariums": Thing(household.aquariums, Stage.TABLE, 82, ("blue", "orange")),
    "trading_cards": Thing(leisure.trading_cards, Stage.TABLE, 84, ("blue", "red")),
    "figures": Thing(leisure.figures, Stage.TABLE, 78, ("blue", "red")),
    "art": Thing(leisure.art, Stage.FLOOR, 82, ("blue", "orange")),
    "antiques": Thing(leisure.antiques, Stage.TABLE, 72, ("green", "blue")),
    "other": Thing(leisure.other, Stage.FLOOR, 80, ("blue", "yellow")),
}
"""By category."""
