"""Drawings of what people read, play, ride and collect. Things stand on y = 0 and are about 100 units large."""

from server.local.demo.pictures.canvas import (
    BRASS,
    INK,
    STEEL,
    WHITE,
    WOOD,
    Canvas,
    Paint,
    darker,
    lighter,
)

_PAGES = (244, 238, 224)


def _book(c: Canvas, x: float, y: float, width: float, height: float, paint: Paint) -> None:
    """A book that lies flat, seen from its long side."""
    c.box(x, y - height, width, height, paint.main, 2)
    c.box(x + 4, y - height + 2.4, width - 2, height - 4.8, _PAGES, 1)
    c.box(x, y - height, 7, height, paint.dark, 2)


def fiction(c: Canvas, p: Paint) -> None:
    _book(c, -52, 0, 92, 15, Paint(p.dark, p.pop))
    _book(c, -44, -15, 88, 13, Paint(p.pop, p.main))
    _book(c, -50, -28, 84, 14, Paint(p.light, p.pop))
    c.poly(p.deep, 20, -104, 62, -92, 46, -34, 4, -46)
    c.poly(_PAGES, 18, -102, 60, -90, 45, -36, 4, -47)
    c.poly(p.main, 14, -104, 56, -92, 41, -36, -1, -48)
    c.poly(p.pale, 20, -94, 46, -86.5, 43.4, -77, 17.4, -84.4)
    c.disc(26, -62, 8, p.pop)
    c.line(p.pop, 2, -40, -42, -40, -26)


def textbooks(c: Canvas, p: Paint) -> None:
    for x, width, height, colour in (
        (-56, 17, 88, p.main),
        (-38, 13, 76, p.pop),
        (-24, 20, 94, p.dark),
        (-3, 15, 82, p.light),
    ):
        c.box(x, -height, width, height - 1, colour, 2)
        c.box(x, -height + 12, width, 3, lighter(colour, 0.5))
        c.box(x, -height + 18, width, 3, lighter(colour, 0.5))
        c.box(x, -14, width, 2, lighter(colour, 0.5))
    c.poly(p.main, 16, -74, 30, -78, 48, -2, 34, 0)
    c.poly(p.pale, 19, -63, 33, -67, 34, -62, 20, -58)
    c.ring(58, -12, 11, 3, INK)
    c.ring(82, -12, 11, 3, INK)
    c.line(INK, 2, 68, -14, 72, -14)


def childrens_books(c: Canvas, p: Paint) -> None:
    c.poly(p.deep, -64, -62, 0, -50, 64, -62, 64, -8, 0, 2, -64, -8)
    c.poly(_PAGES, -60, -66, 0, -54, 0, -2, -60, -12)
    c.poly(lighter(_PAGES, 0.5), 60, -66, 0, -54, 0, -2, 60, -12)
    c.disc(-38, -48, 8, p.pop)
    c.hills((132, 172, 120), -58, -2, -14, -30, -38, -26)
    c.poly(p.main, 16, -34, 30, -48, 44, -40, 44, -20, 16, -16)
    c.poly((201, 78, 72), 12, -34, 30, -52, 48, -42)
    c.box(26, -30, 8, 12, INK)
    c.line(darker(_PAGES, 0.2), 1.2, 0, -54, 0, -2)


def comics(c: Canvas, p: Paint) -> None:
    for offset in (2, 1, 0):
        x = -46 + offset * 9
        c.box(x, -96 + offset * 3, 70, 94 - offset * 3, (p.main, p.dark, p.deep)[offset], 2)
    c.box(-42, -92, 62, 20, p.pop, 1)
    for x in (-38, -24, -10, 4):
        c.box(x, -88, 11, 12, WHITE, 2)
    c.box(-42, -69, 62, 63, p.pale)
    c.rays(-11, -38, 10, 30, 14, 3, p.main)
    c.disc(-11, -38, 17, WHITE)
    c.curve(INK, -28, -42, -24, -58, -10, -62, 4, -58, 8, -42, -4, -50, -16, -48)
    for x in (-17, -5):
        c.oval(x, -36, 3, 4.4, INK)
    c.arc(-11, -32, 8, 20, 160, 2, INK)


