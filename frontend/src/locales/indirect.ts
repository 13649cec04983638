// Beginnings of keys that are put together at run time, so that no source spells them whole.
export const LISTED = [
  ...["errors.", "condition.", "delivery.", "state.", "account.badge.", "account.role.", "settings.", "connection."],
  ...["watching.", "photos.reason.", "moderation.", "order.", "address."],
  ...["auction.standing.", "offer.state.", "sell.kinds.", "sell.durations.", "sell.softCloses."],
]
