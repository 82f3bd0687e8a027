package mles.dist.conform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** A line of JSON for each finding: number, section, check, result, and the detail where there is one. */
final class JsonReport implements ConformReport {
    private final PrintStream out;
    private final JsonFactory json = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    JsonReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begin(int checks) {
        // each line stands for itself
    }

    @Override
    public void add(CheckResult checkResult) {
        try (JsonGenerator line = json.createGenerator(out)) {
            line.writeStartObject();
            line.writeNumberField("number", checkResult.number());
            line.writeStringField("section", checkResult.check().section());
            line.writeStringField("check", checkResult.check().name());
            line.writeStringField("result", checkResult.result().toString());
            if (!checkResult.detail().isEmpty()) {
                line.writeStringField("detail", checkResult.detail());
            }
            line.writeEndObject();
            line.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a print stream keeps its faults to itself", e);
        }
    }
}
