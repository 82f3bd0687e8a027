-- Begins another epoch of a channel that has lost its end, unless another server has done so.
local epochs, mark = unpack(KEYS)
local seen, fresh = unpack(ARGV)

if (redis.call('HGET', mark, 'epoch') or redis.call('GET', epochs)) == seen then
  redis.call('HSET', mark, 'epoch', fresh)
end
