package mles.server.admin;

import java.util.Map;

/** Answer that an operator may ask for; on a thread of its own, which it may block. */
@FunctionalInterface
public interface Page {
    /**
     * {@return its content now}
     *
     * @param query the parameters of the request
     */
    HttpResult show(Map<String, String> query);
}
