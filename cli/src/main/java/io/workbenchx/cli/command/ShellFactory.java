package io.workbenchx.cli.command;

import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Builds commands with the shell they run in, so that none of them reaches for global state. */
public record ShellFactory(Shell shell) implements IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (var constructor : type.getDeclaredConstructors()) {
            var parameters = constructor.getParameterTypes();
            if (parameters.length == 1 && parameters[0] == Shell.class) {
                constructor.setAccessible(true);
                return type.cast(constructor.newInstance(shell));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
