"""Which drawing shows which category, where the thing stands, how large, and in which colours if nobody names any."""

from dataclasses import dataclass

from server.local.demo.pictures import devices
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
}
"""By category."""
