package mles.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page and the modules of {@code mles.js}, from the resources of this module, as {@code PackPage} made them. */
final class Assets {
    private static final int TAG_DIGITS = 16;
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
            "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "ts", "text/plain; charset=utf-8", "svg",
            "image/svg+xml");
    private static final String LIST = "page/list.txt";
    private static final String PAGE = "page/index.html";
    private static final String PACKED = ".gz";
    /** A name that is made of the content, so that it never means another one. */
    private static final Pattern HASHED = Pattern.compile(".*\\.[A-Z0-9]{8}\\.[a-z]+");

    private final Map<String, Asset> byPath;

    /** One of them. */
    static final class Asset {
        private final String type;
        private final boolean isImmutable;
        private final Form plain;
        private final Form packed;

        private Asset(String type, boolean isImmutable, Form plain, Form packed) {
            this.type = type;
            this.isImmutable = isImmutable;
            this.plain = plain;
            this.packed = packed;
        }

        String type() {
            return type;
        }

        /** {@return whether this path never gets another content} */
        boolean isImmutable() {
            return isImmutable;
        }

        /** {@return it as it is sent, compressed only where a client takes gzip and it is worth while} */
        Form form(boolean takesGzip) {
            return takesGzip ? packed : plain;
        }
    }

    /** An asset as it is sent. */
    static final class Form {
        private final String tag;
        private final byte[] bytes;
        private final boolean isGzip;

        private Form(byte[] bytes, boolean isGzip) {
            this.tag = tagOf(bytes);
            this.bytes = bytes;
            this.isGzip = isGzip;
        }

        /** {@return a name for exactly these bytes, quoted} */
        String tag() {
            return tag;
        }

        /** {@return the bytes themselves, not to be changed} */
        byte[] bytes() {
            return bytes;
        }

        boolean isGzip() {
            return isGzip;
        }
    }

    private Assets(Map<String, Asset> byPath) {
        this.byPath = byPath;
    }

    static Assets none() {
        return new Assets(Map.of());
    }

    static Assets load() {
        Map<String, Asset> byPath = new HashMap<>();
        new String(bytes(LIST), StandardCharsets.UTF_8).lines().forEach(name -> byPath.put("/" + name, read(name)));
        Asset page = read(PAGE);
        byPath.put("/", page);
        byPath.put("/index.html", page);
        return new Assets(byPath);
    }

    /** {@return the asset at {@code path}, null when there is none} */
    @Nullable
    Asset find(String path) {
        return byPath.get(path);
    }

    private static Asset read(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException(name + ": expected a name that ends in one of " + TYPES.keySet());
        }
        Form plain = new Form(bytes(name), false);
        byte[] packed = bytesIfThere(name + PACKED);
        return new Asset(type, HASHED.matcher(name).matches(), plain, packed == null ? plain : new Form(packed, true));
    }

    private static byte[] bytes(String name) {
        byte[] bytes = bytesIfThere(name);
        if (bytes == null) {
            throw new IllegalStateException(name + ": expected a file of the module, was none");
        }
        return bytes;
    }

    private static byte @Nullable [] bytesIfThere(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tagOf(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
