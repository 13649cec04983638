-- refuse_bid: whether a bid is certainly too low, and no repeat of one that was accepted.
-- KEYS[1] gate of the auction: version, least that is accepted, number of bids accepted so far, and a field for each of them
-- ARGV[1] what is offered   ARGV[2] key of the request
-- returns {least} too low | {0} perhaps not, or not all accepted bids are known here
local gate = KEYS[1]
local known = redis.call("HMGET", gate, "least", "accepted")
local least, accepted = tonumber(known[1] or 0), tonumber(known[2] or -1)
if tonumber(ARGV[1]) >= least or redis.call("HLEN", gate) ~= accepted + 3 then
  return { 0 }
end
if redis.call("HEXISTS", gate, "#" .. ARGV[2]) == 1 then
  return { 0 }
end
return { least }
