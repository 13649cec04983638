-- claim_session: make a remembered connection this one's, if it belongs to the same account and to this history.
-- KEYS[1] record   KEYS[2] epoch   KEYS[3] sequence
-- ARGV[1] epoch that the client knows   ARGV[2] ms to keep the record   ARGV[3] account, empty for nobody
-- ARGV[4] nonce of the new connection   ARGV[5] its process
-- returns {sequence, sid, older nonce, older process, room, sequence at joining, ...} | {-1} unknown or not his
local record, epoch_key, sequence_key = KEYS[1], KEYS[2], KEYS[3]
if redis.call("GET", epoch_key) ~= ARGV[1] or redis.call("HGET", record, "account") ~= ARGV[3] then
  return { -1 }
end
local fields = redis.call("HGETALL", record)
local older, rooms = {}, {}
for i = 1, #fields, 2 do
  local room = string.match(fields[i], "^room:(.+)$")
  if room then
    rooms[#rooms + 1] = room
    rooms[#rooms + 1] = tonumber(fields[i + 1])
  else
    older[fields[i]] = fields[i + 1]
  end
end
redis.call("HSET", record, "nonce", ARGV[4], "process", ARGV[5])
redis.call("PEXPIRE", record, ARGV[2])
local sequence = tonumber(redis.call("GET", sequence_key) or 0)
return { sequence, older.sid, older.nonce, older.process, unpack(rooms) }
