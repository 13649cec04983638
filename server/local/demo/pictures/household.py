"""Drawings of what stands and grows at home, pets included. Things stand on y = 0 and are about 100 units large."""

from server.local.demo.pictures.canvas import (
    BRASS,
    GLASS,
    INK,
    LEAF,
    STEEL,
    WHITE,
    WOOD,
    Canvas,
    Paint,
    darker,
    lighter,
)

_OAK = (186, 140, 96)


def sofas(c: Canvas, p: Paint) -> None:
    for x in (-56, 48):
        c.line(_OAK, 4, x, -10, x - 2, -1)
        c.line(_OAK, 4, x + 8, -10, x + 10, -1)
    c.box(-60, -62, 120, 40, p.dark, 12)
    for x in (-52, 1):
        c.box(x, -58, 51, 34, p.main, 9)
    c.box(-72, -46, 20, 40, p.main, 9)
    c.box(52, -46, 20, 40, p.main, 9)
    c.box(-56, -28, 112, 20, p.dark, 6)
    for x in (-54, 1):
        c.box(x, -31, 53, 15, p.light, 6)
    c.poly(p.pop, -44, -52, -22, -55, -19, -33, -41, -30)
    c.poly(p.pale, 24, -54, 45, -50, 41, -29, 20, -33)


def tables(c: Canvas, p: Paint) -> None:
    for x in (-56, 50):
        c.poly(p.dark, x, -52, x + 7, -52, x + 5, 0, x + 2, 0)
    for x in (-44, 38):
        c.poly(p.deep, x, -52, x + 5, -52, x + 4, -8, x + 1, -8)
    c.box(-66, -60, 132, 8, p.main, 3)
    c.box(-66, -60, 132, 3, p.light, 2)
    c.box(-40, -52, 80, 8, p.dark, 1)
    c.disc(0, -48, 1.8, BRASS)
    c.box(-34, -64, 26, 4, p.pop, 1)
    c.box(-32, -68, 22, 4, GLASS, 1)
    c.poly(WHITE, 24, -78, 38, -78, 36, -60, 26, -60)
    for lean in (-8, -2, 5):
        c.curve(LEAF, 31, -77, 28 + lean, -90, 31 + lean * 1.6, -100, 34 + lean, -90)


def chairs(c: Canvas, p: Paint) -> None:
    c.line(_OAK, 4, -22, -44, -30, -1)
    c.line(_OAK, 4, 22, -44, 30, -1)
    c.line(darker(_OAK, 0.25), 3.4, -12, -44, -16, -6)
    c.line(darker(_OAK, 0.25), 3.4, 12, -44, 16, -6)
    c.curve(p.dark, -28, -50, -32, -84, -22, -100, 22, -100, 32, -84, 28, -50)
    c.curve(p.main, -24, -52, -27, -82, -18, -95, 18, -95, 27, -82, 24, -52)
    c.box(-34, -56, 68, 14, p.main, 7)
    c.box(-34, -52, 68, 10, p.dark, 5)
    c.box(-31, -57, 62, 7, p.light, 4)
    c.poly(p.pop, -13, -76, 13, -76, 15, -57, -15, -57)


def beds(c: Canvas, p: Paint) -> None:
    c.box(-66, -66, 132, 54, p.dark, 6)
    c.box(-60, -62, 120, 46, p.main, 4)
    c.box(-66, -14, 8, 14, p.deep, 2)
    c.box(58, -14, 8, 14, p.deep, 2)
    c.box(-54, -52, 46, 24, WHITE, 8)
    c.box(8, -52, 46, 24, WHITE, 8)
    c.box(-62, -34, 124, 26, lighter(p.pop, 0.55), 8)
    c.box(-66, -22, 132, 18, p.pop, 5)
    for x in range(-58, 60, 14):
        c.line(darker(p.pop, 0.12), 1, x, -20, x, -6)
    c.poly(p.pale, -14, -50, 14, -50, 17, -32, -17, -32)