def records(c: Canvas, p: Paint) -> None:
    c.disc(30, -48, 46, INK)
    for radius in (40, 34, 28):
        c.ring(30, -48, radius, 0.8, lighter(INK, 0.22))
    c.disc(30, -48, 15, p.pop)
    c.disc(30, -48, 3, WHITE)
    c.box(-66, -98, 92, 97, p.dark, 2)
    c.box(-66, -98, 90, 97, p.main, 2)
    for radius, colour in ((34, p.light), (24, p.pale), (14, p.pop)):
        c.disc(-21, -44, radius, colour)
    c.box(-58, -92, 40, 5, p.pale, 1)
    c.box(-58, -84, 26, 3, p.pale, 1)


def guitars(c: Canvas, p: Paint) -> None:
    c.box(-3.4, -112, 6.8, 66, darker(WOOD, 0.35), 2)
    c.poly(darker(WOOD, 0.5), -6, -128, 6, -128, 4.6, -110, -4.6, -110)
    for y in (-125, -120, -115):
        c.disc(-8, y, 2, STEEL)
        c.disc(8, y, 2, STEEL)
    outline = (
        0,
        -66,
        20,
        -64,
        26,
        -50,
        19,
        -40,
        31,
        -22,
        22,
        -2,
        0,
        0,
        -22,
        -2,
        -31,
        -22,
        -19,
        -40,
        -26,
        -50,
        -20,
        -64,
    )
    c.curve(p.deep, *outline)
    c.curve(p.main, *(value * 0.94 - (1.6 if index % 2 else 0) for index, value in enumerate(outline)))
    c.disc(0, -38, 10, p.pop)
    c.disc(0, -38, 8, INK)
    c.box(-10, -18, 20, 4, darker(WOOD, 0.5), 1)
    for x in (-2.1, -0.7, 0.7, 2.1):
        c.line(lighter(STEEL, 0.4), 0.5, x, -110, x, -16)


def pianos(c: Canvas, p: Paint) -> None:
    c.box(-62, -104, 124, 102, p.dark, 4)
    c.box(-62, -104, 124, 8, p.light, 3)
    c.box(-56, -92, 112, 34, p.main, 2)
    c.poly(WHITE, -16, -86, 0, -83, 16, -86, 16, -66, 0, -63, -16, -66)
    for y in (-80, -75, -70):
        c.line(STEEL, 0.8, -13, y, -3, y + 1.6)
        c.line(STEEL, 0.8, 3, y + 1.6, 13, y)
    c.box(-68, -58, 136, 14, p.deep, 3)
    c.box(-60, -54, 120, 12, WHITE)
    for key in range(20):
        c.line(STEEL, 0.6, -60 + key * 6, -53, -60 + key * 6, -43)
        if key % 7 not in {2, 6}:
            c.box(-56.4 + key * 6, -54, 3.6, 7, INK)
    c.box(-54, -40, 108, 34, p.main, 2)
    for x in (-66, 58):
        c.box(x, -46, 8, 44, p.deep, 2)
    for x in (-8, 0, 8):
        c.oval(x, -4, 3, 2, BRASS)


def drums(c: Canvas, p: Paint) -> None:
    for x, lean in ((-48, -58), (50, 60)):
        c.line(STEEL, 2.4, x, -82, lean * 0.9, 0)
        c.oval(x, -84, 27, 5, BRASS)
        c.oval(x, -85.4, 26, 4, lighter(BRASS, 0.35))
    for x in (-20, 20):
        c.box(x - 17, -84, 34, 24, p.main, 4)
        c.oval(x, -84, 17, 5, WHITE)
        c.box(x - 17, -66, 34, 4, STEEL, 2)
    c.box(-62, -46, 34, 20, p.dark, 3)
    c.oval(-45, -46, 17, 4.6, WHITE)
    c.line(STEEL, 2.4, -45, -26, -45, 0)
    c.box(28, -50, 36, 30, p.dark, 4)
    c.oval(46, -50, 18, 5, WHITE)
    c.line(STEEL, 2.4, 46, -20, 46, 0)
    c.disc(0, -32, 32, p.dark)
    c.disc(0, -32, 29, p.main)
    c.disc(0, -32, 25, _PAGES)
    c.disc(0, -32, 9, p.pop)


