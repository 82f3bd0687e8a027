-- Reads some entries: the epoch of the channel, the number of its newest entry, entries, and 1 when there are no more.
local epochs, mark, entries = unpack(KEYS)
-- An epoch, and the first id in it: in another epoch it begins at the oldest entry. Entries and bytes that are enough.
local epoch, from, most, most_bytes = unpack(ARGV)

-- Changes nothing, and is refused by a replica, which may not have the newest entry yet.
redis.call('PERSIST', epochs)

local own, last = unpack(redis.call('HMGET', mark, 'epoch', 'last'))
local current = own or redis.call('GET', epochs)
if current ~= epoch then from = '-' end

local page, bytes = {}, 0
while #page < tonumber(most) and bytes < tonumber(most_bytes) do
  local entry = redis.call('XRANGE', entries, from, '+', 'COUNT', 1)[1]
  if not entry then return {current, last or '0', page, 1} end
  page[#page + 1] = entry
  for _, field in ipairs(entry[2]) do bytes = bytes + #field end
  from = '(' .. entry[1]
end
return {current, last or '0', page, 0}