def shelves(c: Canvas, p: Paint) -> None:
    c.box(-42, -116, 84, 114, p.dark, 2)
    for y in (-111, -84, -57, -30):
        c.box(-37, y, 74, 23, darker(p.main, 0.34))
        c.box(-37, y + 21, 74, 4, p.light)
    books = (p.pop, p.pale, GLASS, lighter(p.main, 0.4), BRASS, LEAF)
    for row, y in enumerate((-111, -57)):
        for index in range(6):
            height = 13 + (index * 5 + row * 3) % 7
            c.box(-35 + index * 6 + row * 28, y + 21 - height, 5, height, books[(index + row) % len(books)], 0.6)
    c.poly(WHITE, -26, -74, -10, -74, -13, -63, -23, -63)
    for lean in (-7, 0, 7):
        c.curve(LEAF, -18, -73, -20 + lean, -79, -18 + lean * 1.4, -84, -15 + lean, -78)
    c.disc(16, -71, 8, p.pop)
    c.box(-34, -24, 34, 15, lighter(WOOD, 0.2), 2)
    c.box(2, -24, 33, 15, WOOD, 2)
    c.line(STEEL, 1.4, -21, -17, -13, -17)
    c.line(STEEL, 1.4, 14, -17, 22, -17)


def lamps(c: Canvas, p: Paint) -> None:
    c.poly(lighter(BRASS, 0.7), -24, -62, 24, -62, 46, 0, -46, 0)
    c.oval(0, -3, 22, 5, p.dark)
    c.line(p.main, 4, 0, -4, 0, -62)
    c.poly(p.main, -18, -100, 18, -100, 32, -60, -32, -60)
    c.poly(p.light, -14, -100, -2, -100, -10, -60, -28, -60)
    c.oval(0, -60, 32, 4, lighter(BRASS, 0.55))
    c.line(INK, 1, 14, -58, 14, -42)
    c.disc(14, -41, 2, p.pop)


def cookware(c: Canvas, p: Paint) -> None:
    c.oval(0, -6, 50, 6, p.deep)
    c.box(-50, -46, 100, 42, p.main, 12)
    c.box(-50, -46, 34, 42, p.light, 12)
    c.box(-30, -46, 80, 42, p.main, 12)
    for side in (-1, 1):
        c.ring(side * 54, -34, 9, 4, p.dark)
    c.box(-53, -52, 106, 8, p.dark, 4)
    c.curve(p.main, -48, -52, -30, -66, 0, -70, 30, -66, 48, -52)
    c.box(-7, -78, 14, 9, BRASS, 4)
    c.curve(WHITE, -20, -84, -25, -92, -19, -99, -23, -107, -16, -98, -20, -91)
    c.curve(WHITE, 18, -84, 13, -92, 19, -99, 15, -107, 22, -98, 18, -91)


def decor(c: Canvas, p: Paint) -> None:
    for x, y, colour in ((-16, -92, p.pop), (4, -102, lighter(p.pop, 0.35)), (22, -88, p.pop), (-4, -84, WHITE)):
        c.line(LEAF, 2, 0, -52, x, y)
        c.rays(x, y, 2, 8, 7, 5, colour)
        c.disc(x, y, 3.6, BRASS)
    c.curve(p.main, -14, -58, 14, -58, 10, -48, 30, -24, 18, -1, -18, -1, -30, -24, -10, -48)
    c.curve(p.light, -10, -56, -2, -56, -6, -46, -18, -24, -12, -4, -18, -4, -27, -24, -10, -46)
    c.hills(p.pale, -27, 27, -20, -26, -30, -24, -30, -26)
    c.box(34, -34, 18, 33, WHITE, 2)
    c.curve((240, 176, 84), 43, -48, 46.5, -40, 43, -36, 39.5, -40)
    c.box(42, -38, 2, 5, INK)
    c.box(-58, -22, 22, 21, p.dark, 10)
    c.box(-58, -22, 22, 8, p.light, 4)


def bedding(c: Canvas, p: Paint) -> None:
    for row, colour in enumerate((p.dark, p.main, p.light, p.pale)):
        c.box(-50 + row, -20 - row * 15, 100 - row * 2, 18, colour, 8)
        c.line(darker(colour, 0.15), 1, 46 - row, -11 - row * 15, -40, -11 - row * 15)
    c.box(-42, -96, 84, 34, WHITE, 15)
    c.box(-34, -92, 68, 24, lighter(p.pop, 0.6), 10)
    c.line(p.pop, 2, -20, -88, -20, -72)
    c.line(p.pop, 2, 20, -88, 20, -72)


