package dev.kdumpstop.experiments.report;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.result.ResultRow;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page: the template with everything that stands in it. The template escapes all text. */
final class Page {
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/";
    /** Columns of {@code results.csv} that the list of all cells leaves to that file. */
    private static final List<String> LISTED = List.of(
            "runs",
            "dump_saved",
            "dump_saved_share_low95",
            "dump_saved_share_high95",
            "hung",
            "time_to_capture_ps_mean",
            "time_to_capture_ps_p99",
            "wait_ps_max",
            "timeouts_mean",
            "cost_per_ipi_cycles_mean",
            "cost_per_ipi_cycles_p99",
            "wait_per_request_ps_mean",
            "request_latency_ps_p99");

    private static final Configuration TEMPLATES = templates();

    private final Map<String, Object> model = new LinkedHashMap<>();

    Page(
            RunInfo run,
            List<CellResult> cells,
            List<Dimension> dimensions,
            Tables tables,
            Glance glance,
            List<Lanes> lanes,
            long kept) {
        model.put("run", run);
        model.put("cellCount", Integer.toString(cells.size()));
        model.put(
                "runCount",
                Long.toString(cells.stream().mapToLong(CellResult::runs).sum()));
        model.put("failedCount", cells.stream().filter(cell -> !cell.isOk()).count());
        model.put("dimensions", dimensions);
        model.put("glance", glance);
        model.put("withoutDump", !run.isTraffic() && Tables.withoutDump(cells));
        model.put("comparedTimes", dimensions.stream().anyMatch(Axes::isCompared));
        model.put(
                "places",
                tables.places(
                        dimensions, dimensions.stream().filter(Axes::isCompared).findFirst()));
        model.put("decisive", run.isTraffic() ? List.of() : Tables.decisive(cells));
        model.put("outcomes", tables.outcomes());
        model.put("measured", tables.measured());
        model.put("differences", tables.differences());
        model.put("lanes", lanes);
        model.put("lanesLeft", kept - lanes.size());
        model.put("failed", failed(cells));
        model.put("assumptions", Tables.assumptions(cells));
        model.put("list", list(cells, dimensions));
    }

    /** Cells that cannot be run, by what is wrong. */
    private static List<Map<String, Object>> failed(List<CellResult> cells) {
        Map<String, List<String>> byError = new LinkedHashMap<>();
        cells.stream()
                .filter(cell -> !cell.isOk())
                .forEach(cell -> byError.computeIfAbsent(cell.error(), key -> new ArrayList<>())
                        .add(cell.id()));
        List<Map<String, Object>> rows = new ArrayList<>();
        byError.forEach((error, ids) -> rows.add(Map.of("error", error, "cells", ids)));
        return rows;
    }

    /** Every cell, with its place in each dimension for the filters. */
    private static Map<String, Object> list(List<CellResult> cells, List<Dimension> dimensions) {
        List<Map<String, String>> values = new ArrayList<>();
        for (CellResult cell : cells) {
            Map<String, String> row = new LinkedHashMap<>(ResultRow.of(cell));
            if (Group.isExact(cell)) {
                // Nothing was drawn, so there is no interval.
                row.keySet().removeIf(column -> column.contains("_share_"));
            }
            values.add(row);
        }
        List<String> columns = LISTED.stream()
                .filter(column -> values.stream()
                        .anyMatch(row -> !row.getOrDefault(column, "").isEmpty()))
                .toList();
        List<String> headers = new ArrayList<>();
        headers.add("cell");
        dimensions.forEach(dimension -> headers.add(dimension.label()));
        headers.add("outcome");
        columns.forEach(column -> headers.add(header(column)));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            CellResult cell = cells.get(i);
            List<String> texts = new ArrayList<>();
            dimensions.forEach(dimension -> texts.add(dimension.of(cell)));
            texts.add(outcome(cell));
            for (String column : columns) {
                texts.add(value(column, values.get(i).getOrDefault(column, "")));
            }
            rows.add(Map.of("index", Integer.toString(i), "texts", texts));
        }
        return Map.of("headers", headers, "words", dimensions.size() + 1, "rows", rows);
    }

    private static String header(String column) {
        return column.replaceAll("_(ps|cycles)(?=_|$)", "")
                .replace("_share_low95", ", 95 % from")
                .replace("_share_high95", "to")
                .replace('_', ' ')
                .replace("dump saved, 95", "share, 95")
                .replace("dump savedto", "to");
    }

    private static String outcome(CellResult cell) {
        if (!cell.isOk()) {
            return "cannot be run: " + cell.error();
        }
        List<String> parts = new ArrayList<>();
        cell.outcomes()
                .forEach((name, count) ->
                        parts.add(OutcomeWord.of(name).word() + (cell.runs() == 1 ? "" : " " + count)));
        return String.join(", ", parts);
    }

    private static String value(String column, String text) {
        if (text.isEmpty()) {
            return "";
        }
        double number = Double.parseDouble(text);
        return column.contains("share")
                ? Quantity.percent(number)
                : Quantity.of(column.replaceAll("_(mean|max|p[0-9]+)$", "")).text(number);
    }

    String html(PageData data) {
        String script = resource("report.js");
        String charts = resource(ECHARTS + "dist/echarts.common.min.js");
        model.put("data", data.json());
        model.put("script", script);
        model.put("charts", charts);
        model.put("style", resource("report.css"));
        model.put("hashes", List.of(hash(script), hash(charts)));
        model.put("licences", licences());
        model.put("filters", filters(data));
        try (StringWriter text = new StringWriter()) {
            TEMPLATES.getTemplate("report.ftlh").process(model, text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("the template of the report", e);
        }
    }

    /** What can be filtered by: sub-architecture, solution and scenario first. */
    private static List<Dimension> filters(PageData data) {
        List<String> first = List.of("subarch", "solution", "wait-policy", "scenario");
        List<Dimension> filters = new ArrayList<>();
        first.forEach(name -> data.dimensions().stream()
                .filter(one -> one.name().equals(name))
                .forEach(filters::add));
        data.dimensions().stream().filter(one -> !filters.contains(one)).forEach(filters::add);
        return filters;
    }

    private static Map<String, String> licences() {
        Map<String, String> licences = new LinkedHashMap<>();
        licences.put("Apache ECharts 5.3.1: notice", resource(ECHARTS + "NOTICE"));
        licences.put("Apache ECharts 5.3.1: licence", resource(ECHARTS + "LICENSE"));
        licences.put("zrender (in ECharts): licence", resource("zrender-LICENSE.txt"));
        licences.put("d3 (in ECharts): licence", resource(ECHARTS + "licenses/LICENSE-d3"));
        return licences;
    }

    /** As a content security policy names a script. */
    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Configuration templates() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setClassForTemplateLoading(Page.class, "");
        configuration.setDefaultEncoding("UTF-8");
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("computer");
        configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        return configuration;
    }
}
