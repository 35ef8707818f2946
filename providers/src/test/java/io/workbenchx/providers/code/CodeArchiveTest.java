package io.workbenchx.providers.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeArchiveTest {

    @TempDir
    Path folder;

    @Test
    void unpacksFilesWithTheirFolders() throws IOException {
        CodeArchive.unpack(archive("app.py", "static/style.css"), folder);

        assertThat(folder.resolve("app.py")).hasContent("of app.py");
        assertThat(folder.resolve("static/style.css")).hasContent("of static/style.css");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/passwd", "a/../../b", ".git/config", "x//y"})
    void refusesWhatLeavesTheFolder(String name) throws IOException {
        ByteArrayInputStream archive = archive("app.py", name);

        assertThatThrownBy(() -> CodeArchive.unpack(archive, folder))
                .isInstanceOf(CodeException.class)
                .hasMessageContaining("not allowed");
        assertThat(folder.resolveSibling("outside")).doesNotExist();
    }

    @Test
    void refusesWhatIsNoArchive() {
        ByteArrayInputStream text = new ByteArrayInputStream("print('hello')".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> CodeArchive.unpack(text, folder))
                .isInstanceOf(CodeException.class)
                .hasMessageContaining("no zip archive");
    }

    private static ByteArrayInputStream archive(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(("of " + name).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
