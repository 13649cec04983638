-- look_stock: how many units a gate has left.
-- KEYS[1] gate of the listing
-- returns {units} | {-1} there is no gate
return { tonumber(redis.call("HGET", KEYS[1], "left") or -1) }
