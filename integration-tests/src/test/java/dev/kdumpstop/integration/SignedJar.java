package dev.kdumpstop.integration;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD);
            Certificate certificate = store.getCertificate("me");
            JarSigner signer = new JarSigner.Builder(
                            (PrivateKey) store.getKey("me", PASSWORD),
                            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)))
                    .digestAlgorithm("SHA-256")
                    .build();
            Path signed = jar.resolveSibling("signed.tmp");
            try (ZipFile unsigned = new ZipFile(jar.toFile());
                    OutputStream out = Files.newOutputStream(signed)) {
                signer.sign(unsigned, out);
            }
            Map<String, byte[]> content = TestJar.content(signed);
            content.computeIfPresent(changed, (name, bytes) -> Arrays.copyOf(bytes, bytes.length + 1));
            TestJar.write(jar, content);
            Files.delete(keys);
            Files.delete(signed);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
