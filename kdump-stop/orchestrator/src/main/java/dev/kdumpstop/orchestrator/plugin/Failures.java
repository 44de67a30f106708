package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.ApicSpi;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts into words why a class of a plug-in could not be loaded, made or asked, and what to do about it. */
final class Failures {
    /** Of plug-ins that are on the class path. */
    static final Failures ON_CLASS_PATH = new Failures(name -> "which is not on the class path");

    private static final String API = ApicSpi.class.getPackageName() + ".";
    private static final String OWN = Failures.class.getPackageName() + ".";
    private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)\\.(\\d+)");
    static final String RECOMPILE = "; compile it against the apic-api of this host, SPI level " + ApicSpi.LEVEL;
    /** Class file version of Java 1.0, less one. */
    private static final int BEFORE_JAVA_1 = 44;

    private static final int LONGEST_TEXT = 300;

    private final UnaryOperator<String> missing;

    /** {@code missing}: of the name of a class that is not found, the relative clause that says why and what to do. */
    Failures(UnaryOperator<String> missing) {
        this.missing = missing;
    }

    /** A sentence without a subject but {@code who}: {@code summary()}, {@code its constructor}; empty for the class itself. */
    String of(String who, Throwable thrown) {
        String subject = who.isEmpty() ? "" : who + " ";
        if (thrown instanceof ExceptionInInitializerError && thrown.getCause() != null) {
            return of("its static initialiser", thrown.getCause());
        } else if (thrown instanceof NoClassDefFoundError) {
            return subject + noClass(message(thrown));
        } else if (thrown instanceof UnsupportedClassVersionError) {
            return subject + version(message(thrown));
        } else if (thrown instanceof ClassFormatError || thrown instanceof VerifyError) {
            return subject + "has a damaged class file (" + message(thrown) + "); build the jar again";
        } else if (thrown instanceof AbstractMethodError) {
            return subject + "ends at a method of apic-api that the plug-in does not have ("
                    + shortened(message(thrown)) + ")" + RECOMPILE;
        } else if (thrown instanceof IncompatibleClassChangeError) {
            return subject + noMember(message(thrown));
        } else if (thrown instanceof StackOverflowError) {
            return subject + "calls itself without end: StackOverflowError" + place(thrown);
        } else if (thrown instanceof SecurityException
                && who.isEmpty()
                && message(thrown).matches(".*(digest|sign).*")) {
            return "cannot be verified (" + message(thrown)
                    + "): the jar was changed after it was signed; sign it again, or leave out META-INF/*.SF";
        }
        return subject + "threw " + text(thrown) + place(thrown);
    }

    private String noClass(String message) {
        if (message.contains("Could not initialize class")) {
            return "needs " + message.replaceFirst(".*Could not initialize class ", "")
                    + ", whose static initialiser failed before";
        } else if (message.contains("(wrong name: ")) {
            String[] names = message.replaceAll("[()]", "").split(" wrong name: ", 2);
            return "has another class, " + names[1].replace('/', '.') + ", in its file " + names[0]
                    + ".class; in a jar the folder must be the package";
        }
        String name = message.replace('/', '.');
        return "needs " + name + ", " + missing.apply(name);
    }

    private static String version(String message) {
        Matcher version = CLASS_FILE_VERSION.matcher(message);
        String host = "this is Java " + Runtime.version().feature();
        if (!version.find()) {
            return "was compiled for another Java, " + host + " (" + message + ")";
        } else if (version.group(2).equals("65535")) {
            return "was compiled with preview features of Java; compile it without --enable-preview";
        }
        int java = Integer.parseInt(version.group(1)) - BEFORE_JAVA_1;
        return "was compiled for Java " + java + ", " + host + "; run kdump-stop with Java " + java
                + " or later, or compile with --release " + Runtime.version().feature();
    }

    private static String noMember(String message) {
        return message.contains(API)
                ? "uses what the apic-api of this host does not have: " + shortened(message) + RECOMPILE
                        + ", or update the host"
                : "uses what is not there: " + message
                        + "; the jar has classes that were not compiled against each other";
    }

    /** Types of the API without their packages. */
    private static String shortened(String text) {
        return text.replaceAll("\\b(?:dev\\.kdumpstop\\.api|java\\.lang|java\\.util)\\.(?:[a-z]+\\.)*", "");
    }

    /** What a throwable says, on one line of bearable length. */
    static String text(Throwable thrown) {
        String message = message(thrown);
        return thrown.getClass().getName() + (message.isEmpty() ? "" : ": " + message);
    }

    static String message(Throwable thrown) {
        try {
            return oneLine(thrown.getMessage());
        } catch (RuntimeException | Error e) {
            return "and its message cannot be had";
        }
    }

    /** Without line breaks and control characters: plug-ins decide neither on lines nor on colours. */
    static String oneLine(@Nullable String text) {
        String line =
                text == null ? "" : text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
    }

    /** Whether a text of a plug-in can be shown as it is. */
    static boolean isOneLine(String text) {
        return text.length() <= LONGEST_TEXT && text.chars().noneMatch(Character::isISOControl);
    }

    /** The line of the plug-in's own code, if there is one between what threw and who asked. */
    private static String place(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String type = frame.getClassName();
            if (type.startsWith(OWN)) {
                break;
            } else if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("dev.kdumpstop.")) {
                return frame.getFileName() == null
                        ? " (" + type + "." + frame.getMethodName() + ")"
                        : " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
            }
        }
        return "";
    }
}
