package mles.server.admin;

import java.net.InetSocketAddress;
import java.util.Map;

/** Change that an operator may make; on a thread of its own, which it may block. */
@FunctionalInterface
public interface Action {
    /**
     * {@return the result}
     *
     * @param query  the parameters of the request
     * @param remote the address of the operator
     */
    HttpResult act(Map<String, String> query, InetSocketAddress remote);
}
