/**
 * Plays recorded vectors on the machine model and compares field by field.
 *
 * <p>A vector is judged by general rules only: by the fields the manual defines, by what the format says of each field, and by
 * the profile it is played under. Nothing here asks for a vector's id, its note or its numbers, nor who recorded it but for
 * choosing the vectors that a profile is about ({@link dev.kdumpstop.evidence.conform.Selection}).
 */
@NullMarked
package dev.kdumpstop.evidence.conform;

import org.jspecify.annotations.NullMarked;
