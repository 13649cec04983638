"""What is kept where: every entity that may be written has a collection, a document and indexes."""

from typing import get_args

from handlers.ports import Entity
from server.stores.mongo.kinds import INDEXES, KINDS
from tests.support.listings import a_listing


def test_whatever_may_be_written_is_listed() -> None:
    assert set(KINDS) == set(get_args(Entity))


def test_no_two_kinds_share_a_collection() -> None:
    collections = [kind.collection for kind in KINDS.values()]
    assert len(set(collections)) == len(collections)


def test_every_collection_has_its_indexes() -> None:
    assert {kind.collection for kind in KINDS.values()} <= INDEXES.keys()


def test_every_index_has_a_name_of_its_own() -> None:
    for indexes in INDEXES.values():
        names = [index.document["name"] for index in indexes]
        assert len(set(names)) == len(names)


def test_every_document_says_its_id_and_version() -> None:
    it = a_listing(version=3)
    document = KINDS[type(it)].to_doc(it)
    assert (document["_id"], document["version"]) == (it.id, 3)
