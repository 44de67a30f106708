package dev.kdumpstop.experiments.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.List;
import java.util.Map;

/** A JSON Schema of experiment files, made from {@link ExperimentKeys} and what is installed. */
public final class ExperimentSchema {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Map<String, ExtensionPoint<?>> NAMES = Map.of(
            Settings.SUBARCH, ExtensionPoint.SUB_ARCHITECTURE,
            Settings.SOLUTION, ExtensionPoint.SOLUTION,
            Settings.REFERENCE, ExtensionPoint.SOLUTION,
            Settings.WAIT_POLICY, ExtensionPoint.WAIT_POLICY,
            Settings.PROCEDURE, ExtensionPoint.STOP_PROCEDURE);

    private ExperimentSchema() {}

    /** The schema, draft 2020-12. */
    public static String json(Installed installed) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "kdump-stop experiment");
        object(root);
        for (Key key : ExperimentKeys.list()) {
            ObjectNode node = at(root, key.path());
            node.put("description", key.comment() + ". Takes " + key.expected() + ". Default: " + key.defaultText());
            node.putArray("examples").add(key.example().replaceAll("^\"|\"$", ""));
            ExtensionPoint<?> names = NAMES.get(key.path());
            if (names != null) {
                List<String> ids = installed.ids(names);
                ids.forEach(node.withArray("examples")::add);
            }
            if (key.path().equals("kind")) {
                for (CellSpec.Kind kind : CellSpec.Kind.values()) {
                    node.withArray("enum").add(kind.id());
                }
            } else if (List.of("vary", "solutions", "wait-policies", "scenarios", "cases")
                    .contains(key.path())) {
                node.put("type", "object");
            } else if (key.path().equals("repeat") || key.path().equals("seed")) {
                node.put("type", "integer");
            } else if (key.path().equals("name")
                    || key.path().equals("title")
                    || key.path().equals("only-if")) {
                node.put("type", "string");
            }
        }
        // A profile alone may stand for the object.
        ObjectNode timing = (ObjectNode) root.at("/properties/timing");
        timing.putArray("type").add("object").add("string");
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts", e);
        }
    }

    private static void object(ObjectNode node) {
        if (!node.has("properties")) {
            node.put("type", "object");
            node.put("additionalProperties", false);
            node.putObject("properties");
        }
    }

    private static ObjectNode at(ObjectNode root, String path) {
        ObjectNode node = root;
        for (String part : path.split("\\.")) {
            object(node);
            node = node.withObject("/properties/" + part);
        }
        return node;
    }
}
