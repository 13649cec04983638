"""What the parties of an offer see of it."""

import json

from handlers.offers.payloads import OfferView
from models.offer import Party
from tests.models.test_offer import offered


def test_each_party_sees_what_it_may_do() -> None:
    it = offered()
    seen = {party: json.loads(OfferView.of(it, party).model_dump_json()) for party in Party}
    assert seen[Party.BUYER]["actions"] == ["offer:withdraw"]
    assert seen[Party.SELLER]["actions"] == ["offer:accept", "offer:counter", "offer:decline"]
    assert "order_id" not in seen[Party.BUYER]
    assert {name for name in seen[Party.BUYER] if seen[Party.BUYER][name] != seen[Party.SELLER][name]} == {"actions"}
