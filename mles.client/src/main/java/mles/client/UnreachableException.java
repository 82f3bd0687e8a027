package mles.client;

import java.io.Serial;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** No connection: the name is unknown, nothing listens there, it took too long, or TLS failed. */
public final class UnreachableException extends MlesException {
    @Serial
    private static final long serialVersionUID = 1;

    UnreachableException(ServerAddress server, Exception cause) {
        super(server + " cannot be reached: " + reason(cause), cause);
    }

    /** {@return why a connection could not be made, in plain words; those of {@code cause} where it is of no known kind} */
    public static String reason(Exception cause) {
        String words = String.valueOf(cause.getMessage());
        return switch (cause) {
            case UnknownHostException unknown -> "the name is not known";
            case SocketTimeoutException late -> "timed out";
            case NoRouteToHostException noRoute -> "no route to host";
            case ConnectException refused when words.startsWith("Connection refused") -> "connection refused";
            case ConnectException late when words.contains("timed out") -> "timed out";
            case SSLException fault -> tls(words);
            default -> words;
        };
    }

    private static String tls(String words) {
        if (words.contains("PKIX") || words.contains("unable to find valid certification path")) {
            return "the certificate is not trusted; --tls-ca names the authority that is";
        }
        if (words.startsWith("No name matching") || words.startsWith("No subject alternative")) {
            return "the certificate is for another name: " + words;
        }
        if (words.startsWith("Unsupported or unrecognized SSL message")
                || words.startsWith("Remote host terminated the handshake")) {
            return "no answer in TLS; likely the port is one without TLS, for tcp://";
        }
        return "TLS failed: " + words;
    }
}
