"""What is made of pictures: sizes, turning, colours, and nothing but pixels."""

import base64
import io
from itertools import product

import pytest
from PIL import Image, ImageCms

from models.media import Developed, Format, Purpose
from server.pictures import inspect
from server.pictures.develop import develop, versions
from tests.support.photos import BLUE, POLYGLOTS, RED, SECRETS, encoded, plain, told_secrets, two_halves

METADATA = (b"EXIF", b"XMP ", b"ICCP")


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_close(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 40 for a, b in zip(found, colour, strict=True))


def listing(content: bytes, announced: Format = Format.JPEG) -> Developed:
    return develop(content, announced, Purpose.LISTING)


@pytest.mark.parametrize(
    ("size", "files"),
    [
        ((4000, 3000), {1920: (1920, 1440), 960: (960, 720), 320: (320, 240)}),
        ((3000, 4000), {1920: (1440, 1920), 960: (720, 960), 320: (240, 320)}),
        ((1000, 700), {1920: (1000, 700), 960: (960, 672), 320: (320, 224)}),
        ((960, 720), {960: (960, 720), 320: (320, 240)}),
        ((200, 100), {960: (200, 100), 320: (200, 100)}),
        ((1, 1), {960: (1, 1), 320: (1, 1)}),
        ((6000, 2), {1920: (1920, 1), 960: (960, 1), 320: (320, 1)}),
    ],
)
def test_each_size_is_made_and_nothing_is_made_larger(size: tuple[int, int], files: dict[int, tuple[int, int]]) -> None:
    developed = listing(plain(*size))
    assert {name: opened(content).size for name, content in developed.files.items()} == files
    assert (developed.width, developed.height) == files[max(files)]


def test_all_files_are_webp_and_the_placeholder_is_tiny() -> None:
    developed = listing(plain(2000, 1000))
    assert {opened(content).format for content in developed.files.values()} == {"WEBP"}
    kind, _, content = developed.placeholder.partition(",")
    assert kind == "data:image/webp;base64"
    assert opened(base64.b64decode(content)).size == (16, 8)
    assert len(developed.placeholder) < 400


@pytest.mark.parametrize("shape", [(900, 300), (300, 900), (90, 60)])
def test_an_avatar_is_the_square_in_the_middle(shape: tuple[int, int]) -> None:
    developed = develop(plain(*shape), Format.JPEG, Purpose.AVATAR)
    assert {name: opened(content).size for name, content in developed.files.items()} == {200: (200, 200)}
    assert (developed.width, developed.height) == (200, 200)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_shown_as_the_camera_was_held(orientation: int) -> None:
    """Where the red half of the stored picture must come to lie, for each way to hold the camera."""
    shown = opened(listing(told_secrets(orientation=orientation)).files[960])
    width, height = shown.size
    assert (width > height) == (orientation < 5)
    middle = (width // 2, height // 2)
    red = {
        1: (9, middle[1]), 2: (width - 9, middle[1]), 3: (width - 9, middle[1]), 4: (9, middle[1]),
        5: (middle[0], 9), 6: (middle[0], 9), 7: (middle[0], height - 9), 8: (middle[0], height - 9),
    }[orientation]  # fmt: skip
    assert is_close(shown, red, RED)
    assert is_close(shown, (width - 1 - red[0], height - 1 - red[1]), BLUE)


def test_nothing_but_pixels_is_left() -> None:
    """No place, number, note, comment or smaller picture (reliability row 43)."""
    photo = told_secrets()
    assert all(secret in photo for secret in SECRETS)
    for content in listing(photo).files.values():
        assert not [secret for secret in (*SECRETS, *METADATA) if secret in content]


@pytest.mark.parametrize("kind", POLYGLOTS)
def test_of_what_is_something_else_besides_the_picture_is_left(kind: str) -> None:
    """Reliability row 42."""
    content, name = POLYGLOTS[kind]
    assert b"alert(1)" in content
    made = listing(content, Format[name]).files.values()
    assert all(file.startswith(b"RIFF") and b"alert(1)" not in file and b"PK\3\4" not in file for file in made)


def test_what_was_not_opened_whole_is_not_developed() -> None:
    """Cut off, or with a part whose check sum is wrong (reliability row 44)."""
    whole = plain(600, 600, colour=(1, 2, 3))
    with pytest.raises(OSError, match="truncated"):
        listing(whole[: len(whole) // 2])
    broken = bytearray(plain(kind="PNG"))
    broken[60] ^= 0xFF
    with pytest.raises((SyntaxError, OSError)):
        listing(bytes(broken), Format.PNG)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [*product(["RGB", "L", "CMYK"], ["JPEG"]), *product(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"], ["PNG"]),
     *product(["RGB", "RGBA"], ["WEBP"])],
)  # fmt: skip
def test_every_mode_of_a_kind_is_developed(mode: str, kind: str) -> None:
    developed = listing(encoded(Image.new(mode, (2500, 1250)), kind), Format[kind])
    assert (developed.width, developed.height) == (1920, 960)


def test_colours_of_printers_become_those_of_screens() -> None:
    cyan = listing(encoded(Image.new("CMYK", (100, 100), (255, 0, 0, 0)), "JPEG"))
    assert is_close(opened(cyan.files[320]), (50, 50), (0, 255, 255))


def test_sixteen_bits_of_grey_become_eight() -> None:
    grey = listing(encoded(Image.new("I;16", (100, 100), 0x8000), "PNG"), Format.PNG)
    assert is_close(opened(grey.files[320]), (50, 50), (128, 128, 128))


def test_what_is_transparent_lies_on_white() -> None:
    clear = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    palette = clear.convert("P")
    palette.info["transparency"] = 0
    for image in (clear, palette):
        shown = opened(listing(encoded(image, "PNG"), Format.PNG).files[320])
        assert is_close(shown, (50, 50), (255, 255, 255))


def test_colours_are_those_that_a_profile_means() -> None:
    """In the wide gamut of a LAB profile the same numbers mean other colours; a broken profile means nothing."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"no profile at all"):
        shown = opened(listing(encoded(two_halves(), "JPEG", icc_profile=icc)).files[960])
        assert is_close(shown, (50, 150), RED)
        assert "icc_profile" not in shown.info


def test_an_image_in_memory_is_made_into_the_same_files() -> None:
    assert set(versions(two_halves(2000, 1000)).files) == {1920, 960, 320}
    assert set(versions(two_halves()).files) == {960, 320}


def test_what_was_refused_at_its_head_is_refused_here() -> None:
    with pytest.raises(inspect.Flawed):
        listing(b"GIF89a")
