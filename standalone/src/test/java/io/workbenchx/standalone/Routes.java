package io.workbenchx.standalone;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.workbenchx.api.security.PublicRoute;
import io.workbenchx.api.security.Requires;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;

/** Methods of controllers that answer requests. */
final class Routes {

    static final DescribedPredicate<JavaMethod> ARE_ROUTES =
            DescribedPredicate.describe("are routes", method -> method.isMetaAnnotatedWith(RequestMapping.class));

    static final DescribedPredicate<JavaMethod> ARE_BELOW_A_PROJECT = DescribedPredicate.describe(
            "are below a project", method -> paths(method).anyMatch(path -> path.contains("{project}")));

    static final ArchCondition<JavaMethod> DECLARE_WHO_MAY_USE_THEM =
            new ArchCondition<>("be annotated with @Requires or @PublicRoute, and not with both") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    if (method.isAnnotatedWith(Requires.class) == method.isAnnotatedWith(PublicRoute.class)) {
                        events.add(
                                SimpleConditionEvent.violated(method, method.getFullName() + " does not declare it"));
                    }
                }
            };

    static final ArchCondition<JavaMethod> ASK_FOR_MEMBERSHIP =
            new ArchCondition<>("require a permission that comes with membership") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    Requires requires =
                            method.tryGetAnnotationOfType(Requires.class).orElse(null);
                    if (requires == null || requires.value().member() == null) {
                        events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " is open to everybody who is signed in"));
                    }
                }
            };

    private Routes() {}

    private static Stream<String> paths(JavaMethod method) {
        return Stream.concat(
                of(AnnotatedElementUtils.findMergedAnnotation(method.getOwner().reflect(), RequestMapping.class)),
                of(AnnotatedElementUtils.findMergedAnnotation(method.reflect(), RequestMapping.class)));
    }

    private static Stream<String> of(@Nullable RequestMapping mapping) {
        return mapping == null ? Stream.of() : Arrays.stream(mapping.path());
    }
}
