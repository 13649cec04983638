-- known: which of these announcements are out already.
-- KEYS[i] mark of an announcement
-- returns {1 or 0, ...} for each in turn
local known = {}
for i, mark in ipairs(KEYS) do
  known[i] = redis.call("EXISTS", mark)
end
return known
