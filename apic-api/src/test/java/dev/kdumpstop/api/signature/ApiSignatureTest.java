package dev.kdumpstop.api.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kdumpstop.api.ApicSpi;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Holds the committed signature of this module. {@code -Dsignature.update=true} writes it anew, unless a break of a released
 * level would go unsaid.
 */
class ApiSignatureTest {
    private static final Path FILE = Path.of("src/test/resources/api-signature.txt");
    private static final String RELEASED = "# released SPI level: ";

    @Test
    @DisplayName("the signature of apic-api is the committed one")
    void signatureIsTheCommittedOne() throws Exception {
        SortedMap<String, String> now = ApiSignature.of(classes());
        List<String> file = Files.readAllLines(FILE);
        int released = Integer.parseInt(file.get(0).substring(RELEASED.length()));
        List<SignatureChange> changes = SignatureChange.between(read(file), now);
        boolean unsaid = changes.stream().anyMatch(SignatureChange::isBreak) && ApicSpi.LEVEL <= released;
        if (Boolean.getBoolean("signature.update") && !unsaid) {
            write(file.get(0), now);
        } else if (!changes.isEmpty()) {
            fail(new SignatureReport(changes, ApicSpi.LEVEL, released).toString());
        }
    }

    @Test
    @DisplayName("the file is sorted, says everything once, and names no level that does not exist")
    void fileIsWellFormed() throws IOException {
        List<String> file = Files.readAllLines(FILE);
        assertThat(file.get(0)).matches(RELEASED + "\\d+");
        assertThat(Integer.parseInt(file.get(0).substring(RELEASED.length()))).isBetween(0, ApicSpi.LEVEL);
        assertThat(file.stream().skip(1)).isNotEmpty().allMatch(line -> line.contains(": "));
        assertThat(file.stream().skip(1).map(line -> line.substring(0, line.indexOf(": "))))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static List<Class<?>> classes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(ApicSpi.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replaceFirst("\\.class$", "");
                classes.add(Class.forName(name.replace(file.getFileSystem().getSeparator(), ".")));
            }
        }
        return classes;
    }

    private static SortedMap<String, String> read(List<String> file) {
        SortedMap<String, String> lines = new TreeMap<>();
        file.stream().skip(1).map(line -> line.split(": ", 2)).forEach(parts -> lines.put(parts[0], parts[1]));
        return lines;
    }

    private static void write(String header, SortedMap<String, String> lines) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        lines.forEach((key, declaration) ->
                text.append(key).append(": ").append(declaration).append('\n'));
        Files.writeString(FILE, text);
    }
}
