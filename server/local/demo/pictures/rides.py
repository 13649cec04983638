"""Drawings of what people ride, drive and slide on. Things stand on y = 0 and are about 100 units large."""

from server.local.demo.pictures.canvas import BRASS, GLASS, INK, STEEL, WHITE, Canvas, Paint, darker, lighter


def _wheel(c: Canvas, x: float, y: float, radius: float, paint: Paint) -> None:
    c.ring(x, y, radius, 3.4, INK)
    c.ring(x, y, radius - 3.6, 1.4, paint.light)
    c.rays(x, y, 2, radius - 4, 14, 0.5, STEEL)
    c.disc(x, y, 2.6, STEEL)


def bicycles(c: Canvas, p: Paint) -> None:
    _wheel(c, -42, -27, 27, p)
    _wheel(c, 42, -27, 27, p)
    seat, head, crank = (-18, -66), (26, -68), (-6, -27)
    for start, end in ((seat, crank), (crank, head), ((-16, -60), (25, -62)), ((-42, -27), crank), ((-42, -27), seat)):
        c.line(p.main, 4, *start, *end)
    c.line(p.dark, 4, 25, -72, 42, -27)
    c.line(STEEL, 3, *seat, -20, -74)
    c.curve(INK, -34, -79, -20, -79, -6, -76, -18, -72, -32, -74)
    c.line(STEEL, 3, 25, -70, 23, -82)
    c.line(INK, 4, 23, -82, 38, -84, 42, -76)
    c.ring(-6, -27, 8, 2.4, INK)
    c.line(STEEL, 2.4, -6, -27, 2, -15)
    c.line(INK, 3, -2, -14, 6, -14)
    c.line(STEEL, 1, -7, -35, -42, -30)
    c.box(27, -66, 4, 6, p.pop, 1)


def cars(c: Canvas, p: Paint) -> None:
    c.curve(p.dark, -44, -34, -30, -60, -16, -64, 20, -64, 34, -58, 52, -34)
    c.poly(GLASS, -32, -38, -22, -57, -2, -59, -2, -38)
    c.poly(GLASS, 4, -38, 4, -59, 22, -58, 38, -38)
    c.hills(p.main, -75, 76, -10, -24, -35, -38, -38, -38, -38, -38, -35, -23)
    c.line(p.light, 1.6, -50, -34, 52, -34)
    c.line(p.deep, 0.8, 1, -37, 1, -12)
    c.box(-10, -32, 8, 2, p.deep, 1)
    c.oval(71, -26, 5, 4, lighter(BRASS, 0.6))
    c.box(-76, -30, 7, 8, (201, 78, 72), 2)
    c.box(-76, -14, 152, 5, p.deep, 2)
    for x in (-44, 46):
        c.disc(x, -11, 16, p.deep)
        c.disc(x, -11, 14, INK)
        c.disc(x, -11, 8, STEEL)
        c.rays(x, -11, 1, 7, 5, 2, INK)


def motorcycles(c: Canvas, p: Paint) -> None:
    for x in (-46, 48):
        c.ring(x, -22, 22, 7, INK)
        c.ring(x, -22, 15, 2, STEEL)
        c.rays(x, -22, 2, 14, 10, 0.8, STEEL)
    c.line(STEEL, 5, -46, -22, -8, -30)
    c.line(STEEL, 4, 48, -22, 30, -72)
    c.poly(INK, -18, -44, 16, -44, 20, -18, -14, -18)
    for y in (-40, -34, -28):
        c.line(STEEL, 2, -14, y, 16, y)
    c.line(lighter(STEEL, 0.3), 4, 8, -20, -56, -14)
    c.curve(p.main, -6, -48, 0, -66, 22, -68, 32, -56, 16, -46)
    c.curve(p.light, 2, -56, 8, -64, 22, -65, 26, -58)
    c.curve(INK, -56, -56, -34, -54, -6, -54, -4, -46, -34, -44, -58, -50)
    c.curve(p.dark, -62, -42, -48, -52, -26, -44, -30, -38, -46, -46, -58, -36)
    c.line(INK, 4, 28, -76, 18, -80)
    c.disc(37, -66, 7, lighter(BRASS, 0.5))
    c.disc(37, -66, 4, WHITE)
    c.disc(-62, -46, 3, p.pop)


