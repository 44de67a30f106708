package dev.kdumpstop.cli;

/** Entry point of the program {@code kdump-stop}. */
public final class Main {

    private Main() {}

    /**
     * Prints the version.
     *
     * @param args the command line, not read yet
     */
    public static void main(String[] args) {
        String version = Main.class.getPackage().getImplementationVersion();
        System.out.println("kdump-stop " + (version == null ? "(development build)" : version));
    }
}
