-- end_epoch: let the next announcement begin a new epoch, so that every client learns that it may have missed something.
-- KEYS[1] epoch
-- returns {1} there was one | {0} there was none
return { redis.call("DEL", KEYS[1]) }
