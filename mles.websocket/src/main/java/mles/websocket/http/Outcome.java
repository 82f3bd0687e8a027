package mles.websocket.http;

/** Outcome of a publish, as it is answered. */
sealed interface Outcome permits Receipt, Problem {
}
