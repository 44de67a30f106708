package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kdumpstop.experiments.report.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;

/** The report in a real browser. Screenshots are kept in {@code target/screenshots}. */
class ReportBrowserTest {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    @TempDir
    static Path folder;

    private static ChromeDriver browser;
    private static String html;

    @BeforeAll
    static void open() throws IOException {
        Optional<File> chromium = program("chromium", "chromium-browser", "google-chrome");
        Optional<File> driver = program("chromedriver");
        assumeThat(chromium.isPresent() && driver.isPresent())
                .as("SKIPPED: no chromium and chromedriver in PATH, so the report was opened in no browser"
                        + " (Debian: apt-get install chromium chromium-driver)")
                .isTrue();
        Cli.line("experiment run src/test/resources/experiment/small.conf -o " + folder);
        html = Files.readString(folder.resolve(Report.FILE));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(chromium.orElseThrow())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--window-size=1400,1000");
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.orElseThrow())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    private static Optional<File> program(String... names) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(names)
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(place -> new File(place, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Opens the report anew. */
    private static void load() {
        browser.get(folder.resolve(Report.FILE).toUri().toString());
    }

    private static List<WebElement> all(String selector) {
        return browser.findElements(By.cssSelector(selector));
    }

    private static WebElement one(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private static void filter(String setting, String value) {
        new Select(one("select[data-filter='" + setting + "']")).selectByVisibleText(value);
    }

    private static String drawing(String chart) {
        return String.valueOf(one(chart + " svg").getDomProperty("innerHTML"));
    }

    private static void media(String media, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("media", media, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private static void shoot(String name) throws IOException {
        Map<String, Object> shot = browser.executeCdpCommand(
                "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"));
        Files.createDirectories(SCREENSHOTS);
        Path file = SCREENSHOTS.resolve(name + ".png");
        Files.write(file, Base64.getDecoder().decode(shot.get("data").toString()));
        assertThat(file).isNotEmptyFile();
    }

    private static void assertConsoleIsEmpty() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    @Test
    @DisplayName("no error on the console, whatever is pressed")
    void console() throws IOException {
        load();
        shoot("report");
        one("#theme").click();
        shoot("report-dark");
        filter("solution", "A");
        one("#reset").click();
        all("#outcomes td[tabindex]").get(0).click();
        media("print", "light");
        shoot("report-print");
        media("", "light");
        assertConsoleIsEmpty();
    }

    @Test
    @DisplayName("the heat map has its cells, with the words that stand in the page without JavaScript")
    void heatMap() {
        load();
        assertThat(all("#outcomes table.heat td")).hasSize(24);
        assertThat(all("#outcomes table.heat td.t5")).as("lost").isNotEmpty();
        assertThat(all("#outcomes table.heat td.none")).as("cannot be run").hasSize(6);
        assertDrawnAsWritten(html);
    }

    @Test
    @DisplayName("where a field of a table holds several cells it says the same with JavaScript and without")
    void severalCells(@TempDir Path other) throws IOException {
        Cli.line("experiment run src/test/resources/experiment/crowded.conf -o " + other);
        browser.get(other.resolve(Report.FILE).toUri().toString());
        assertThat(one("#outcomes table.heat").getText()).contains(" cells", "lowest", "part in");
        assertDrawnAsWritten(Files.readString(other.resolve(Report.FILE)));
        assertConsoleIsEmpty();
    }

    private static void assertDrawnAsWritten(String page) {
        List<String> drawn = all("figure.pivot table").stream()
                .map(table -> words(table.getDomProperty("textContent")))
                .toList();
        List<String> written = Jsoup.parse(page).select("figure.pivot table").stream()
                .map(table -> words(table.wholeText()))
                .toList();
        assertThat(drawn).isEqualTo(written);
        List<String> tones = all("figure.pivot td").stream()
                .map(cell -> String.valueOf(cell.getDomProperty("className")))
                .toList();
        assertThat(tones).isEqualTo(Jsoup.parse(page).select("figure.pivot td").eachAttr("class"));
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    @DisplayName("a filter acts on the heat map, the charts, the time-lines and the list of cells")
    void filter() {
        load();
        String drawn = drawing("#curve-1");
        filter("subarch", "i386/bigsmp");
        assertThat(all("#outcomes table.heat td")).hasSize(12);
        assertThat(one("#matching").getText()).isEqualTo("12 of 24 cells");
        assertThat(drawing("#curve-1")).isNotEqualTo(drawn);
        assertThat(all("#pick-run option").stream().map(WebElement::getText))
                .hasSize(12)
                .allMatch(run -> run.contains("i386/bigsmp"));
        assertThat(all("table.list tbody tr:not([hidden])")).hasSize(12);
        one("#reset").click();
        assertThat(drawing("#curve-1")).isEqualTo(drawn);
        assertThat(all("#outcomes table.heat td")).hasSize(24);
        assertConsoleIsEmpty();
    }

    @Test
    @DisplayName("axes can be changed")
    void axes() {
        load();
        new Select(all(".axes select[data-axis='columns']").get(0)).selectByVisibleText("sub-architecture");
        assertThat(all("#outcomes thead th.leaf").stream().map(WebElement::getText))
                .containsExactly("i386/bigsmp", "x86_64/flat");
        assertConsoleIsEmpty();
    }

    @Test
    @DisplayName("a cell of the heat map leads to its time-line, whose events show when they are pointed at or focused")
    void timeLine() {
        load();
        one("#outcomes td.t5").click();
        assertThat(one("#detail").getText()).contains("baseline", "waits for ever");
        one("#detail button").click();
        WebElement run = one("details.run:not([hidden])");
        assertThat(run.getText()).contains("HUNG", "one-stuck");
        WebElement busy = run.findElement(By.cssSelector("rect.b-icr.open"));
        new Actions(browser).moveToElement(busy).perform();
        assertThat(one("#tip").getText()).contains("ICR of CPU 0 busy", "for ever");
        WebElement refused = run.findElement(By.cssSelector("circle.m-bad"));
        browser.executeScript("arguments[0].focus()", refused);
        assertThat(one("#tip").getText()).contains("refuses the NMI of CPU 0");
        assertConsoleIsEmpty();
    }

    @Test
    @DisplayName("texts that would rather be script run nowhere, and are shown as they are")
    void hostile(@TempDir Path other) throws IOException {
        browser.get(HostileResults.write(other).toUri().toString());
        all("#outcomes td[tabindex]").get(0).click();
        assertThat(one("#detail").getText()).contains("<script>alert(1)</script><!--<img src=x onerror=alert(2)>");
        new Actions(browser).moveToElement(one("rect.b")).perform();
        assertThat(one("#tip").getText()).contains("<script>alert(1)</script>");
        assertThat(all("img")).isEmpty();
        assertConsoleIsEmpty();
    }

    @Test
    @DisplayName("charts are drawn")
    void charts() {
        load();
        assertThat(all("#spread svg path, #curve-1 svg path, #curve-2 svg path"))
                .hasSizeGreaterThan(10);
        assertThat(one("#spread svg").getText()).contains("share not larger", "never: ");
        // Where a run hangs the others are no measure of it.
        assertThat(one("#curve-1 h3").getText()).contains("no point where a run never gets there");
    }

    @Test
    @DisplayName("on a narrow screen nothing is wider than the page")
    void narrow() throws IOException {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 420, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        load();
        assertThat(browser.executeScript("return [...document.querySelectorAll('body *')]"
                        + ".filter(one => !one.closest('.scroll, svg') && one.getBoundingClientRect().right > innerWidth)"
                        + ".map(one => one.outerHTML.slice(0, 120)).join('\\n')"))
                .isEqualTo("");
        shoot("report-narrow");
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
}