def e_scooters(c: Canvas, p: Paint) -> None:
    c.box(-44, -20, 78, 8, p.main, 4)
    c.box(-40, -23, 66, 4, INK, 2)
    c.line(p.dark, 6, 32, -18, 40, -32)
    c.line(p.main, 5, 42, -18, 28, -92)
    c.line(INK, 5, 18, -96, 40, -92)
    c.box(25, -104, 12, 9, INK, 2)
    c.box(27, -102, 8, 4, p.pop, 1)
    c.box(33, -78, 10, 6, lighter(BRASS, 0.6), 3)
    c.curve(p.dark, -56, -16, -54, -30, -40, -30, -34, -20)
    for x in (-46, 44):
        c.disc(x, -12, 12, INK)
        c.disc(x, -12, 5, STEEL)
    c.box(-58, -28, 5, 6, (201, 78, 72), 2)


def car_parts(c: Canvas, p: Paint) -> None:
    c.disc(14, -50, 50, INK)
    c.ring(14, -50, 46, 1.4, lighter(INK, 0.25))
    c.disc(14, -50, 34, p.dark)
    c.disc(14, -50, 31, lighter(STEEL, 0.35))
    c.rays(14, -50, 8, 28, 5, 9, p.main)
    c.disc(14, -50, 10, p.main)
    c.disc(14, -50, 4, INK)
    c.box(-66, -34, 48, 33, p.deep, 3)
    c.box(-66, -34, 48, 9, p.pop, 3)
    c.box(-60, -40, 8, 7, STEEL, 1)
    c.box(-34, -40, 8, 7, STEEL, 1)
    c.box(-61, -17, 10, 3, WHITE)
    c.box(-34, -17, 10, 3, WHITE)
    c.box(-30.5, -20.5, 3, 10, WHITE)


def skates(c: Canvas, p: Paint) -> None:
    c.curve(p.deep, -66, -22, -54, -18, 54, -18, 66, -22, 72, -30, 56, -26, -56, -26, -72, -30)
    c.curve(p.main, -66, -26, -54, -23, 54, -23, 66, -26, 72, -33, 56, -30, -56, -30, -72, -33)
    for x in (-40, 40):
        c.box(x - 9, -20, 18, 7, STEEL, 2)
        c.disc(x - 8, -9, 9, p.pop)
        c.disc(x + 8, -9, 9, p.pop)
        c.disc(x - 8, -9, 3, WHITE)
        c.disc(x + 8, -9, 3, WHITE)
    c.curve(p.dark, -26, -32, -28, -60, -10, -76, 16, -74, 28, -58, 27, -32)
    for x in (-12, 0, 12):
        c.box(x - 3, -70, 6, 18, p.deep, 3)
    c.box(-30, -38, 60, 7, p.pop, 3)


def winter_sports(c: Canvas, p: Paint) -> None:
    for x, colour in ((-30, p.main), (-12, p.main)):
        c.curve(darker(colour, 0.3), x - 7, -9, x + 7, -9, x + 6, -98, x + 1, -118, x - 5, -98)
        c.curve(colour, x - 6, -10, x + 5, -10, x + 4.6, -98, x, -115, x - 4.6, -98)
        c.box(x - 4, -60, 8, 18, INK, 2)
        c.box(x - 5, -88, 10, 6, p.pop)
        c.box(x - 5, -24, 10, 6, p.pale)
    c.curve(p.deep, 10, -10, 40, -10, 38, -60, 32, -112, 25, -118, 18, -112, 12, -60)
    c.curve(p.light, 12, -12, 38, -12, 36, -60, 30.6, -110, 25, -115, 19.4, -110, 14, -60)
    c.disc(25, -84, 8, p.pop)
    c.hills(p.main, 15, 35.4, -30, -40, -54, -42)
    c.line(STEEL, 2, 54, -1, 62, -104)
    c.line(INK, 4, 61, -92, 62, -104)
    c.ring(55, -12, 6, 1.6, INK)
