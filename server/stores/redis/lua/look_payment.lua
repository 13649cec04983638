-- look_payment: how a payment stood when it was last remembered.
-- KEYS[1]  the payment
-- returns  {state, address of the cashier} | {} nothing is remembered
local found = redis.call("HMGET", KEYS[1], "state", "url")
if not found[1] then
  return {}
end
return found
