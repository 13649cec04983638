"""Drawings of what has a plug or a battery. Things stand on y = 0 and are about 100 units large."""

from server.local.demo.pictures.canvas import BRASS, GLASS, INK, STEEL, WHITE, Canvas, Paint, darker, lighter


def phones(c: Canvas, p: Paint) -> None:
    c.box(-46, -88, 42, 86, p.dark, 7)
    c.box(-44, -88, 40, 84, p.main, 7)
    c.box(-40, -84, 17, 19, p.light, 5)
    for x, y in ((-35.5, -79.5), (-27.5, -74.5), (-35.5, -69.5)):
        c.disc(x, y, 3.6, INK)
        c.disc(x - 1, y - 1, 1.2, STEEL)
    c.box(2, -88, 42, 86, INK, 7)
    c.box(4, -86, 38, 82, p.pale, 5)
    c.hills(p.main, 4, 42, -4, -40, -52, -42, -50)
    c.hills(p.light, 4, 42, -4, -26, -34, -24, -30)
    c.box(16, -83, 14, 4, INK, 2)
    c.box(15, -9, 16, 1.4, WHITE, 0.7)


def tablets(c: Canvas, p: Paint) -> None:
    c.poly(p.deep, 8, -2, 30, -2, 22, -40)
    c.box(-52, -76, 104, 74, INK, 6)
    c.box(-48, -72, 96, 66, WHITE, 3)
    c.box(-42, -66, 38, 30, p.main, 3)
    c.hills(p.light, -42, -4, -36, -46, -54, -44, -52)
    c.disc(-14, -59, 4, p.pop)
    for row, width in enumerate((40, 34, 40, 26)):
        c.box(4, -64 + row * 8, width, 3, lighter(INK, 0.65), 1.5)
    for row, width in enumerate((84, 80, 66)):
        c.box(-42, -28 + row * 7, width, 3, lighter(INK, 0.75), 1.5)
    c.line(WHITE, 3, 58, -4, 70, -62)
    c.line(p.main, 3, 58, -4, 59, -10)


def audio(c: Canvas, p: Paint) -> None:
    c.arc(0, -48, 42, 180, 360, 7, p.dark)
    c.arc(0, -48, 42, 190, 350, 4, p.main)
    for side in (-1, 1):
        c.line(STEEL, 3, side * 39, -50, side * 39, -36)
        c.box(side * 39 - 8, -44, 16, 42, p.dark, 8)
        c.box(side * 33 - 9, -46, 18, 46, p.main, 9)
        c.box(side * 26 - 5, -42, 10, 38, p.deep, 5)
        c.disc(side * 36, -23, 2, p.pop)


def cameras(c: Canvas, p: Paint) -> None:
    c.poly(p.dark, -18, -62, -12, -76, 12, -76, 18, -62)
    c.box(-42, -70, 16, 10, STEEL, 3)
    c.disc(34, -66, 6, p.pop)
    c.box(-54, -62, 108, 60, p.deep, 8)
    c.box(-54, -62, 108, 18, p.light, 8)
    c.box(-54, -50, 108, 6, p.light)
    c.disc(0, -28, 29, INK)
    c.disc(0, -28, 25, STEEL)
    c.disc(0, -28, 21, INK)
    c.disc(0, -28, 14, (54, 70, 110))
    c.disc(-4, -32, 6, (110, 140, 190))
    c.box(36, -56, 11, 6, GLASS, 2)
    c.box(-48, -40, 10, 32, darker(p.deep, 0.3), 4)


def lenses(c: Canvas, p: Paint) -> None:
    c.box(-27, -84, 54, 82, INK, 6)
    c.box(-32, -88, 64, 20, INK, 5)
    c.oval(0, -88, 31, 8, darker(INK, 0.4))
    c.oval(0, -88, 25, 6, (62, 84, 132))
    c.oval(-6, -89.5, 9, 2, (140, 170, 214))
    c.box(-27, -58, 54, 22, lighter(INK, 0.16))
    for x in range(-25, 27, 5):
        c.box(x, -58, 2, 22, INK)
    c.box(-27, -32, 54, 3, p.pop)
    c.box(-25, -24, 50, 4, WHITE, 1)
    c.box(-24, -8, 48, 8, STEEL, 2)


