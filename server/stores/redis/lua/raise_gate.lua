-- raise_gate: note which bids were accepted, and the least that is accepted now; an older version changes nothing but that.
-- KEYS[1] gate of the auction
-- ARGV[1] version of the listing   ARGV[2] least   ARGV[3] number of bids accepted so far   ARGV[4] ms to keep the gate
-- ARGV[5..] keys of requests that were accepted
-- returns {1} noted | {0} a newer version was noted before
local gate = KEYS[1]
for i = 5, #ARGV do
  redis.call("HSET", gate, "#" .. ARGV[i], 1)
end
local newer = tonumber(ARGV[1]) > tonumber(redis.call("HGET", gate, "version") or 0)
if newer then
  redis.call("HSET", gate, "version", ARGV[1], "least", ARGV[2], "accepted", ARGV[3])
end
redis.call("PEXPIRE", gate, ARGV[4])
return { newer and 1 or 0 }
