/**
 * Engine of a cluster on NATS JetStream 2.9 or later; for production 2.10.23 or later.
 *
 * <h2>Objects in NATS</h2>
 *
 * <p>A prefix, {@code mles} unless the address names another one, has these objects and no others:
 *
 * <table>
 * <caption>Objects below the prefix {@code mles} with eight streams</caption>
 * <tr><th>name</th><th>is</th></tr>
 * <tr><td>{@code mles-0} to {@code mles-7}</td><td>streams, on disk, three replicas in a cluster of NATS servers</td></tr>
 * <tr><td>{@code mles.in.K.NAME}</td><td>subject of a channel in stream K: each message is one entry</td></tr>
 * <tr><td>{@code mles.out.K.NAME}</td><td>subject to which stream K republishes what it has stored; servers listen to those of
 * their open channels</td></tr>
 * <tr><td>{@code mles.in.K.~probe}</td><td>probes of all servers: a message each two seconds and server</td></tr>
 * </table>
 *
 * <p>K follows from the hash of the channel's name. The number of streams is fixed by the first server, which writes it into the
 * description of each stream, together with a random number: the epoch of its positions. NAME is the channel's name with
 * {@code %xx} for other bytes than letters, digits, {@code -} and {@code _}; of a long name the beginning, {@code ~} and its
 * SHA-256, with the name in the header {@code Mles-Channel}.
 *
 * <p>A message has the frames as its body, and these headers: {@code Nats-Msg-Id} from origin, batch and channel, by which NATS
 * drops a second copy for two minutes; {@code Mles-Entry} with kind, origin, batch, count and time; of a CLEAR {@code Nats-Rollup},
 * by which NATS drops all older messages of the channel in the same step.
 *
 * <h2>One chain for each channel</h2>
 *
 * <p>All entries of a channel are on one subject, so that the {@code Nats-Last-Sequence} of a republished message names the
 * channel's entry before it, of whatever kind. With a second subject for empty joins a lost one would be noticed only after
 * later messages had been taken, and then servers would disagree on the order.
 *
 * <p>So that empty joins and evictions push no message out, the limit of a subject has room for a number of them beside the
 * messages ({@link mles.cluster.nats.Room}), and a server deletes the oldest of them before it stores one that is over that
 * number ({@link mles.cluster.nats.Expendables}). Deletion leaves the newest entry alone, so the chain stays whole.
 *
 * <h2>Reading</h2>
 *
 * <p>A tail ({@link mles.cluster.nats.Tail}) subscribes, asks the leader of the stream for the newest entry, reads up to it by
 * gets from the leader, and goes over to the live ones, which it holds meanwhile. No consumers are made in NATS.
 */
package mles.cluster.nats;
