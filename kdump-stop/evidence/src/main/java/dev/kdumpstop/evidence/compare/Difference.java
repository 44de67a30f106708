package dev.kdumpstop.evidence.compare;

/**
 * The first place at which a recording is not what a candidate's stop does.
 *
 * @param line the line in the file; where something is missing, that of what comes instead, or the last one of that CPU
 * @param cpu the CPU, or -1 if the recording does not say
 * @param recorded what the recording has there
 * @param predicted what the stop does there
 */
public record Difference(int line, int cpu, String recorded, String predicted) {}