def wearables(c: Canvas, p: Paint) -> None:
    c.curve(p.dark, -17, -58, -14, -90, 14, -90, 17, -58)
    c.curve(p.dark, -17, -36, -14, -2, 14, -2, 17, -36)
    c.box(-15, -96, 30, 34, p.main, 8)
    c.box(-15, -34, 30, 34, p.main, 8)
    c.box(-27, -72, 54, 50, STEEL, 15)
    c.box(-24, -69, 48, 44, INK, 13)
    c.box(27, -54, 4, 12, STEEL, 2)
    c.ring(0, -47, 17, 3, lighter(INK, 0.2))
    c.arc(0, -47, 17, 270, 500, 3, p.pop)
    c.arc(0, -47, 12, 270, 420, 3, GLASS)
    c.line(WHITE, 2, 0, -47, 0, -54)
    c.line(WHITE, 2, 0, -47, 5, -44)


def consoles(c: Canvas, p: Paint) -> None:
    c.box(-20, -98, 40, 78, p.pale, 6)
    c.box(-14, -98, 28, 78, INK, 3)
    c.box(-14, -60, 28, 1.5, p.pop)
    c.curve(p.dark, -50, -34, -20, -40, 20, -40, 50, -34, 60, -4, 46, -2, 28, -14, -28, -14, -46, -2, -60, -4)
    c.curve(p.main, -48, -37, -20, -43, 20, -43, 48, -37, 57, -9, 46, -6, 28, -18, -28, -18, -46, -6, -57, -9)
    c.disc(-18, -22, 8, p.deep)
    c.disc(18, -22, 8, p.deep)
    c.disc(-18, -23, 5, STEEL)
    c.disc(18, -23, 5, STEEL)
    c.box(-40, -33, 4, 12, INK, 1)
    c.box(-44, -29, 12, 4, INK, 1)
    for x, y, colour in ((36, -33, p.pop), (42, -27, BRASS), (30, -27, GLASS), (36, -21, WHITE)):
        c.disc(x, y, 2.8, colour)


def games(c: Canvas, p: Paint) -> None:
    c.poly(p.deep, -10, -90, 46, -78, 34, -2, -22, -12)
    c.box(-40, -92, 58, 88, p.dark, 3)
    c.box(-36, -92, 54, 88, p.main, 3)
    c.box(-36, -92, 54, 11, WHITE, 2)
    c.box(-32, -78, 46, 70, p.pale, 2)
    c.poly(p.main, -32, -8, -32, -34, -16, -56, -2, -34, 6, -44, 14, -30, 14, -8)
    c.disc(2, -66, 7, p.pop)
    c.poly(INK, -14, -8, -10, -26, -4, -28, -2, -8)
    c.disc(-7, -31, 4, INK)
    c.oval(42, -6, 22, 6, STEEL)
    c.oval(42, -7, 20, 5, WHITE)
    c.oval(42, -7, 6, 1.8, STEEL)


def laptops(c: Canvas, p: Paint) -> None:
    c.box(-48, -74, 96, 66, p.deep, 4)
    c.box(-45, -71, 90, 58, INK, 2)
    c.box(-43, -69, 86, 54, p.pale)
    c.hills(p.main, -43, 43, -15, -36, -48, -34, -50, -38)
    c.hills(p.light, -43, 43, -15, -26, -34, -22, -32, -26)
    c.disc(22, -56, 6, p.pop)
    c.poly(p.main, -62, -2, 62, -2, 50, -10, -50, -10)
    c.box(-62, -4, 124, 4, p.dark, 2)
    c.poly(p.deep, -46, -8.6, 46, -8.6, 48, -6, -48, -6)


def desktops(c: Canvas, p: Paint) -> None:
    c.box(-58, -82, 40, 80, INK, 4)
    c.box(-54, -78, 32, 72, lighter(INK, 0.12), 3)
    for y in (-66, -44, -22):
        c.disc(-38, y, 9, p.main)
        c.disc(-38, y, 7, INK)
        c.rays(-38, y, 1, 6, 6, 1.2, p.light)
    monitor(c, p, 18, 0.72)


def monitors(c: Canvas, p: Paint) -> None:
    monitor(c, p, 0, 1.0)


