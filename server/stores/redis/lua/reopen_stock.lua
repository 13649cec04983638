-- reopen_stock: count anew from what MongoDB says, unless the gate knows a later version of the listing already.
-- Claims that are under way are forgotten: the gate may let in too many, of whom MongoDB takes as many as there are.
-- KEYS[1] gate of the listing   ARGV[1] units available   ARGV[2] version of the listing that says so
-- ARGV[3] ms to keep the gate
-- returns {1} counted anew | {0} left as it is
local gate, version = KEYS[1], tonumber(ARGV[2])
local known = tonumber(redis.call("HGET", gate, "version"))
if known and known >= version then
  return { 0 }
end
redis.call("DEL", gate)
redis.call("HSET", gate, "left", ARGV[1], "version", version)
redis.call("PEXPIRE", gate, ARGV[3])
return { 1 }
