"""Drawings of what people wear, carry and give to children. Things stand on y = 0 and are about 100 units large."""

from server.local.demo.pictures.canvas import (
    BRASS,
    GLASS,
    INK,
    SKIN,
    STEEL,
    WHITE,
    WOOD,
    Canvas,
    Paint,
    darker,
    lighter,
)


def _hanger(c: Canvas, top: float) -> None:
    c.arc(0, top - 6, 5, 160, 380, 1.8, STEEL)
    c.line(STEEL, 1.8, 0, top - 2, 0, top + 2)
    c.line(WOOD, 3.4, -28, top + 13, 0, top + 1, 28, top + 13)


def coats(c: Canvas, p: Paint) -> None:
    _hanger(c, -106)
    c.poly(p.dark, -30, -94, -50, -78, -56, -30, -42, -27, -34, -60)
    c.poly(p.dark, 30, -94, 50, -78, 56, -30, 42, -27, 34, -60)
    c.poly(p.main, -14, -101, -34, -92, -38, -4, 38, -4, 34, -92, 14, -101)
    c.poly(p.deep, -13, -101, 13, -101, 0, -66)
    c.poly(p.light, -14, -101, -27, -92, -13, -62, 0, -66, -10, -88)
    c.poly(p.light, 14, -101, 27, -92, 13, -62, 0, -66, 10, -88)
    c.line(p.deep, 1, 0, -64, 0, -5)
    for y in (-54, -38, -22):
        c.disc(6, y, 2.4, p.pop)
    c.line(p.deep, 2, -28, -34, -16, -32)
    c.line(p.deep, 2, 28, -34, 16, -32)


def tops(c: Canvas, p: Paint) -> None:
    _hanger(c, -98)
    c.poly(p.dark, -30, -88, -60, -58, -44, -44, -28, -60)
    c.poly(p.dark, 30, -88, 60, -58, 44, -44, 28, -60)
    c.poly(p.main, -16, -93, -34, -86, -32, -6, 32, -6, 34, -86, 16, -93)
    c.oval(0, -93, 16, 7, p.deep)
    c.arc(0, -93, 17, 0, 180, 3.4, p.light)
    for y in (-62, -48, -34):
        c.box(-33, y, 66, 6, p.pale)
    c.box(-32, -10, 64, 4, p.dark)


def dresses(c: Canvas, p: Paint) -> None:
    _hanger(c, -114)
    c.line(p.dark, 3, -14, -106, -16, -92)
    c.line(p.dark, 3, 14, -106, 16, -92)
    c.curve(p.main, -18, -94, 0, -88, 18, -94, 17, -64, 17, -60, -17, -60, -17, -64)
    c.curve(p.main, -17, -62, 17, -62, 36, -30, 52, -4, 26, -1, 0, -4, -26, -1, -52, -4, -36, -30)
    for x, y in ((-30, -8), (-11, -8), (11, -8), (30, -8)):
        c.line(p.dark, 1.2, x * 0.35, -58, x, y)
    c.box(-18, -66, 36, 6, p.pop, 2)
    c.poly(p.pop, 10, -62, 20, -46, 14, -44)


def shoes(c: Canvas, p: Paint) -> None:
    for x, y, upper in ((12, -12, p.dark), (-8, 0, p.main)):
        toe = (x + 8, y - 32, x + 40, y - 24, x + 52, y - 8)
        c.curve(upper, x - 44, y - 8, x - 46, y - 42, x - 28, y - 52, x - 14, y - 46, *toe)
        c.box(x - 49, y - 11, 102, 11, WHITE, 5)
        c.box(x - 49, y - 4, 102, 4, p.pop, 2)
        for step in range(4):
            c.line(WHITE, 2.4, x - 12 + step * 9, y - 45 + step * 5, x - 18 + step * 9, y - 34 + step * 5)
        c.curve(p.pale, x + 26, y - 12, x + 34, y - 24, x + 46, y - 19, x + 51, y - 11)
        c.curve(p.pop, x - 40, y - 16, x - 26, y - 30, x - 4, y - 16, x + 16, y - 22, x - 6, y - 12, x - 24, y - 14)


def bags(c: Canvas, p: Paint) -> None:
    c.ring(0, -62, 34, 5, p.deep)
    c.poly(p.main, -46, -64, 46, -64, 54, -2, -54, -2)
    c.poly(p.dark, -46, -64, 46, -64, 44, -42, 0, -30, -44, -42)
    c.poly(p.light, -46, -64, 46, -64, 45, -58, -45, -58)
    c.box(-7, -38, 14, 14, BRASS, 3)
    c.box(-2.4, -34, 4.8, 6, p.deep, 1)
    c.line(p.pale, 0.8, -50, -7, 50, -7)
    c.line(p.pop, 3, 32, -50, 36, -26)
    c.disc(36, -24, 4, p.pop)


