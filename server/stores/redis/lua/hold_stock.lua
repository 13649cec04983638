-- hold_stock: admit a claim to units of a listing while there are any, and remember it, so that a repeat takes nothing.
-- KEYS[1] gate of the listing, a hash: units left, the listing's version that they are counted from, each claim's units
-- ARGV[1] claim   ARGV[2] units   ARGV[3] units available in MongoDB   ARGV[4] version of the listing that says so
-- ARGV[5] ms to keep the gate
-- returns {1} taken | {2} had it already | {0} there are not so many
local gate, claim, units = KEYS[1], "claim:" .. ARGV[1], tonumber(ARGV[2])
local left = tonumber(redis.call("HGET", gate, "left"))
if not left then
  left = tonumber(ARGV[3])
  redis.call("HSET", gate, "left", left, "version", ARGV[4])
  redis.call("PEXPIRE", gate, ARGV[5])
end
if redis.call("HEXISTS", gate, claim) == 1 then
  return { 2 }
end
if left < units then
  return { 0 }
end
redis.call("HSET", gate, claim, units, "left", left - units)
redis.call("PEXPIRE", gate, ARGV[5])
return { 1 }
