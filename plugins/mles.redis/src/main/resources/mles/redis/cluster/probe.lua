-- Shows that Redis takes writes and publishes. Answers the epoch.
local epochs, numbers = unpack(KEYS)
-- An epoch to use where there is none, the highest number that the server has seen, where to publish what.
local fresh, seen, channel, message = unpack(ARGV)

redis.call('SET', epochs, fresh, 'NX')
-- Numbers that were lost are not given anew.
if tonumber(redis.call('GET', numbers) or 0) < tonumber(seen) then redis.call('SET', numbers, seen) end
redis.call('PUBLISH', channel, message)
return redis.call('GET', epochs)
