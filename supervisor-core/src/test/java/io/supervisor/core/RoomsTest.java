package io.supervisor.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The core decides and nothing else: what it depends on gives the same answer on every node. And
 * which of its rooms know which.
 */
@AnalyzeClasses(packages = "io.supervisor", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String CORE = "io.supervisor.core..";

  @ArchTest
  static final ArchRule coreKnowsNoTransportEngineOrLogger =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "org.mapdb..",
              "org.slf4j..",
              "java.util.logging..",
              "java.net..",
              "java.io..",
              "java.nio.file..",
              "java.nio.channels..");

  @ArchTest
  static final ArchRule coreHasNoThreads =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.Thread")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.util\\.concurrent\\.(.*Executor.*|.*Future.*|ForkJoin.*|Timer.*)");

  @ArchTest
  static final ArchRule coreHasNoClockAndNoChance =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.time\\.(Clock|.*InstantSource)|java\\.util\\.(Random|random\\..*|Timer)"
                  + "|java\\.security\\.SecureRandom"
                  + "|java\\.util\\.concurrent\\.ThreadLocalRandom")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule apiKnowsNoCore =
      noClasses()
          .that()
          .resideInAPackage("io.supervisor.api..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CORE);

  @ArchTest
  static final ArchRule merkledbKnowsOnlyTheApi =
      classes()
          .that()
          .resideInAPackage("io.supervisor.core.merkledb..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.supervisor.core.merkledb..", "io.supervisor.api..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule treesKnowNoStore =
      noClasses()
          .that()
          .resideInAPackage("io.supervisor.core.merkledb.tree..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.supervisor.core.merkledb");

  @ArchTest
  static final ArchRule consensusKnowsNeitherStateNorServices =
      noClasses()
          .that()
          .resideInAPackage("io.supervisor.core.consensus..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.supervisor.core.merkledb..",
              "io.supervisor.core.blockchain..",
              "io.supervisor.core.runtime..",
              "io.supervisor.core.supervisor..",
              "io.supervisor.core.replica..")
          .allowEmptyShould(true);
}
