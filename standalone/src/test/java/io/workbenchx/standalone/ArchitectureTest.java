package io.workbenchx.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.logging.Logger;

/** The shape of the workbench (docs/architecture.md): which module may know which, and what keeps each of them what it is. */
@AnalyzeClasses(locations = WorkbenchClasses.class)
class ArchitectureTest {

    private static final String[] SERVER = {
        "io.workbenchx.workflows..",
        "io.workbenchx.providers..",
        "io.workbenchx.control..",
        "io.workbenchx.activities..",
        "io.workbenchx.worker..",
        "io.workbenchx.api.."
    };

    @ArchTest
    static final ArchRule modulesKnowOnlyThoseBelowThem = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("workflows")
            .definedBy("io.workbenchx.workflows..")
            .layer("providers")
            .definedBy("io.workbenchx.providers..")
            .layer("control")
            .definedBy("io.workbenchx.control..")
            .layer("activities")
            .definedBy("io.workbenchx.activities..")
            .layer("worker")
            .definedBy("io.workbenchx.worker..")
            .layer("api")
            .definedBy("io.workbenchx.api..")
            .layer("standalone")
            .definedBy("io.workbenchx.standalone..")
            .layer("cli")
            .definedBy("io.workbenchx.cli..")
            .whereLayer("workflows")
            .mayNotAccessAnyLayer()
            .whereLayer("providers")
            .mayNotAccessAnyLayer()
            .whereLayer("control")
            .mayOnlyAccessLayers("workflows", "providers")
            .whereLayer("activities")
            .mayOnlyAccessLayers("workflows", "providers", "control")
            .whereLayer("worker")
            .mayOnlyAccessLayers("workflows", "providers", "control", "activities")
            .whereLayer("api")
            .mayOnlyAccessLayers("workflows", "providers", "control")
            .whereLayer("standalone")
            .mayOnlyAccessLayers("workflows", "providers", "control", "activities", "worker", "api")
            .whereLayer("cli")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule capabilitiesOfAModuleDoNotDependOnEachOtherInACircle =
            slices().matching("io.workbenchx.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule workflowsArePureOrchestration = noClasses()
            .that()
            .resideInAPackage("io.workbenchx.workflows..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "org.springframework..",
                            "java.net..",
                            "java.net.http..",
                            "java.nio.file..",
                            "java.nio.channels..",
                            "java.sql..",
                            "javax.sql..",
                            "java.util.concurrent..",
                            "java.util.random..")
                    .or(Purity.NAMED))
            .because("a workflow is replayed: whatever differs the second time is done by an activity");

    @ArchTest
    static final ArchRule workflowsTakeTimeAndChanceFromTheEngine = noClasses()
            .that()
            .resideInAPackage("io.workbenchx.workflows..")
            .should()
            .callMethodWhere(Purity.OF_THE_OUTSIDE_WORLD)
            .because("Workflow.currentTimeMillis, newRandom, randomUUID and sleep are the same in every replay");

    @ArchTest
    static final ArchRule specsAndResultsAreValues = classes()
            .that()
            .resideInAPackage("io.workbenchx.workflows..")
            .and()
            .haveNameMatching(".*(Spec|Result|Progress|Report|Outcome|Context)")
            .and()
            .areNotInterfaces()
            .should()
            .beRecords();

    @ArchTest
    static final ArchRule adaptersAreReachedThroughTheirPorts = classes()
            .that()
            .resideInAPackage("io.workbenchx.providers..")
            .and()
            .implement(Ports.PORT)
            .should()
            .notBePublic()
            .because("whoever needs a runner or a store asks for the port");

    @ArchTest
    static final ArchRule everyRouteDeclaresWhoMayUseIt =
            methods().that(Routes.ARE_ROUTES).should(Routes.DECLARE_WHO_MAY_USE_THEM);

    @ArchTest
    static final ArchRule routesOfAProjectAskForAPermissionInIt = methods()
            .that(Routes.ARE_ROUTES)
            .and(Routes.ARE_BELOW_A_PROJECT)
            .should(Routes.ASK_FOR_MEMBERSHIP)
            .because("a permission that everybody has would let strangers into the project");

    @ArchTest
    static final ArchRule dependenciesComeThroughConstructors = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .orShould()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
            .orShould()
            .beAnnotatedWith("jakarta.annotation.Resource")
            .orShould()
            .beAnnotatedWith("jakarta.inject.Inject");

    @ArchTest
    static final ArchRule staticsAreConstants = fields().that()
            .areStatic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .beFinal()
            .because("state of a process is held by its beans");

    @ArchTest
    static final ArchRule nullnessIsDeclaredEverywhere = classes().should(Nullness.BE_IN_A_NULL_MARKED_PACKAGE);

    @ArchTest
    static final ArchRule serversLogThroughSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule serversDoNotPrint = noClasses()
            .that()
            .resideInAnyPackage(SERVER)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Logger.class);

    @ArchTest
    static final ArchRule onlyAdaptersStartProcesses = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.workbenchx.workflows..",
                    "io.workbenchx.control..",
                    "io.workbenchx.activities..",
                    "io.workbenchx.worker..",
                    "io.workbenchx.api..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(Purity.STARTS_A_PROCESS);

    @ArchTest
    static final ArchRule jsonIsReadByOneLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("io.workbenchx.workflows.run..")
            .should()
            .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.databind..")
                    .or(resideInAPackage("com.fasterxml.jackson.core..")))
            .because("Jackson 3 is the library of the workbench; Temporal's converter alone needs the older one");

    @ArchTest
    static final ArchRule packagesAreCapabilities = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..",
                    "..utils..",
                    "..common..",
                    "..impl..",
                    "..dto..",
                    "..service..",
                    "..helper..",
                    "..misc..");

    @ArchTest
    static final ArchRule namesSayWhatAThingDoes = noClasses()
            .that()
            .doNotHaveSimpleName("PackageManager") // the system's own word for apt and its like
            .should()
            .haveNameMatching(".*\\.[A-Za-z]*(Manager|Helper|Helpers|Util|Utils|Dto|DTO)")
            .orShould()
            .haveNameMatching(".*\\.(Abstract|Base)[A-Z][A-Za-z]*");

    @ArchTest
    static final ArchRule implIsTheOtherHalfOfAWorkflowOrItsActivities = classes()
            .that()
            .haveSimpleNameEndingWith("Impl")
            .should()
            .haveNameMatching(".*(WorkflowImpl|ActivitiesImpl)");
}
