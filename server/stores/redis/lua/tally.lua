-- tally: note a process's figures and add up those of all processes that are alive.
-- KEYS[1] figures of the processes, a hash
-- ARGV[1] name of the process   ARGV[2] ms after which a silent one is left out
-- ARGV[3..] its figures; without any it only asks
-- returns {processes alive, sum of each figure...}
local figures, name, silent_ms = KEYS[1], ARGV[1], tonumber(ARGV[2])
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if #ARGV > 2 then
  redis.call("HSET", figures, name, now .. " " .. table.concat(ARGV, " ", 3))
  redis.call("PEXPIRE", figures, silent_ms)
end
local sums = { 0 }
local all = redis.call("HGETALL", figures)
for i = 1, #all, 2 do
  local numbers = {}
  for number in string.gmatch(all[i + 1], "%S+") do
    numbers[#numbers + 1] = tonumber(number)
  end
  if now - numbers[1] > silent_ms then
    redis.call("HDEL", figures, all[i])
  else
    sums[1] = sums[1] + 1
    for place = 2, #numbers do
      sums[place] = (sums[place] or 0) + numbers[place]
    end
  end
end
return sums
