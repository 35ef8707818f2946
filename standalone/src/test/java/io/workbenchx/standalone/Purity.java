package io.workbenchx.standalone;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;

/** What is not the same in every replay of a workflow. */
final class Purity {

    private static final Set<Class<?>> IMPURE = Set.of(
            File.class,
            InputStream.class,
            OutputStream.class,
            Reader.class,
            Writer.class,
            Clock.class,
            Date.class,
            Random.class,
            Thread.class,
            Timer.class,
            // Their order is not defined: iterating over them orders commands by chance.
            HashMap.class,
            HashSet.class);

    /** Types with I/O, time, chance, threads or no order. */
    static final DescribedPredicate<JavaClass> NAMED = DescribedPredicate.describe(
            "do I/O, tell the time, throw dice, start threads or have no order",
            type -> IMPURE.stream().anyMatch(type::isEquivalentTo));

    /** Calls that answer differently each time. */
    static final DescribedPredicate<JavaMethodCall> OF_THE_OUTSIDE_WORLD =
            DescribedPredicate.describe("asks the outside world", Purity::asksTheOutsideWorld);

    /** Calls that start a program. */
    static final DescribedPredicate<JavaMethodCall> STARTS_A_PROCESS = DescribedPredicate.describe(
            "starts a process",
            call -> call.getTargetOwner().isEquivalentTo(Runtime.class)
                    && call.getName().equals("exec"));

    private Purity() {}

    private static boolean asksTheOutsideWorld(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        return switch (call.getName()) {
            case "now" -> owner.getPackageName().equals("java.time");
            case "randomUUID" -> owner.isEquivalentTo(UUID.class);
            case "random" -> owner.isEquivalentTo(Math.class);
            case "currentTimeMillis", "nanoTime", "getenv", "getProperty", "identityHashCode", "exit" ->
                owner.isEquivalentTo(System.class);
            case "parallelStream", "parallel" -> true;
            default -> false;
        };
    }
}