def watches(c: Canvas, p: Paint) -> None:
    strap = darker(p.main, 0.3)
    c.poly(strap, -15, -70, 15, -70, 12, -104, -12, -104)
    c.poly(strap, -15, -32, 15, -32, 12, 0, -12, 0)
    for y in (-98, -88, -14, -6):
        c.box(-9, y, 18, 2, p.light, 1)
    c.disc(0, -52, 34, p.main)
    c.disc(0, -52, 31, p.dark)
    c.disc(0, -52, 28, WHITE)
    c.rays(0, -52, 23, 26, 12, 2, INK)
    c.disc(0, -40, 7, lighter(STEEL, 0.5))
    c.line(INK, 2.4, 0, -52, -10, -62)
    c.line(INK, 1.8, 0, -52, 13, -68)
    c.line(p.pop, 0.9, 0, -52, 2, -34)
    c.disc(0, -52, 2.2, p.pop)
    c.box(33, -56, 7, 8, p.main, 2)


def jewellery(c: Canvas, p: Paint) -> None:
    c.poly((86, 74, 92), -46, -28, 46, -28, 52, -1, -52, -1)
    c.box(-52, -8, 104, 8, (66, 56, 74), 3)
    c.curve((104, 90, 112), -36, -24, -30, -84, 0, -96, 30, -84, 36, -24)
    c.arc(0, -74, 26, 20, 160, 3, p.main)
    for angle_x, angle_y in ((-23, -62), (-15, -54), (15, -54), (23, -62)):
        c.disc(angle_x, angle_y, 3.4, p.light)
    c.poly(p.pop, 0, -56, 9, -45, 0, -30, -9, -45)
    c.poly(lighter(p.pop, 0.5), 0, -56, 9, -45, 0, -42, -9, -45)
    c.rays(30, -90, 2, 8, 4, 1.6, WHITE)


def skincare(c: Canvas, p: Paint) -> None:
    c.box(-48, -78, 30, 77, p.main, 7)
    c.box(-43, -92, 20, 16, BRASS, 3)
    c.box(-45, -58, 24, 32, WHITE, 2)
    c.line(p.dark, 1.6, -40, -48, -26, -48)
    c.line(p.dark, 1.6, -40, -42, -30, -42)
    c.box(-10, -44, 50, 43, p.light, 10)
    c.box(-12, -58, 54, 18, WHITE, 5)
    c.box(2, -30, 26, 12, WHITE, 2)
    c.poly(p.pale, 50, -84, 64, -84, 66, -1, 48, -1)
    c.box(50, -14, 14, 14, p.dark, 2)
    c.disc(57, -48, 4, p.pop)
    c.curve((146, 176, 130), -8, -62, 4, -84, 22, -88, 16, -70)


def fragrance(c: Canvas, p: Paint) -> None:
    c.box(-34, -66, 68, 65, GLASS, 10)
    c.box(-29, -46, 58, 40, lighter(p.main, 0.2), 6)
    c.box(-29, -46, 22, 40, p.pale, 6)
    c.box(-10, -80, 20, 15, BRASS, 2)
    c.box(-17, -102, 34, 24, p.deep, 5)
    c.box(-17, -102, 10, 24, p.dark, 5)
    c.box(-18, -38, 36, 22, WHITE, 2)
    c.line(INK, 1.6, -10, -30, 10, -30)
    c.line(STEEL, 1.2, -6, -24, 6, -24)
    for x, y in ((34, -98), (44, -104), (42, -92), (54, -98)):
        c.disc(x, y, 2, WHITE)


def strollers(c: Canvas, p: Paint) -> None:
    c.line(STEEL, 4, -34, -14, 10, -58)
    c.line(STEEL, 4, 32, -14, -14, -48)
    c.line(STEEL, 4, 12, -56, 52, -96)
    c.line(INK, 6, 46, -94, 60, -100)
    c.curve(p.main, -44, -62, -30, -62, 20, -62, 30, -62, 18, -34, -16, -32, -36, -42)
    c.curve(p.dark, -46, -62, -42, -88, -20, -100, 0, -94, -6, -62)
    c.line(p.light, 1.6, -6, -64, -34, -94)
    c.line(p.light, 1.6, -6, -64, -46, -78)
    c.disc(8, -66, 8, SKIN)
    c.box(-4, -62, 30, 12, p.pop, 6)
    for x in (-34, 32):
        c.disc(x, -14, 14, INK)
        c.disc(x, -14, 9, STEEL)
        c.disc(x, -14, 3, WHITE)


