-- look: whether an account is present anywhere, and when it was seen last.
-- KEYS[1] processes where it is present, by the ms at which that ends   KEYS[2] when it was seen last, in ms
-- returns {1 or 0, ms or 0}
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local present = redis.call("ZCOUNT", KEYS[1], "(" .. now, "+inf")
return { present > 0 and 1 or 0, tonumber(redis.call("GET", KEYS[2]) or 0) }
