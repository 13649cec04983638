-- open_session: remember a connection so that its client can take it up again.
-- KEYS[1] record   KEYS[2] epoch   KEYS[3] sequence
-- ARGV[1] ms to keep the record   ARGV[2] account, empty for nobody   ARGV[3] socket id
-- ARGV[4] nonce of the connection   ARGV[5] its process
-- returns {epoch, sequence} where history stands now
local record, epoch_key, sequence_key = KEYS[1], KEYS[2], KEYS[3]
local epoch = redis.call("GET", epoch_key)
if not epoch then
  local time = redis.call("TIME")
  epoch = string.format("%x%05x", time[1], time[2])
  redis.call("SET", epoch_key, epoch)
end
redis.call("HSET", record, "account", ARGV[2], "sid", ARGV[3], "nonce", ARGV[4], "process", ARGV[5])
redis.call("PEXPIRE", record, ARGV[1])
return { epoch, tonumber(redis.call("GET", sequence_key) or 0) }
