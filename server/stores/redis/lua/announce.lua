-- announce: number a push, add it to the journals of its rooms and publish it there, once.
-- KEYS[1] mark of this announcement   KEYS[2] epoch   KEYS[3] sequence   KEYS[4..] journals, then channels, of the rooms
-- ARGV[1] epoch to start if there is none   ARGV[2] ms to keep the mark   ARGV[3] entries to keep in a journal, 0 for none
-- ARGV[4] ms to keep a journal   ARGV[5] names of the rooms, space between   ARGV[6] the push as JSON
-- returns {sequence} announced | {0} was announced before
local mark, epoch_key, sequence_key = KEYS[1], KEYS[2], KEYS[3]
local fresh_epoch, mark_ms, entries, journal_ms = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
if not redis.call("SET", mark, 1, "NX", "PX", mark_ms) then
  return { 0 }
end
local epoch = redis.call("GET", epoch_key)
if not epoch then
  epoch = fresh_epoch
  redis.call("SET", epoch_key, epoch)
end
local sequence = redis.call("INCR", sequence_key)
local message = epoch .. "." .. sequence .. "\n" .. ARGV[5] .. "\n" .. ARGV[6]
local rooms = (#KEYS - 3) / 2
for i = 1, rooms do
  local journal, channel = KEYS[3 + i], KEYS[3 + rooms + i]
  if entries > 0 then
    redis.call("XADD", journal, "MAXLEN", "~", entries, sequence .. "-0", "m", message)
    redis.call("PEXPIRE", journal, journal_ms)
  end
  redis.call("PUBLISH", channel, message)
end
return { sequence }
