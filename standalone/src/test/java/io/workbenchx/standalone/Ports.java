package io.workbenchx.standalone;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;

/** Interfaces behind which another technology could stand. */
final class Ports {

    static final DescribedPredicate<JavaClass> PORT = DescribedPredicate.describe(
            "a public interface of providers",
            type -> type.getPackageName().startsWith("io.workbenchx.providers.")
                    && type.isInterface()
                    && type.isTopLevelClass()
                    && type.getModifiers().contains(JavaModifier.PUBLIC));

    private Ports() {}
}
