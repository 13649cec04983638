-- claim_lock: take a lock for a while, or learn that one has it already.
-- KEYS[1] lock   ARGV[1] holder   ARGV[2] milliseconds
-- returns {1} it is this holder's, newly or still | {0} somebody else has it
local lock, holder, ms = KEYS[1], ARGV[1], ARGV[2]
if redis.call("SET", lock, holder, "NX", "PX", ms) or redis.call("GET", lock) == holder then
  return { 1 }
end
return { 0 }
