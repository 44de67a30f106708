package dev.kdumpstop.evidence.vector;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.evidence.recording.JsonFields;

/** Keys that the format does not have. */
final class Keys {
    private Keys() {}

    /** Reports each key that nobody has asked for, with the nearest one that somebody has. True: there was one. */
    static boolean rejectUnknown(JsonFields object) {
        for (String key : object.unknownKeys()) {
            String name = key.substring(key.lastIndexOf('.') + 1);
            object.fail(
                    "the unknown key `" + key + "`", "a key that exists" + NearestName.hint(name, object.askedKeys()));
        }
        return object.failed();
    }
}
