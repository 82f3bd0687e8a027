package mles.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Steps that Redis does as one. What they answer for an entry is its number, or one of the constants. */
final class Scripts {
    /** Answer for an entry that was taken before. */
    static final long KNOWN = 0;
    /** Answer for an entry of a server that follows another epoch: it has to read the channel first. */
    static final long OTHER_EPOCH = -1;

    /**
     * Takes an entry. Keys: epoch, number, mark, entries, kept, joins, taken. Arguments: epoch of the channel as the server
     * knows it, or 0; highest number it has seen; batch; head; frames; kind of entry; its messages; messages, bytes and
     * expendables to keep; milliseconds after which the channel's keys expire, or 0; the same for its mark; where to publish.
     */
    static final byte[] TAKE = bytes(
            """
                    local epoch = redis.call('HGET', KEYS[3], 'epoch') or redis.call('GET', KEYS[1])
                    if not epoch or (ARGV[1] ~= '0' and ARGV[1] ~= epoch) then return -1 end
                    local taken = redis.call('GET', KEYS[7])
                    if taken and tonumber(taken) >= tonumber(ARGV[3]) then return 0 end
                    redis.call('SET', KEYS[7], ARGV[3], 'EX', 600)
                    if tonumber(redis.call('GET', KEYS[2]) or 0) < tonumber(ARGV[2]) then redis.call('SET', KEYS[2], ARGV[2]) end
                    local number = string.format('%.0f', redis.call('INCR', KEYS[2]))
                    local mark = redis.call('HMGET', KEYS[3], 'last', 'history', 'messages', 'bytes')
                    local messages, bytes = tonumber(mark[3] or 0), tonumber(mark[4] or 0)
                    local now = redis.call('TIME')
                    local head = string.format('%s %.0f %s %s', ARGV[4], now[1] * 1000 + math.floor(now[2] / 1000),
                        mark[1] or '0', mark[2] or '0')
                    if ARGV[6] == 'CLEAR' then
                      redis.call('DEL', KEYS[4], KEYS[5], KEYS[6])
                      messages, bytes = 0, 0
                    end
                    local stored = redis.pcall('XADD', KEYS[4], number, 'e', head, 'f', ARGV[5])
                    if stored.err then
                      -- Something foreign is there, and no entry of ours can follow it.
                      redis.call('DEL', KEYS[4], KEYS[5], KEYS[6])
                      redis.call('XADD', KEYS[4], number, 'e', head, 'f', ARGV[5])
                    end
                    redis.call('HSET', KEYS[3], 'last', number)
                    if ARGV[6] == 'EXPENDABLE' then
                      redis.call('RPUSH', KEYS[6], number)
                      while redis.call('LLEN', KEYS[6]) > tonumber(ARGV[10]) do
                        redis.call('XDEL', KEYS[4], redis.call('LPOP', KEYS[6]))
                      end
                    else
                      messages, bytes = messages + ARGV[7], bytes + #ARGV[5]
                      local counts = string.format('%.0f %.0f', messages, bytes)
                      redis.call('RPUSH', KEYS[5], number .. ' ' .. counts)
                      redis.call('HSET', KEYS[3], 'history', number, 'messages', string.format('%.0f', messages),
                          'bytes', string.format('%.0f', bytes))
                      local floor
                      while redis.call('LLEN', KEYS[5]) > 1 do
                        local n, m, b = string.match(redis.call('LINDEX', KEYS[5], 0), '(%d+) (%d+) (%d+)')
                        if messages - m < tonumber(ARGV[8]) and bytes - b < tonumber(ARGV[9]) then break end
                        redis.call('LPOP', KEYS[5])
                        floor = n
                      end
                      if floor then redis.call('XTRIM', KEYS[4], 'MINID', floor .. '-1') end
                    end
                    for i = 3, 6 do
                      local age = i == 3 and ARGV[12] or ARGV[11]
                      if age == '0' then redis.call('PERSIST', KEYS[i]) else redis.call('PEXPIRE', KEYS[i], age) end
                    end
                    redis.call('PUBLISH', ARGV[13], epoch .. ' ' .. number .. ' ' .. head .. '\\n' .. ARGV[5])
                    return tonumber(number)
                    """);

    /** Hash by which Redis knows {@link #TAKE} once it was sent. */
    static final byte[] TAKE_HASH = bytes(sha1(TAKE));

    /**
     * Reads some entries. Keys: epoch, mark, entries. Arguments: an epoch, the first id in that epoch, the most entries, the
     * bytes behind which no more are read. In another epoch it begins at the oldest entry. Answer: epoch of the channel, number
     * of its newest entry, entries, and 1 when there are no more.
     */
    static final byte[] READ = bytes("""
            -- Changes nothing, and is refused by a replica, which may not have the newest entry yet.
            redis.call('PERSIST', KEYS[1])
            local mark = redis.call('HMGET', KEYS[2], 'epoch', 'last')
            local epoch = mark[1] or redis.call('GET', KEYS[1])
            local from = epoch == ARGV[1] and ARGV[2] or '-'
            local entries, bytes = {}, 0
            while #entries < tonumber(ARGV[3]) and bytes < tonumber(ARGV[4]) do
              local entry = redis.call('XRANGE', KEYS[3], from, '+', 'COUNT', 1)[1]
              if not entry then return {epoch, mark[2] or '0', entries, 1} end
              entries[#entries + 1] = entry
              for _, field in ipairs(entry[2]) do bytes = bytes + #field end
              from = '(' .. entry[1]
            end
            return {epoch, mark[2] or '0', entries, 0}
            """);

    /** Begins another epoch of a channel unless that was done. Keys: epoch, mark. Arguments: the epoch seen, a new one. */
    static final byte[] RENEW = bytes("""
            local epoch = redis.call('HGET', KEYS[2], 'epoch') or redis.call('GET', KEYS[1])
            if epoch == ARGV[1] then redis.call('HSET', KEYS[2], 'epoch', ARGV[2]) end
            """);

    /**
     * Shows that Redis takes writes and publishes. Keys: epoch, number. Arguments: an epoch to use where there is none, highest
     * number seen, where to publish what. Answer: the epoch.
     */
    static final byte[] PROBE = bytes(
            """
                    redis.call('SET', KEYS[1], ARGV[1], 'NX')
                    if tonumber(redis.call('GET', KEYS[2]) or 0) < tonumber(ARGV[2]) then redis.call('SET', KEYS[2], ARGV[2]) end
                    redis.call('PUBLISH', ARGV[3], ARGV[4])
                    return redis.call('GET', KEYS[1])
                    """);

    private Scripts() {
    }

    /** {@return arguments as Redis takes them} */
    static List<byte[]> arguments(Object... values) {
        return Stream.of(values).map(value -> value instanceof byte[] raw ? raw : bytes(value.toString())).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha1(byte[] script) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
