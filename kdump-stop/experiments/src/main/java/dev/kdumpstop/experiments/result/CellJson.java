package dev.kdumpstop.experiments.result;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kdumpstop.experiments.CellResult;

/** A cell's result as one line of JSON, and back. The order of the keys is that of the record; maps are sorted. */
public final class CellJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
            .build();

    private CellJson() {}

    /** One line, without its end. */
    public static String line(CellResult result) {
        try {
            return MAPPER.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result is plain values", e);
        }
    }

    /** @throws IllegalArgumentException if the line is no result */
    public static CellResult parse(String line) {
        try {
            return MAPPER.readValue(line, CellResult.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "this is no result of a cell: " + e.getOriginalMessage().replaceFirst(" \\(for .*", ""), e);
        }
    }
}
