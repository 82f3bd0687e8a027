package mles.dist;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A headless Chromium, driven by its DevTools protocol over a pipe. For one thread. */
final class Chromium implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    /** The protocol's pipe is file handles 3 and 4. */
    private static final String PIPES = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1";

    private final Process process;
    private final Path profile;
    private final OutputStream out;
    private final InputStream in;
    /** Errors that pages told, by their sessions. */
    private final Map<String, List<String>> problems = new HashMap<>();
    private int commands;

    private Chromium(String command, String... options) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", PIPES, command));
        words.addAll(List.of(options));
        try {
            profile = Files.createTempDirectory("chromium");
            words.addAll(List.of("--headless=new", "--remote-debugging-pipe",
                    "--user-data-dir=" + profile, "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--no-first-run", "--disable-extensions", "--disable-background-networking",
                    "--disable-component-update", "--disable-background-timer-throttling",
                    "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
                    "--hide-scrollbars", "about:blank"));
            process = new ProcessBuilder(words).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = process.getOutputStream();
        in = process.getInputStream();
    }

    /** {@return where Chromium is on this machine, if anywhere} */
    static Optional<String> find() {
        String path = String.valueOf(System.getenv("PATH"));
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(path.split(":")).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable).map(Path::toString).findFirst();
    }

    static Chromium start(String command, String... options) {
        return new Chromium(command, options);
    }

    /** Opens {@code url} in a page of its own. */
    Page open(String url, int width, int height) {
        String target = (String) call(null, "Target.createTarget", "\"url\":\"about:blank\"").get("targetId");
        String session = (String) call(null, "Target.attachToTarget",
                "\"targetId\":\"" + target + "\",\"flatten\":true")
                .get("sessionId");
        Page page = new Page(this, String.valueOf(session));
        page.size(width, height);
        page.call("Page.enable", "");
        page.call("Runtime.enable", "");
        page.call("Log.enable", "");
        page.call("Page.navigate", "\"url\":\"" + url + "\"");
        return page;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One page. */
    static final class Page {
        private final Chromium browser;
        private final String session;

        private Page(Chromium browser, String session) {
            this.browser = browser;
            this.session = session;
        }

        /** {@return what a JavaScript expression, or its promise, comes to, as a string} */
        String evaluate(String expression) {
            Map<String, Object> result = call("Runtime.evaluate",
                    "\"returnByValue\":true,\"awaitPromise\":true,\"expression\":" + quote(expression));
            if (result.containsKey("exceptionDetails")) {
                throw new AssertionError(expression + ": " + result);
            }
            return String.valueOf(((Map<?, ?>) result.getOrDefault("result", Map.of())).get("value"));
        }

        /** {@return a figure of the browser's, such as the number of layouts until now} */
        double metric(String name) {
            call("Performance.enable", "");
            return ((List<?>) call("Performance.getMetrics", "").getOrDefault("metrics", List.of())).stream()
                    .map(Chromium::asMap).filter(metric -> name.equals(metric.get("name")))
                    .mapToDouble(metric -> ((Number) metric.getOrDefault("value", 0)).doubleValue()).findAny()
                    .orElseThrow();
        }

        /** {@return errors of the page until now: exceptions, and violations of its policy} */
        List<String> problems() {
            evaluate("0");
            return browser.problems.getOrDefault(session, List.of());
        }

        void await(String what, String condition) {
            Await.until(what, () -> evaluate("!!(" + condition + ")").equals("true"));
        }

        /** Types into whatever has the focus. */
        void type(String text) {
            call("Input.insertText", "\"text\":" + quote(text));
        }

        void press(String key, int code) {
            String event = "\"key\":\"" + key + "\",\"code\":\"" + key + "\",\"windowsVirtualKeyCode\":" + code;
            String text = key.equals("Enter") ? ",\"text\":\"\\r\"" : "";
            call("Input.dispatchKeyEvent", "\"type\":\"keyDown\"," + event + text);
            call("Input.dispatchKeyEvent", "\"type\":\"keyUp\"," + event);
        }

        void size(int width, int height) {
            call("Emulation.setDeviceMetricsOverride", "\"width\":" + width + ",\"height\":" + height
                    + ",\"deviceScaleFactor\":1,\"mobile\":" + (width < 600));
        }

        void dark(boolean dark) {
            call("Emulation.setEmulatedMedia", "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\""
                    + (dark ? "dark" : "light") + "\"}]");
        }

        byte[] screenshot() {
            return Base64.getDecoder().decode(String.valueOf(call("Page.captureScreenshot", "").get("data")));
        }

        private Map<String, Object> call(String method, String parameters) {
            return browser.call(session, method, parameters);
        }
    }

    private Map<String, Object> call(@Nullable String session, String method, String parameters) {
        int id = ++commands;
        String command = "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + parameters + "}"
                + (session == null ? "" : ",\"sessionId\":\"" + session + "\"") + "}\0";
        try {
            out.write(command.getBytes(StandardCharsets.UTF_8));
            out.flush();
            while (true) {
                Map<String, Object> answer = read();
                note(answer);
                if (answer.get("id") instanceof Number number && number.intValue() == id) {
                    if (answer.containsKey("error")) {
                        throw new AssertionError(method + ": " + answer.get("error"));
                    }
                    return asMap(answer.get("result"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(Map<String, Object> event) {
        Map<String, Object> parameters = asMap(event.get("params"));
        String method = String.valueOf(event.get("method"));
        boolean isError = switch (method) {
            case "Runtime.exceptionThrown" -> true;
            case "Runtime.consoleAPICalled" -> "error".equals(parameters.get("type"));
            case "Log.entryAdded" -> "error".equals(asMap(parameters.get("entry")).get("level"));
            default -> false;
        };
        if (isError) {
            problems.computeIfAbsent(String.valueOf(event.get("sessionId")), session -> new ArrayList<>())
                    .add(parameters.toString());
        }
    }

    private Map<String, Object> read() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != 0; octet = in.read()) {
            if (octet < 0) {
                throw new AssertionError("Chromium ended");
            }
            message.write(octet);
        }
        try (JsonParser parser = JSON.createParser(message.toByteArray())) {
            parser.nextToken();
            return asMap(value(parser));
        }
    }

    @SuppressWarnings("unchecked") // JSON objects have strings for keys
    private static Map<String, Object> asMap(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> "null";
            default -> parser.getText();
        };
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