def strings(c: Canvas, p: Paint) -> None:
    body = (0, -70, 17, -68, 22, -56, 13, -44, 25, -24, 20, -4, 0, 0, -20, -4, -25, -24, -13, -44, -22, -56, -17, -68)
    c.curve(p.deep, *body)
    c.curve(p.main, *(value * 0.93 - (1.8 if index % 2 else 0) for index, value in enumerate(body)))
    c.poly(INK, -3, -108, 3, -108, 5, -42, -5, -42)
    c.ring(0, -112, 6, 3, p.deep)
    for side in (-1, 1):
        c.line(INK, 2.6, side * 3, -104, side * 10, -106)
        c.line(INK, 1.6, side * 9, -42, side * 11, -28)
    c.box(-8, -34, 16, 3, BRASS, 1)
    c.poly(INK, -5, -22, 5, -22, 3, -6, -3, -6)
    for x in (-1.8, -0.6, 0.6, 1.8):
        c.line(lighter(STEEL, 0.5), 0.5, x, -104, x, -20)
    c.line(darker(WOOD, 0.3), 2, 36, -2, 52, -110)
    c.line(WHITE, 1.2, 41, -4, 55, -104)


def fitness(c: Canvas, p: Paint) -> None:
    c.ring(0, -78, 19, 7, p.deep)
    c.disc(0, -42, 33, p.pop)
    c.box(-20, -22, 40, 14, darker(p.pop, 0.15), 5)
    c.arc(0, -42, 27, 195, 275, 4, lighter(p.pop, 0.5))
    c.line(STEEL, 6, -34, -19, 34, -19)
    for side in (-1, 1):
        c.box(side * 44 - 7, -38, 14, 38, p.main, 5)
        c.box(side * 44 - 7, -38, 5, 38, p.light, 3)
        c.box(side * 57 - 6, -31, 12, 24, p.dark, 4)


def camping(c: Canvas, p: Paint) -> None:
    c.poly(p.dark, -8, -82, 62, -4, 14, -4)
    c.poly(p.main, -8, -82, 14, -4, -62, -4)
    c.poly(p.deep, -8, -70, 2, -4, -30, -4)
    c.poly(p.light, -8, -70, -30, -4, -38, -4)
    c.line(WOOD, 2, -8, -82, -8, -92)
    c.poly(p.pop, -8, -92, 8, -88, -8, -84)
    c.line(STEEL, 0.8, -62, -4, -74, 1)
    c.line(STEEL, 0.8, 62, -4, 74, 1)
    for x, lean in ((-1, -10), (1, 10)):
        c.line(darker(WOOD, 0.3), 3.4, 46 + x * 6 - lean, 5, 46 + lean, 1)
    c.curve((234, 150, 70), 38, 2, 40, -12, 46, -22, 51, -11, 54, 2)
    c.curve((248, 206, 110), 42, 2, 43, -7, 46, -13, 49, -6, 50, 2)


def rackets(c: Canvas, p: Paint) -> None:
    for side, colour in ((1, p.dark), (-1, p.main)):
        c.line(INK, 6, side * 46, -3, side * 27, -36)
        c.line(colour, 4, side * 27, -36, side * 18, -50)
        x, y = -side * 4, -78
        for step in range(-20, 21, 8):
            c.line(WHITE, 0.6, x + step, y - 26, x + step, y + 26)
            c.line(WHITE, 0.6, x - 22, y + step, x + 22, y + step)
        c.ring(x, y, 29, 5, colour)
        c.line(colour, 4, side * 18, -50, x + side * 6, y + 26)
    c.disc(0, -12, 12, (212, 216, 92))
    c.arc(-10, -12, 13, -50, 50, 1.6, WHITE)
    c.arc(10, -12, 13, 130, 230, 1.6, WHITE)


def trading_cards(c: Canvas, p: Paint) -> None:
    for lean, colour in ((-30, p.deep), (-14, p.dark), (6, p.main)):
        top = lean * 1.1
        c.poly(WHITE, lean - 26, -4, lean + 24, -4, top + 28, -78, top - 24, -78)
        c.poly(colour, lean - 22, -7, lean + 20.6, -7, top + 24, -75, top - 20.6, -75)
    c.poly(p.pale, -9, -38, 26, -38, 28, -69, -8, -69)
    c.curve(p.pop, 0, -42, 4, -58, 14, -64, 22, -54, 20, -42)
    c.poly(p.pop, 4, -58, 2, -68, 11, -62)
    for x in (9, 16):
        c.disc(x, -55, 1.6, INK)
    for y in (-31, -25, -19):
        c.box(-9, y, 32, 2.4, p.pale, 1)
    c.rays(46, -72, 2, 9, 4, 2, WHITE)
    c.box(40, -22, 34, 21, p.dark, 2)
    c.box(40, -22, 34, 6, p.light, 2)


