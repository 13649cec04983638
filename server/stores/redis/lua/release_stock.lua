-- release_stock: give back what a claim took, once, if the gate still counts it.
-- KEYS[1] gate of the listing   ARGV[1] claim
-- returns {1} given back | {0} it had nothing
local gate, claim = KEYS[1], "claim:" .. ARGV[1]
local units = redis.call("HGET", gate, claim)
if not units then
  return { 0 }
end
redis.call("HDEL", gate, claim)
redis.call("HINCRBY", gate, "left", units)
return { 1 }
