-- arrive: an account is present on a process, newly or still.
-- KEYS[1] processes where it is present, by the ms at which that ends   KEYS[2] when it was seen last, in ms
-- ARGV[1] process   ARGV[2] ms until it is gone unless it arrives again   ARGV[3] ms to remember when it was seen
-- returns {1} nobody saw it before | {0} it was present already
local present, seen = KEYS[1], KEYS[2]
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call("ZREMRANGEBYSCORE", present, "-inf", now)
local others = redis.call("ZCARD", present)
redis.call("ZADD", present, now + ARGV[2], ARGV[1])
redis.call("PEXPIRE", present, ARGV[2])
redis.call("SET", seen, now, "PX", ARGV[3])
return { others == 0 and 1 or 0 }
