-- announce: number a push, add it to the journals of its rooms and publish it there, once.
-- KEYS[1] mark of this announcement   KEYS[2] epoch   KEYS[3] sequence
-- KEYS[4..] for each room: its journal, where the journal begins, its newest entry by key, its channel
-- ARGV[1] ms to keep the mark   ARGV[2] entries to keep in a journal, 0 for none   ARGV[3] ms to keep a journal
-- ARGV[4] key of which only the newest matters, or empty   ARGV[5] names of the rooms, space between
-- ARGV[6] the push as JSON
-- returns {sequence} announced | {0} was announced before
local mark, epoch_key, sequence_key = KEYS[1], KEYS[2], KEYS[3]
local mark_ms, entries, journal_ms, latest_key = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
if not redis.call("SET", mark, 1, "NX", "PX", mark_ms) then
  return { 0 }
end
local epoch = redis.call("GET", epoch_key)
if not epoch then
  local time = redis.call("TIME")
  epoch = string.format("%x%05x", time[1], time[2])
  redis.call("SET", epoch_key, epoch)
end
local sequence = redis.call("INCR", sequence_key)
local message = epoch .. "." .. sequence .. "\n" .. ARGV[5] .. "\n" .. latest_key .. "\n" .. ARGV[6]
for i = 4, #KEYS, 4 do
  local journal, floor, newest, channel = KEYS[i], KEYS[i + 1], KEYS[i + 2], KEYS[i + 3]
  if entries > 0 then
    redis.call("XADD", journal, sequence .. "-0", "m", message)
    redis.call("PEXPIRE", journal, journal_ms)
    if latest_key ~= "" then
      local older = redis.call("HGET", newest, latest_key)
      if older then
        redis.call("XDEL", journal, older)
      end
      redis.call("HSET", newest, latest_key, sequence .. "-0")
      redis.call("PEXPIRE", newest, journal_ms)
    end
    if redis.call("XLEN", journal) > entries * 1.1 then
      redis.call("XTRIM", journal, "MAXLEN", entries)
      local first = redis.call("XRANGE", journal, "-", "+", "COUNT", 1)[1][1]
      redis.call("SET", floor, string.match(first, "%d+"), "PX", journal_ms)
    end
  end
  redis.call("PUBLISH", channel, message)
end
return { sequence }
