package dev.kdumpstop.integration;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Signs jars. */
final class SignedJar {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private SignedJar() {}

    /** Signs the jar, then adds a byte to one of its files. */
    static void changedAfterwards(Path jar, String changed) {
        try {
            Path keys = jar.resolveSibling("keys.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keyalg",
                            "EC",
                            "-alias",
                            "me",
                            "-dname",
                            "CN=Somebody",
                            "-keystore",
                            keys.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD);
            Certificate certificate = store.getCertificate("me");
            JarSigner signer = new JarSigner.Builder(
                            (PrivateKey) store.getKey("me", PASSWORD),
                            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)))
                    .build();
            Path signed = jar.resolveSibling("signed.tmp");
            try (ZipFile unsigned = new ZipFile(jar.toFile());
                    OutputStream out = Files.newOutputStream(signed)) {
                signer.sign(unsigned, out);
            }
            Map<String, byte[]> content = new LinkedHashMap<>();
            try (ZipFile zip = new ZipFile(signed.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    try (InputStream bytes = zip.getInputStream(entry)) {
                        content.put(entry.getName(), bytes.readAllBytes());
                    }
                }
            }
            content.computeIfPresent(changed, (name, bytes) -> java.util.Arrays.copyOf(bytes, bytes.length + 1));
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                    out.putNextEntry(new JarEntry(entry.getKey()));
                    out.write(entry.getValue());
                    out.closeEntry();
                }
            }
            Files.delete(keys);
            Files.delete(signed);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
