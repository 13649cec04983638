-- take_limit: take requests from a bucket that refills evenly (GCRA: the bucket is one moment in time).
-- KEYS[1] moment at which the bucket is full again, in ms of this server's clock
-- ARGV[1] ms that one request is worth   ARGV[2] ms that a full bucket is worth   ARGV[3] requests wanted
-- returns {n} so many of them were taken | {0, ms} empty, and so long until there is room for one
local bucket = KEYS[1]
local cost, size, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call("TIME")
local now = time[1] * 1000 + time[2] / 1000
local full_at = math.max(tonumber(redis.call("GET", bucket) or now), now)
local room = now + size - full_at
local taken = math.min(wanted, math.floor(room / cost + 1e-6))
if taken < 1 then
  return { 0, math.ceil(cost - room) }
end
full_at = full_at + taken * cost
redis.call("SET", bucket, string.format("%.3f", full_at), "PX", math.ceil(full_at - now))
return { taken }
