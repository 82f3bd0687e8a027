-- Takes an entry. Answers its number, 0 for one that was taken before, -1 where the server follows another epoch.
local epochs, numbers, mark, entries, kept, joins, taken = unpack(KEYS)
-- Epoch of the channel as the server knows it, or 0; highest number it has seen; the entry.
local epoch, seen, batch, head, frames, kind, count = unpack(ARGV, 1, 7)
-- Limits of the history; number of joins and evictions; milliseconds and bytes for which entries beyond the history stay.
local most_messages, most_bytes, most_joins, absence, absence_bytes = unpack(ARGV, 8, 12)
-- Milliseconds after which all but the mark expires, and the mark, 0 for never; where to publish.
local age, mark_age, live = unpack(ARGV, 13, 15)

local function text(number)
  return string.format('%.0f', number)
end

local current = redis.call('HGET', mark, 'epoch') or redis.call('GET', epochs)
if not current or (epoch ~= '0' and epoch ~= current) then return -1 end

local before = redis.call('GET', taken)
if before and tonumber(before) >= tonumber(batch) then return 0 end
redis.call('SET', taken, batch, 'EX', 600)

if tonumber(redis.call('GET', numbers) or 0) < tonumber(seen) then redis.call('SET', numbers, seen) end
local number = text(redis.call('INCR', numbers))
local now = redis.call('TIME')
local time = now[1] * 1000 + math.floor(now[2] / 1000)
local last, history, messages, bytes = unpack(redis.call('HMGET', mark, 'last', 'history', 'messages', 'bytes'))
head = table.concat({head, text(time), last or '0', history or '0'}, ' ')
messages, bytes = tonumber(messages or 0), tonumber(bytes or 0)

if kind == 'CLEAR' then
  redis.call('DEL', entries, kept, joins)
  messages, bytes = 0, 0
end
if redis.pcall('XADD', entries, number, 'e', head, 'f', frames).err then
  -- Something foreign is there, and no entry of ours can follow it.
  redis.call('DEL', entries, kept, joins)
  redis.call('XADD', entries, number, 'e', head, 'f', frames)
end
redis.call('HSET', mark, 'last', number)

if kind == 'EXPENDABLE' then
  redis.call('RPUSH', joins, number)
  while redis.call('LLEN', joins) > tonumber(most_joins) do
    redis.call('XDEL', entries, redis.call('LPOP', joins))
  end
else
  messages, bytes = messages + count, bytes + #frames
  redis.call('RPUSH', kept, table.concat({number, text(messages), text(bytes), text(time)}, ' '))
  redis.call('HSET', mark, 'history', number, 'messages', text(messages), 'bytes', text(bytes))
  local gone
  while redis.call('LLEN', kept) > 1 do
    local n, m, b, t = string.match(redis.call('LINDEX', kept, 0), '(%d+) (%d+) (%d+) (%d+)')
    local isHistory = messages - m < tonumber(most_messages) and bytes - b < tonumber(most_bytes)
    local isRecent = time - t < tonumber(absence) and bytes - b < tonumber(absence_bytes)
    if isHistory or isRecent then break end
    redis.call('LPOP', kept)
    gone = n
  end
  if gone then redis.call('XTRIM', entries, 'MINID', gone .. '-1') end
end

for _, key in ipairs({mark, entries, kept, joins}) do
  local expiry = key == mark and mark_age or age
  if expiry == '0' then redis.call('PERSIST', key) else redis.call('PEXPIRE', key, expiry) end
end
redis.call('PUBLISH', live, table.concat({current, number, head}, ' ') .. '\n' .. frames)
return tonumber(number)
