-- evict: ask a process to hang up on a connection whose client has come back elsewhere.
-- KEYS[1] the process's own channel   ARGV[1] nonce of the connection
-- returns {processes that heard it}
return { redis.call("PUBLISH", KEYS[1], ARGV[1]) }