def monitor(c: Canvas, p: Paint, x: float, size: float) -> None:
    """A screen on its stand, its foot at x."""

    def at(value: float) -> float:
        return x + value * size

    c.poly(STEEL, at(-8), -22 * size, at(8), -22 * size, at(10), -3 * size, at(-10), -3 * size)
    c.box(at(-24), -4 * size, 48 * size, 4 * size, darker(STEEL, 0.2), 2 * size)
    c.box(at(-62), -92 * size, 124 * size, 74 * size, INK, 4 * size)
    c.box(at(-59), -89 * size, 118 * size, 66 * size, p.main)
    left, right, bottom = at(-59), at(59), -23 * size
    c.hills(p.dark, left, right, bottom, -58 * size, -72 * size, -50 * size, -64 * size)
    c.hills(p.light, left, right, bottom, -40 * size, -48 * size, -34 * size, -44 * size)
    c.disc(at(34), -76 * size, 7 * size, p.pop)


def components(c: Canvas, p: Paint) -> None:
    c.box(-60, -56, 118, 50, INK, 4)
    c.box(-60, -56, 118, 8, p.main, 4)
    for x in (-32, 24):
        c.disc(x, -28, 19, lighter(INK, 0.18))
        c.rays(x, -28, 4, 16, 9, 3, lighter(INK, 0.36))
        c.disc(x, -28, 5, p.pop)
    c.box(-66, -62, 5, 60, STEEL, 1)
    c.box(-40, -6, 70, 6, BRASS)
    for x in range(-38, 30, 4):
        c.box(x, -6, 1.4, 6, darker(BRASS, 0.3))


def peripherals(c: Canvas, p: Paint) -> None:
    c.poly(p.deep, -64, -4, 34, -4, 28, -40, -56, -40)
    c.poly(p.main, -64, -8, 34, -8, 28, -44, -56, -44)
    for row in range(4):
        left, right = -60 + row * 1.8, 30 - row * 1.4
        keys = 11
        for key in range(keys):
            x = left + (right - left) * key / keys
            colour = p.pop if (row, key) in {(3, 0), (0, keys - 1)} else p.pale
            c.box(x + 0.6, -15 - row * 8.4, (right - left) / keys - 1.2, 6.4, colour, 1)
    c.oval(54, -16, 15, 14, p.dark)
    c.oval(54, -18, 15, 14, p.main)
    c.line(p.deep, 1, 54, -31, 54, -20)
    c.box(52.4, -28, 3.2, 7, p.pop, 1.6)


def printers(c: Canvas, p: Paint) -> None:
    c.poly(WHITE, -26, -92, 26, -92, 30, -56, -30, -56)
    for y in (-84, -77, -70):
        c.box(-18, y, 36, 2, STEEL, 1)
    c.box(-54, -62, 108, 56, p.pale, 7)
    c.box(-54, -62, 108, 20, p.main, 7)
    c.box(-54, -50, 108, 8, p.main)
    c.box(-40, -32, 80, 8, INK, 3)
    c.poly(WHITE, -32, -26, 32, -26, 38, -2, -38, -2)
    c.box(30, -57, 14, 7, GLASS, 2)
    c.disc(-42, -54, 3, p.pop)


def networking(c: Canvas, p: Paint) -> None:
    for x, lean in ((-40, -6), (-14, -2), (14, 2), (40, 6)):
        c.line(p.deep, 5, x, -24, x + lean, -88)
    c.poly(p.main, -62, -2, 62, -2, 52, -30, -52, -30)
    c.box(-62, -8, 124, 8, p.dark, 3)
    for index in range(5):
        c.disc(-20 + index * 10, -15, 2.2, p.pop if index < 3 else p.pale)
    for radius in (8, 15, 22):
        c.arc(0, -44, radius, 225, 315, 3, p.pop)


def televisions(c: Canvas, p: Paint) -> None:
    c.box(-64, -20, 128, 18, (176, 134, 96), 2)
    c.box(-60, -16, 58, 11, (156, 116, 80), 1)
    c.box(2, -16, 58, 11, (156, 116, 80), 1)
    c.line(INK, 2.4, -24, -20, -16, -27)
    c.line(INK, 2.4, 24, -20, 16, -27)
    c.box(-60, -96, 120, 70, INK, 2)
    c.box(-58, -94, 116, 65, p.dark)
    c.hills(p.main, -58, 58, -29, -62, -80, -58, -76, -56)
    c.hills(p.light, -58, 58, -29, -46, -54, -42, -52)
    c.disc(32, -80, 8, p.pop)


def refrigerators(c: Canvas, p: Paint) -> None:
    c.box(-34, -118, 68, 116, p.dark, 6)
    c.box(-34, -118, 64, 116, p.main, 6)
    c.box(-34, -76, 64, 2.4, p.deep)
    c.box(20, -106, 4, 24, STEEL, 2)
    c.box(20, -68, 4, 34, STEEL, 2)
    c.box(-26, -108, 14, 16, WHITE, 1)
    c.disc(-6, -100, 4, p.pop)
    c.poly(BRASS, -10, -92, -2, -92, -6, -86)
    c.box(-28, -2, 10, 3, INK)
    c.box(16, -2, 10, 3, INK)