def figures(c: Canvas, p: Paint) -> None:
    c.oval(0, -4, 36, 7, p.deep)
    c.oval(0, -7, 36, 6, p.light)
    c.box(-14, -30, 11, 24, p.dark, 5)
    c.box(3, -30, 11, 24, p.dark, 5)
    c.box(-18, -54, 36, 30, p.main, 8)
    c.line(p.main, 9, -16, -48, -32, -32)
    c.line(p.main, 9, 16, -48, 30, -62)
    c.disc(-33, -31, 5, (240, 214, 190))
    c.disc(31, -63, 5, (240, 214, 190))
    c.disc(0, -80, 28, (240, 214, 190))
    c.curve(p.deep, -31, -78, -28, -104, 0, -114, 28, -104, 31, -78, 20, -92, 4, -88, -10, -94, -22, -86)
    for x in (-10, 10):
        c.oval(x, -74, 4.4, 6, INK)
        c.disc(x - 1.4, -76.4, 1.6, WHITE)
    c.arc(0, -68, 6, 30, 150, 1.6, (190, 96, 88))
    c.poly(p.pop, -7, -52, 7, -52, 0, -38)
    c.line(STEEL, 3, 33, -60, 40, -100)


def art(c: Canvas, p: Paint) -> None:
    c.line(darker(WOOD, 0.25), 5, 0, -112, -44, 0)
    c.line(darker(WOOD, 0.25), 5, 0, -112, 44, 0)
    c.box(-54, -100, 108, 76, BRASS, 2)
    c.box(-49, -95, 98, 66, darker(BRASS, 0.35))
    c.box(-47, -93, 94, 62, p.pale)
    c.disc(18, -74, 9, p.pop)
    c.hills(p.light, -47, 47, -31, -54, -66, -56, -70, -58)
    c.hills(p.main, -47, 47, -31, -48, -42, -54, -44, -50)
    c.hills(p.dark, -47, 47, -31, -36, -42, -38, -36, -40)
    c.box(-58, -25, 116, 6, WOOD, 2)


def antiques(c: Canvas, p: Paint) -> None:
    c.box(-30, -112, 60, 108, darker(WOOD, 0.3), 6)
    c.poly(darker(WOOD, 0.45), -38, -108, 0, -128, 38, -108)
    c.box(-36, -10, 72, 10, darker(WOOD, 0.45), 3)
    c.disc(0, -82, 24, BRASS)
    c.disc(0, -82, 20.6, _PAGES)
    c.rays(0, -82, 16, 19, 12, 1.6, INK)
    c.line(INK, 2, 0, -82, 0, -95)
    c.line(INK, 2, 0, -82, 9, -78)
    c.box(-19, -52, 38, 38, p.deep, 3)
    c.line(BRASS, 1.6, 0, -52, 7, -28)
    c.disc(8, -26, 7, lighter(BRASS, 0.2))
    c.curve(p.main, -60, -44, -54, -46, -48, -44, -50, -36, -42, -18, -48, -1, -60, -1, -66, -18, -58, -36)
    c.curve(p.pale, -62, -20, -54, -26, -46, -20, -54, -14)


def other(c: Canvas, p: Paint) -> None:
    cardboard = (204, 164, 118)
    c.box(-52, -58, 104, 57, cardboard, 2)
    c.poly(darker(cardboard, 0.2), -52, -58, 52, -58, 40, -72, -40, -72)
    c.poly(lighter(cardboard, 0.25), -52, -58, -74, -66, -60, -82, -40, -72)
    c.poly(lighter(cardboard, 0.25), 52, -58, 74, -66, 60, -82, 40, -72)
    c.disc(-14, -80, 17, p.main)
    c.poly(p.pop, 4, -64, 16, -104, 32, -98, 26, -64)
    c.line(STEEL, 3, -34, -66, -38, -100)
    c.disc(-38, -103, 6, p.light)
    c.box(-52, -58, 104, 12, cardboard)
    c.box(-9, -58, 18, 57, lighter(cardboard, 0.35))
    c.poly(darker(cardboard, 0.4), 26, -30, 32, -38, 38, -30)
    c.box(30, -30, 4, 10, darker(cardboard, 0.4))
