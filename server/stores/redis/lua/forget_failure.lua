-- forget_failure: take back an attempt to sign in that turned out well.
-- KEYS[i]  a counter that count_failure put it into
-- ARGV[1]  the attempt
-- returns  {1}
for _, counter in ipairs(KEYS) do
  redis.call("ZREM", counter, ARGV[1])
end
return { 1 }
