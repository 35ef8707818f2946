package io.workbenchx.standalone.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The system's chromium, showing JupyterLab. */
final class LabBrowser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ChromeDriver driver;
    private final WebDriverWait wait;

    private LabBrowser(Path chromium, Path chromedriver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        // The build may be root, who has no sandbox in chromium, or have a small /dev/shm.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--window-size=1400,1000");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.toFile())
                        .build(),
                options);
        wait = new WebDriverWait(driver, PATIENCE);
    }

    /** Empty where there is no chromium with its driver. */
    static Optional<LabBrowser> start() {
        Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
        Optional<Path> chromedriver = program("chromedriver");
        return chromium.flatMap(browser -> chromedriver.map(helper -> new LabBrowser(browser, helper)));
    }

    private static Optional<Path> program(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void open(String url) {
        driver.get(url);
    }

    String address() {
        return String.valueOf(driver.getCurrentUrl());
    }

    /** Runs the first cell of the notebook shown, and waits until the output holds a text. */
    void runFirstCell(String expected) {
        wait.until(
                ExpectedConditions.presenceOfElementLocated(By.cssSelector(".jp-Notebook .jp-CodeCell .cm-content")));
        // Until the kernel is there, what is run waits; until the page is, what is typed is lost.
        wait.until(ExpectedConditions.presenceOfElementLocated(
                By.cssSelector(".jp-NotebookPanel-toolbar [data-status='idle']")));
        WebElement cell = driver.findElement(By.cssSelector(".jp-Notebook .jp-CodeCell .cm-content"));
        new Actions(driver)
                .click(cell)
                .keyDown(Keys.SHIFT)
                .sendKeys(Keys.ENTER)
                .keyUp(Keys.SHIFT)
                .perform();
        wait.until(ExpectedConditions.textToBePresentInElementLocated(
                By.cssSelector(".jp-Notebook .jp-OutputArea-output"), expected));
    }

    void save() {
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .sendKeys("s")
                .keyUp(Keys.CONTROL)
                .perform();
    }

    /** What went wrong in the page, for the message of a test that failed. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    @Override
    public void close() {
        driver.quit(); // again, it does nothing
    }
}
