-- count_failure: count a sign-in as failed, unless one of its counters is full.
-- KEYS[i]     a counter: the attempts of a while, by the millisecond they were made in
-- ARGV[1]     this attempt
-- ARGV[2i]    most attempts of counter i   ARGV[2i+1]  milliseconds that it looks back
-- returns     {1} counted, also when it was counted already | {0, ms} full, and when it has room again
local attempt = ARGV[1]
local clock = redis.call("TIME")
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local wait = 0

for i, counter in ipairs(KEYS) do
  local most, ms = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  redis.call("ZREMRANGEBYSCORE", counter, "-inf", now - ms)
  if redis.call("ZCARD", counter) >= most and not redis.call("ZSCORE", counter, attempt) then
    local oldest = redis.call("ZRANGE", counter, 0, 0, "WITHSCORES")
    wait = math.max(wait, oldest[2] + ms - now)
  end
end
if wait > 0 then
  return { 0, wait }
end

for i, counter in ipairs(KEYS) do
  redis.call("ZADD", counter, "NX", now, attempt)
  redis.call("PEXPIRE", counter, ARGV[2 * i + 1])
end
return { 1 }
