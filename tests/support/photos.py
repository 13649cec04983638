"""Pictures for tests: photos with secrets in them, files that only look like pictures, and pictures that are more."""

import io
import struct
import zipfile
import zlib
from functools import cache
from typing import Any

from PIL import Image, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

SECRETS = (
    b"SN-4711-SECRET", b"kept-comment", b"GPSDATE-2026", b"xmp-secret", b"appended-secret", b"maker-note-secret",
    b"small-uncropped-secret",
)  # fmt: skip
"""What a photo must not tell."""
RED, BLUE = (200, 30, 30), (30, 30, 200)
_THUMBNAIL = 0x501B


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def plain(width: int = 400, height: int = 300, kind: str = "JPEG", colour: Any = RED, mode: str = "RGB") -> bytes:
    """One colour."""
    return encoded(Image.new(mode, (width, height), colour), kind)


@cache
def two_halves(width: int = 400, height: int = 300) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def told_secrets(*, orientation: int = 1) -> bytes:
    """A JPEG that carries its place, what the camera noted, a small picture of before it was cropped, and more."""
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.BodySerialNumber] = SECRETS[0].decode()
    exif.get_ifd(IFD.Exif)[Base.MakerNote] = SECRETS[5]
    small = plain(16, 12)[:-2] + SECRETS[6]
    exif[_THUMBNAIL] = small
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", (31.0, 13.0, 49.44)
    place[GPS.GPSDateStamp] = SECRETS[2].decode()
    xmp = b"<x:xmpmeta>" + SECRETS[3] + b"</x:xmpmeta>"
    photo = encoded(two_halves(), "JPEG", exif=exif, comment=SECRETS[1], xmp=xmp, quality=90)
    return photo + b"PK\x03\x04" + SECRETS[4]


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (64, 64), (shade, 0, 0)) for shade in (0, 80, 160, 240)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)


def jpeg_with_scans(times: int, side: int = 64) -> bytes:
    """A progressive JPEG whose last pass over the picture is there so many times more; each is a few bytes long."""
    whole = encoded(Image.new("RGB", (side, side), RED), "JPEG", progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * times + whole[-2:]


def png_that_claims(width: int, height: int) -> bytes:
    """A head that promises so many pixels, and next to nothing behind it."""
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0")) + _chunk(b"IEND", b"")


def png_with_a_text_bomb() -> bytes:
    """64 MiB of one letter in a compressed text of some kilobytes."""
    bomb = b"Comment\0\0" + zlib.compress(b"a" * (64 << 20), 9)
    return png_with_a_part(b"zTXt", bomb)


def png_with_a_part(kind: bytes, content: bytes) -> bytes:
    """With something of any size where PNG allows it."""
    whole = plain(kind="PNG")
    return whole[:33] + _chunk(kind, content) + whole[33:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))


STRANGERS: dict[str, bytes] = {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "HTML": b"<!doctype html><script>alert(1)</script>",
    "PDF": b"%PDF-1.7\n1 0 obj <</OpenAction 2 0 R>>",
    "GIF": plain(kind="GIF"),
    "TIFF": plain(kind="TIFF"),
    "ICO": plain(64, 64, kind="ICO"),
    "BMP": plain(kind="BMP"),
    "AVIF": plain(kind="AVIF"),
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n(secret) show",
    "PSD": b"8BPS\0\1" + bytes(40),
    "FITS": b"SIMPLE  =                    T" + b" " * 2850,
    "WMF": b"\xd7\xcd\xc6\x9a" + bytes(60),
    "GIFAR": plain(kind="GIF") + b"PK\x03\x04",
    "nothing": b"\0",
    "noise": bytes(range(256)) * 8,
}
"""What is none of the three kinds, whatever it is called."""


def _archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("run.class", "alert(1)")
    return file.getvalue()


def _with_notes() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    return encoded(two_halves(), "PNG", pnginfo=notes)


POLYGLOTS: dict[str, tuple[bytes, str]] = {
    "JPEG and archive": (plain() + _archive(), "JPEG"),
    "JPEG and page": (plain() + b"<!doctype html><script>alert(1)</script>", "JPEG"),
    "JPEG and script": (encoded(two_halves(), "JPEG", comment=b"*/=alert(1)/*"), "JPEG"),
    "JPEG and PHAR": (encoded(two_halves(), "JPEG", comment=b"<?php alert(1); __HALT_COMPILER(); ?>"), "JPEG"),
    "PNG and archive": (plain(kind="PNG") + _archive(), "PNG"),
    "PNG with a script": (_with_notes(), "PNG"),
    "WebP and page": (plain(kind="WEBP") + b"<script>alert(1)</script>", "WEBP"),
}
"""What is a picture and something else besides, by whoever reads it; each says `alert(1)`."""
