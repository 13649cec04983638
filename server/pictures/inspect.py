"""Opening an upload: what its head says is judged before anything of it is decoded."""

import io
import struct
import warnings

from PIL import Image, UnidentifiedImageError

from models.media import MOST_PIXELS, Flaw, Format

READERS = ("JPEG", "PNG", "WEBP")
"""Pillow knows some forty formats; these three may look at an upload."""
_FORMATS = {"JPEG": Format.JPEG, "MPO": Format.JPEG, "PNG": Format.PNG, "WEBP": Format.WEBP}
"""Phones append further pictures to a JPEG, for depth or brightness (MPO); the first one is the photo."""
MOST_SCANS = 100
"""Passes over a progressive JPEG, of which encoders make ten; each costs as much as the whole picture."""
_SCAN = b"\xff\xda"
ORIENTATION = 0x0112
_BROKEN_EXIF = (SyntaxError, OSError, ValueError, TypeError, KeyError, IndexError, struct.error)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Flawed(Exception):
    """The upload is refused."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


def opened(content: bytes, announced: Format) -> Image.Image:
    """The upload, not decoded yet. Raises Flawed, or whatever a reader raises at damage."""
    image = _open(content)
    found = _FORMATS[image.format or ""]
    if found is not announced:
        raise Flawed(Flaw.WRONG_TYPE)
    if found is Format.JPEG and content.count(_SCAN) > MOST_SCANS:
        raise Flawed(Flaw.TOO_COSTLY)
    if found is not Format.JPEG and getattr(image, "n_frames", 1) > 1:
        raise Flawed(Flaw.ANIMATED)
    if found is Format.PNG:
        image.verify()  # the check sums of all parts, which decoding leaves out; it closes the image
        return _open(content)
    return image


def _open(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oddities that do not matter
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=READERS)
    except UnidentifiedImageError as unknown:
        raise Flawed(Flaw.NOT_A_PICTURE) from unknown
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise Flawed(Flaw.TOO_MANY_PIXELS) from bomb


def orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; a photo whose EXIF nobody can read is shown as it lies."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = image.getexif().get(ORIENTATION, 1)
    except _BROKEN_EXIF:
        return 1
    return value if value in range(1, 9) else 1
