package mles.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A nginx of its own, with TLS, in front of a server, as docs/http.md has it, and with an address
 * of its own, {@code 127.0.0.2}; without one on this machine the test is skipped. */
final class Nginx implements AutoCloseable {
    private static final String CONFIG = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr;
            events {}
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                map $request_uri $mles_uri { ~^/mles(?<rest>/.*)$ $rest; default $request_uri; }
                server {
                    listen 127.0.0.1:PORT ssl;
                    ssl_certificate server.crt;
                    ssl_certificate_key server.key;
                    location / {
                        proxy_pass http://SERVER$mles_uri;
                        proxy_bind 127.0.0.2;
                        proxy_http_version 1.1;
                        proxy_set_header Host $http_host;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $connection_upgrade;
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                        proxy_set_header X-Forwarded-Host $http_host;
                        proxy_set_header Forwarded "";
                        proxy_read_timeout 60s;
                        client_max_body_size 16m;
                    }
                }
            }
            """;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** {@return one that takes connections for {@code server}} */
    static Nginx start(Path folder, InetSocketAddress server, Certificates certificates) {
        int port = Ports.free();
        try {
            Files.writeString(folder.resolve("server.crt"), certificates.certificate());
            Files.writeString(folder.resolve("server.key"), certificates.key());
            Files.writeString(folder.resolve("nginx.conf"),
                    CONFIG.replace("PORT", "" + port).replace("SERVER", "127.0.0.1:" + server.getPort()));
            Path usual = Path.of("/usr/sbin/nginx");
            Process process;
            try {
                process = new ProcessBuilder(Files.exists(usual) ? usual.toString() : "nginx", "-p", folder + "/", "-c",
                        "nginx.conf", "-e", "error.log").redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nginx.log").toFile()).start();
            } catch (IOException e) {
                assumeTrue(false, "nginx is not installed here");
                throw e;
            }
            Nginx nginx = new Nginx(process, port);
            Await.until("nginx answers", () -> Ports.answers(port));
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