def washing_machines(c: Canvas, p: Paint) -> None:
    c.box(-42, -96, 84, 94, p.dark, 5)
    c.box(-42, -96, 80, 94, p.main, 5)
    c.box(-42, -80, 80, 2, p.dark)
    c.box(-36, -92, 24, 9, WHITE, 2)
    c.disc(24, -88, 5, STEEL)
    c.box(0, -91, 12, 6, INK, 1)
    c.disc(-2, -40, 30, STEEL)
    c.disc(-2, -40, 25, INK)
    c.disc(-2, -40, 22, GLASS)
    c.curve((120, 166, 190), -23, -38, -12, -44, 2, -34, 20, -40, 14, -24, -2, -18, -18, -25)
    c.curve(p.pop, -12, -32, -2, -38, 8, -30, 2, -22, -10, -23)
    c.disc(-10, -52, 5, WHITE)


def climate(c: Canvas, p: Paint) -> None:
    c.oval(0, -3, 28, 5, p.dark)
    c.box(-3.5, -50, 7, 48, p.main, 3)
    c.box(-10, -22, 20, 12, p.light, 4)
    c.disc(0, -15.5, 2.4, p.pop)
    c.disc(0, -72, 38, p.dark)
    c.disc(0, -72, 35, p.pale)
    for angle in ((0, -96, 20, -86), (22, -64, 14, -50), (-22, -62, -24, -80)):
        c.curve(p.main, 0, -72, angle[0], angle[1], angle[2], angle[3])
    c.rays(0, -72, 8, 35, 28, 0.7, p.dark)
    c.ring(0, -72, 22, 1, p.dark)
    c.disc(0, -72, 8, p.dark)


def kitchen_appliances(c: Canvas, p: Paint) -> None:
    c.box(-42, -92, 84, 26, p.main, 7)
    c.box(-42, -70, 30, 64, p.dark)
    c.box(-42, -92, 24, 86, p.main, 7)
    c.box(-46, -8, 92, 8, p.dark, 4)
    c.box(-2, -66, 28, 8, STEEL, 2)
    c.line(INK, 5, 26, -62, 48, -58)
    c.poly(WHITE, 0, -36, 26, -36, 22, -8, 4, -8)
    c.arc(27, -23, 8, -90, 90, 3, WHITE)
    c.line((110, 70, 48), 2, 8, -58, 8, -38)
    c.line((110, 70, 48), 2, 17, -58, 17, -38)
    for x, colour in ((0, p.pop), (14, WHITE), (28, WHITE)):
        c.disc(x, -80, 4, colour)
    c.disc(-30, -50, 7, WHITE)
    c.line(INK, 1.4, -30, -50, -27, -54)


def vacuums(c: Canvas, p: Paint) -> None:
    c.line(STEEL, 5, -34, -8, 26, -82)
    c.poly(p.dark, -62, 0, -20, 0, -26, -12, -52, -12)
    c.box(-58, -5, 36, 5, p.pop, 2)
    c.box(14, -92, 40, 24, p.main, 10)
    c.disc(44, -80, 17, p.dark)
    c.disc(44, -80, 12, p.light)
    c.rays(44, -80, 4, 11, 12, 1.4, p.dark)
    c.box(18, -72, 18, 32, GLASS, 6)
    c.box(18, -54, 18, 14, lighter(STEEL, 0.2), 6)
    c.line(p.deep, 7, 56, -72, 64, -50)
    c.box(52, -52, 22, 12, INK, 4)


def personal_care(c: Canvas, p: Paint) -> None:
    c.box(-8, -44, 16, 44, p.main, 7)
    c.box(-6, -30, 12, 2, p.pop)
    c.disc(0, -66, 27, p.main)
    c.box(-44, -82, 46, 32, p.dark, 8)
    c.box(-52, -84, 12, 36, INK, 4)
    c.disc(2, -66, 19, p.light)
    c.disc(2, -66, 12, p.deep)
    for y in (-78, -66, -54):
        c.line(GLASS, 2.4, -60, y, -74, y)
    c.line(INK, 3, 0, -1, 12, 0, 40, -2, 58, -6)
