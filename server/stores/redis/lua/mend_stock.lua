-- mend_stock: correct a gate that has drifted from MongoDB, unless it moved since it was looked at.
-- KEYS[1] gate of the listing   ARGV[1] units left as they were seen   ARGV[2] units available in MongoDB
-- returns {1} corrected | {0} it has moved or is gone
local gate = KEYS[1]
if redis.call("HGET", gate, "left") ~= ARGV[1] then
  return { 0 }
end
redis.call("HSET", gate, "left", ARGV[2])
return { 1 }
