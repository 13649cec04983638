"""Pictures inside other documents: without an address, which follows from where they are read."""

from models.ids import MediaId
from models.media import Picture
from server.stores.mongo import shown

PICTURE = Picture(MediaId("kettle"), "pictures/k/960.webp", "/pictures/k/960.webp", 1920, 1440, "data:,")


def test_a_picture_comes_back_with_the_address_that_it_has_now() -> None:
    doc = shown.picture_doc(PICTURE)
    assert "url" not in doc
    assert shown.picture(doc, lambda key: f"/{key}") == PICTURE
    assert shown.picture(doc, lambda key: f"https://cdn.example/{key}").url == "https://cdn.example/pictures/k/960.webp"
