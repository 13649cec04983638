"""Making pictures: upright, in sRGB, copied pixel by pixel into new images, and encoded as WebP in every size."""

import base64
import io

from PIL import Image, ImageCms, ImageOps

from models.media import AVATAR_SIZE, SHOWN_SIZE, SIZES, Developed, Format, Purpose
from server.pictures import inspect

_QUALITY = 75
_EFFORT = 0
"""Of the encoder, 0 to 6: more costs up to three times the time and saves a tenth of the bytes."""
_TINY, _TINY_QUALITY = 16, 20
_COARSE = frozenset({"1", "P", "PA", "I;16"})
"""Modes whose pixels cannot be averaged as they are."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def develop(content: bytes, announced: Format, purpose: Purpose) -> Developed:
    """What is made of an upload. Raises Flawed, or whatever a decoder raises at damage."""
    with inspect.opened(content, announced) as image:
        turn = inspect.orientation(image)
        icc = image.info.get("icc_profile")
        square = purpose is Purpose.AVATAR
        small = _reduced(image, AVATAR_SIZE if square else SIZES[0], covering=square)
    upright = small.transpose(_TURNS[turn]) if turn in _TURNS else small
    plain = _plain(upright, icc)
    return _avatar(plain) if square else versions(plain)


def versions(picture: Image.Image) -> Developed:
    """A listing's picture in all its sizes, each made from the next larger one."""
    files: dict[int, bytes] = {}
    largest = smaller = _within(picture, SIZES[0])
    for size in SIZES:
        if size > SHOWN_SIZE and max(picture.size) <= SHOWN_SIZE:
            continue
        smaller = _within(smaller, size)
        files[size] = _webp(smaller, _QUALITY, _EFFORT)
    return Developed(files, *largest.size, _placeholder(smaller))


def _avatar(picture: Image.Image) -> Developed:
    square = ImageOps.fit(picture, (AVATAR_SIZE, AVATAR_SIZE), Image.Resampling.LANCZOS)
    return Developed({AVATAR_SIZE: _webp(square, _QUALITY, _EFFORT)}, *square.size, _placeholder(square))


def _reduced(image: Image.Image, size: int, *, covering: bool) -> Image.Image:
    """Decoded at the least scale that will do: JPEG is decoded smaller, anything else averaged before it is copied."""
    side = min(image.size) if covering else max(image.size)
    width, height = (max(1, round(length * size / side)) for length in image.size)
    image.draft(None, (width, height))
    image.load()
    if image.mode in _COARSE:
        image = image.convert("I" if image.mode == "I;16" else "RGBA" if "transparency" in image.info else "RGB")
    whole = (min(image.size) if covering else max(image.size)) // size
    image = image.reduce(whole) if whole > 1 else image
    return image.point(_high_byte).convert("L") if image.mode == "I" else image


def _plain(image: Image.Image, icc: bytes | None) -> Image.Image:
    """A new image that holds the pixels and nothing else, over white where it was transparent."""
    if "A" in image.getbands():
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    plain = Image.new("RGB", image.size)
    plain.paste(_in_srgb(image, icc))
    return plain


def _in_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """Colours as browsers show them; a profile that nobody can read is ignored."""
    if icc:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            if "sRGB" not in ImageCms.getProfileDescription(profile):
                converted = ImageCms.profileToProfile(image, profile, _SRGB, outputMode="RGB")
                return converted or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError):
            pass
    return image.convert("RGB")


def _high_byte(value: float) -> float:
    return value * (1 / 256)


def _within(image: Image.Image, size: int) -> Image.Image:
    """The picture with its longest side at most so long; averaging whole pixels costs a tenth where they fit."""
    times, rest = divmod(max(image.size), size)
    if max(image.size) <= size:
        return image
    if not rest:
        return image.reduce(times)
    return image.resize(_fitting(image, size), Image.Resampling.BICUBIC)


def _fitting(image: Image.Image, size: int) -> tuple[int, int]:
    width, height = (max(1, round(length * size / max(image.size))) for length in image.size)
    return width, height


def _placeholder(picture: Image.Image) -> str:
    """A data URL of some hundred bytes that stands in until the picture is loaded."""
    tiny = picture.resize(_fitting(picture, _TINY), Image.Resampling.BOX)
    return f"data:image/webp;base64,{base64.b64encode(_webp(tiny, _TINY_QUALITY, _EFFORT)).decode()}"


def _webp(image: Image.Image, quality: int, effort: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality, method=effort)
    return file.getvalue()
