package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.evidence.vector.FieldPath;

/**
 * One field compared.
 *
 * @param path which
 * @param expected as recorded; a field that the vector does not give is nothing
 * @param actual the model's
 * @param verdict what that gave
 */
public record FieldResult(FieldPath path, String expected, String actual, Verdict verdict) {}