def baby_clothing(c: Canvas, p: Paint) -> None:
    c.line(STEEL, 1.2, -80, -106, 0, -99, 80, -106)
    for x in (-18, 18):
        c.box(x - 2, -106, 4, 10, WOOD, 1)
    c.poly(p.dark, -20, -100, -44, -78, -34, -66, -20, -76)
    c.poly(p.dark, 20, -100, 44, -78, 34, -66, 20, -76)
    left = (-8, -18, -12, -30, -27, -34, -26, -60)
    c.curve(p.main, -20, -100, 0, -95, 20, -100, 26, -60, 27, -34, 12, -30, 8, -18, *left)
    c.oval(0, -99, 11, 5, p.pale)
    c.disc(0, -62, 13, p.pop)
    c.disc(-8, -73, 4.6, p.pop)
    c.disc(8, -73, 4.6, p.pop)
    for x in (-4, 4):
        c.disc(x, -64, 1.4, INK)
    c.oval(0, -58, 3, 2, WHITE)
    for x in (-5, 0, 5):
        c.disc(x, -21, 1.2, WHITE)


def building_sets(c: Canvas, p: Paint) -> None:
    def brick(x: float, y: float, studs: int, colour: tuple[int, int, int]) -> None:
        for stud in range(studs):
            c.box(x + 3 + stud * 14, y - 26, 8, 6, darker(colour, 0.1), 1.4)
        c.box(x, y - 22, studs * 14, 21, colour, 1.6)
        c.box(x, y - 22, studs * 14, 4, lighter(colour, 0.25), 1.6)

    brick(-58, 0, 4, p.main)
    brick(0, 0, 4, p.pop)
    brick(-44, -21, 3, (98, 146, 112))
    brick(0, -21, 3, (234, 190, 82))
    brick(-30, -42, 4, p.dark)
    brick(-16, -63, 2, (201, 78, 72))
    c.disc(-2, -98, 8, (244, 208, 108))
    c.box(-4, -108, 4, 4, (244, 208, 108))


def dolls(c: Canvas, p: Paint) -> None:
    for side in (-1, 1):
        c.disc(side * 22, -92, 13, p.main)
        c.disc(side * 22, -92, 7, p.pale)
        c.oval(side * 33, -40, 11, 17, p.dark)
        c.oval(side * 20, -9, 17, 11, p.dark)
        c.oval(side * 20, -8, 9, 6, p.pale)
    c.oval(0, -32, 30, 30, p.main)
    c.oval(0, -28, 18, 19, p.pale)
    c.disc(0, -74, 29, p.main)
    c.oval(0, -66, 13, 10, p.pale)
    c.oval(0, -71, 4.6, 3.4, INK)
    for side in (-1, 1):
        c.disc(side * 11, -80, 2.8, INK)
        c.disc(side * 10.4, -81, 0.9, WHITE)
    c.poly(p.pop, 0, -48, -16, -55, -16, -41)
    c.poly(p.pop, 0, -48, 16, -55, 16, -41)
    c.disc(0, -48, 4, darker(p.pop, 0.2))


def board_games(c: Canvas, p: Paint) -> None:
    c.poly(p.deep, -66, -4, 66, -4, 48, -44, -48, -44)
    c.poly(p.pale, -61, -6, 61, -6, 45, -42, -45, -42)
    for row in range(5):
        near, far = 61 - row * 3.2, 61 - (row + 1) * 3.2
        front, back = -6 - row * 7.2, -13.2 - row * 7.2
        for column in range(row % 2, 7, 2):
            start, end = column / 3.5 - 1, (column + 1) / 3.5 - 1
            c.poly(p.main, start * near, front, end * near, front, end * far, back, start * far, back)
    for left, foot, colour in ((-30, -16, p.pop), (-4, -30, INK), (30, -20, WHITE)):
        c.oval(left, foot, 9, 4, darker(colour, 0.3))
        c.poly(colour, left - 8, foot, left + 8, foot, left + 3, foot - 22, left - 3, foot - 22)
        c.disc(left, foot - 25, 6.4, colour)
    c.box(38, -18, 15, 15, WHITE, 3)
    for x, y in ((42.0, -14.0), (49.0, -7.0), (45.5, -10.5)):
        c.disc(x, y, 1.6, INK)