def tools(c: Canvas, p: Paint) -> None:
    c.poly(p.deep, -12, -58, 12, -58, 20, -14, -4, -14)
    c.box(-8, -18, 38, 17, INK, 4)
    c.box(-8, -8, 38, 7, p.main, 3)
    c.box(-34, -90, 62, 34, p.main, 9)
    c.box(-34, -90, 62, 10, p.light, 5)
    c.poly(INK, 28, -86, 42, -80, 42, -66, 28, -60)
    c.box(42, -77, 10, 8, STEEL, 2)
    c.line(STEEL, 3.4, 52, -73, 76, -73)
    c.box(-26, -78, 26, 4, INK, 2)
    c.box(12, -58, 9, 12, p.pop, 3)
    c.disc(-22, -64, 3, p.pop)


def plants(c: Canvas, p: Paint) -> None:
    for x, y, size in ((-34, -70, 17), (34, -74, 18), (-20, -98, 19), (22, -104, 18), (0, -84, 20)):
        leaf = p.main if x < 0 else p.dark
        c.line(p.deep, 2, 0, -34, x, y + size * 0.6)
        half = (x, y + size * 0.7, x - size * 0.4, y + size, x - size * 0.9, y - size * 0.2)
        c.curve(leaf, x, y - size, x + size * 0.9, y - size * 0.2, x + size * 0.4, y + size, *half)
        c.line(p.light, 1, x, y - size * 0.8, x, y + size * 0.6)
    c.poly((206, 132, 96), -24, -36, 24, -36, 18, -1, -18, -1)
    c.box(-27, -42, 54, 9, (220, 150, 112), 3)


def pet_furniture(c: Canvas, p: Paint) -> None:
    c.box(-54, -6, 108, 6, p.dark, 3)
    c.box(-6, -70, 12, 66, (214, 188, 150))
    for y in range(-68, -6, 5):
        c.line((190, 162, 124), 1, -6, y, 6, y - 2)
    c.box(-50, -42, 40, 36, p.main, 10)
    c.disc(-30, -20, 12, p.deep)
    c.box(-34, -76, 68, 8, p.main, 4)
    cat = (104, 92, 88)
    c.curve(cat, -14, -77, -20, -92, -8, -104, 8, -104, 20, -92, 18, -77)
    c.disc(2, -106, 12, cat)
    c.poly(cat, -9, -110, -8, -123, 1, -114)
    c.poly(cat, 3, -114, 12, -123, 13, -110)
    c.line(cat, 5, 18, -80, 32, -84, 34, -96)
    for x in (-2, 7):
        c.disc(x, -107, 1.6, INK)
    c.line(STEEL, 1, 34, -68, 34, -50)
    c.disc(34, -46, 5, p.pop)


def aquariums(c: Canvas, p: Paint) -> None:
    c.box(-60, -84, 120, 8, INK, 3)
    c.box(-58, -76, 116, 72, GLASS)
    c.box(-58, -68, 116, 64, (126, 184, 206))
    c.hills((214, 190, 150), -58, 58, -4, -14, -19, -12, -17, -13)
    for x, height in ((-44, 34), (-36, 44), (40, 40), (48, 28)):
        c.curve(LEAF, x, -13, x - 5, -13 - height * 0.5, x, -13 - height, x + 4, -13 - height * 0.5)
    c.curve(STEEL, 4, -14, 8, -30, 20, -34, 30, -14)
    for x, y, colour in ((-14, -46, p.pop), (14, -56, p.main), (-26, -28, p.main)):
        c.oval(x, y, 9, 5.4, colour)
        c.poly(colour, x + 7, y, x + 15, y - 5, x + 15, y + 5)
        c.disc(x - 5, y - 1, 1.3, INK)
    for x, y in ((-2, -40), (2, -50), (-1, -60)):
        c.ring(x + 30, y, 2.4, 0.8, WHITE)
    c.box(-60, -6, 120, 6, INK, 2)
