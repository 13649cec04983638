-- keep_payment: remember how a payment stands, unless something newer is remembered.
-- KEYS[1]  the payment
-- ARGV     version, milliseconds to remember it for, state, address of the cashier
-- returns  {1} remembered | {0} something newer was
if tonumber(redis.call("HGET", KEYS[1], "version") or "0") > tonumber(ARGV[1]) then
  return { 0 }
end
redis.call("HSET", KEYS[1], "version", ARGV[1], "state", ARGV[3], "url", ARGV[4])
redis.call("PEXPIRE", KEYS[1], ARGV[2])
return { 1 }
