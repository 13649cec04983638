-- update_session: note what a connection joined and left, unless a newer connection has taken its place.
-- KEYS[1] record   KEYS[2] sequence   ARGV[1] nonce   ARGV[2] ms to keep the record   ARGV[3] account, empty for nobody
-- ARGV[4] how many rooms are joined   ARGV[5..] the rooms that are joined, then those that are left
-- returns {1} noted | {0} a newer connection has taken its place | {-1} the record is gone
local record, sequence_key = KEYS[1], KEYS[2]
local joined = tonumber(ARGV[4])
local nonce = redis.call("HGET", record, "nonce")
if nonce ~= ARGV[1] then
  return { nonce and 0 or -1 }
end
local sequence = redis.call("GET", sequence_key) or 0
redis.call("HSET", record, "account", ARGV[3])
for i = 5, #ARGV do
  local field = "room:" .. ARGV[i]
  if i < 5 + joined then
    redis.call("HSETNX", record, field, sequence)
  else
    redis.call("HDEL", record, field)
  end
end
redis.call("PEXPIRE", record, ARGV[2])
return { 1 }
