-- return_limit: give back one request that was taken for nothing.
-- KEYS[1] moment at which the bucket is full again, in ms   ARGV[1] ms that one request is worth
-- returns {1} given back | {0} the bucket was full anyway
local full_at = redis.call("GET", KEYS[1])
if not full_at then
  return { 0 }
end
redis.call("SET", KEYS[1], string.format("%.3f", full_at - tonumber(ARGV[1])), "KEEPTTL")
return { 1 }
