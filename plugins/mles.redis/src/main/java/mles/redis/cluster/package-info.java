/**
 * Engine of a cluster on one Redis 6.2 or later.
 *
 * <h2>Keys in Redis</h2>
 *
 * <p>A prefix, {@code mles} unless the address names another one, has these keys, with the channel's name in UTF-8:
 *
 * <table>
 * <caption>Keys below the prefix {@code mles}</caption>
 * <tr><th>key</th><th>is</th></tr>
 * <tr><td>{@code mles:cluster:epoch}</td><td>a random number, made when there is none: the epoch of all positions</td></tr>
 * <tr><td>{@code mles:cluster:number}</td><td>number of the newest entry, of whatever channel</td></tr>
 * <tr><td>{@code mles:cluster:entries:NAME}</td><td>stream of a channel; an entry's id is its number, its fields are {@code e}
 * ({@link mles.redis.cluster.EntryHead}) and {@code f}, the frames</td></tr>
 * <tr><td>{@code mles:cluster:mark:NAME}</td><td>hash: numbers of the newest entry and of the newest that is no join and no
 * eviction, counts of messages and bytes up to it, and the channel's own epoch once it has lost its end</td></tr>
 * <tr><td>{@code mles:cluster:kept:NAME}</td><td>list: number, counts and time of each entry in the stream that is no join and no
 * eviction; the script finds there how many may go</td></tr>
 * <tr><td>{@code mles:cluster:joins:NAME}</td><td>list: numbers of empty joins and evictions</td></tr>
 * <tr><td>{@code mles:cluster:taken:ORIGIN:NAME}</td><td>the last batch of a server, for ten minutes</td></tr>
 * </table>
 *
 * <p>{@code mles:cluster:live:NAME} and {@code mles:cluster:probe} are channels of publish and subscribe.
 *
 * <h2>One step for each entry</h2>
 *
 * <p>A script, {@code take.lua}, drops an entry that was taken before, gives it the next number, stores it with
 * the number of the channel's entry before it, lets old entries go, and publishes it. So the chain of a channel is whole, live
 * and stored, and empty joins have a limit of their own. Numbers are common to all channels, so that they grow also where a
 * channel's keys have expired.
 *
 * <h2>Lost ends</h2>
 *
 * <p>A failover, or a restart from an old file, loses the newest entries, and their numbers are given anew. A tail
 * ({@link mles.redis.cluster.Tail}) sees that its entry is not there, has another origin or batch, or is not in the chain. Then
 * the channel gets an epoch of its own, and servers begin it anew.
 */
package mles.redis.cluster;
