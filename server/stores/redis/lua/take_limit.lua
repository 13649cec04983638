-- take_limit: take one request from a bucket that refills evenly (GCRA: the bucket is one moment in time).
-- KEYS[1] moment at which the bucket is full again, in ms of this server's clock
-- ARGV[1] ms that one request is worth   ARGV[2] ms that a full bucket is worth
-- returns {0} taken | {1, ms} empty, and so long until there is room
local bucket = KEYS[1]
local cost, size = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call("TIME")
local now = time[1] * 1000 + time[2] / 1000
local full_at = math.max(tonumber(redis.call("GET", bucket) or now), now) + cost
if full_at - now > size then
  return { 1, math.ceil(full_at - now - size) }
end
redis.call("SET", bucket, string.format("%.3f", full_at), "PX", math.ceil(full_at - now))
return { 0 }
