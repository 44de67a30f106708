package dev.kdumpstop.experiments.config;

/**
 * One key of an experiment file.
 *
 * @param path the key with the objects it stands in, joined by dots
 * @param expected what values it takes, in words
 * @param unit unit of a number; empty if it has none or the value carries it
 * @param defaultText what holds if it is not given, in words
 * @param example a valid value as it is written
 * @param comment one sentence
 * @param isSetting whether it is a setting of a cell, and so may vary
 */
public record Key(
        String path,
        String expected,
        String unit,
        String defaultText,
        String example,
        String comment,
        boolean isSetting) {}
