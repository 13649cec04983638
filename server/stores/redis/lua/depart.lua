-- depart: an account is no longer present on a process.
-- KEYS[1] processes where it is present, by the ms at which that ends   KEYS[2] when it was seen last, in ms
-- ARGV[1] process   ARGV[2] ms to remember when it was seen
-- returns {1} it is present nowhere now | {0} it still is somewhere, or was nowhere before
local present, seen = KEYS[1], KEYS[2]
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call("ZREMRANGEBYSCORE", present, "-inf", now)
if redis.call("ZREM", present, ARGV[1]) == 0 then
  return { 0 }
end
redis.call("SET", seen, now, "PX", ARGV[2])
return { redis.call("ZCARD", present) == 0 and 1 or 0 }
