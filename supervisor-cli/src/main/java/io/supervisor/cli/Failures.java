package io.supervisor.cli;

import io.supervisor.api.SafeText;
import io.supervisor.client.InvalidRequestException;
import io.supervisor.client.NotAuthorisedException;
import io.supervisor.client.NotConnectedException;
import io.supervisor.client.NotFoundException;
import io.supervisor.client.OverloadedException;
import io.supervisor.client.RefusedException;
import io.supervisor.client.SupervisorException;
import io.supervisor.client.TimedOutException;
import io.supervisor.client.TransactionFailedException;
import io.supervisor.client.UnverifiedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import picocli.CommandLine;

/** Exit codes, and what to tell the user. */
final class Failures {
  static final int OK = 0;
  static final int ERROR = 1;
  static final int REJECTED = 3;
  static final int TIMED_OUT = 4;
  static final int NOT_AUTHORISED = 5;
  static final int NOT_CONNECTED = 6;

  private Failures() {}

  /** Says what went wrong and what to do next. */
  static int report(Exception problem, CommandLine line) {
    var err = line.getErr();
    if (isOrdinary(problem)) {
      err.println("supervisor: " + SafeText.line(text(problem)));
      if (problem instanceof InvalidRequestException invalid) {
        invalid.violations().stream()
            .skip(1)
            .forEach(violation ->
                err.println(
                    "  " + SafeText.line(violation.field() + ": " + violation.description())));
      }
      hint(problem).ifPresent(hint -> err.println("Hint: " + hint));
    } else {
      problem.printStackTrace(err);
    }
    return exitCode(problem);
  }

  /** The JDK names nothing but the file. */
  private static String text(Exception problem) {
    return switch (problem) {
      case NoSuchFileException missing -> missing.getFile() + ": there is no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      default -> String.valueOf(problem.getMessage());
    };
  }

  static int exitCode(Exception problem) {
    return switch (problem) {
      case RejectedException _, TransactionFailedException _, RefusedException _ -> REJECTED;
      case TooLateException _, TimedOutException _ -> TIMED_OUT;
      case NotAuthorisedException _ -> NOT_AUTHORISED;
      case NotConnectedException _ -> NOT_CONNECTED;
      default -> ERROR;
    };
  }

  private static boolean isOrdinary(Exception problem) {
    return problem instanceof SupervisorException
        || problem instanceof UsageException
        || problem instanceof RejectedException
        || problem instanceof TooLateException
        || problem instanceof OutputLostException
        || problem instanceof IOException
        || problem instanceof UncheckedIOException;
  }

  private static Optional<String> hint(Exception problem) {
    return switch (problem) {
      case NotConnectedException _ ->
          Optional.of(
              "is the node running? Start a network with: supervisor dev; or name a node"
                  + " with --node");
      case NotAuthorisedException _ ->
          Optional.of("administration is offered on the private port of a node (dev: 7300 + i)");
      case OverloadedException _ -> Optional.of("the node is busy; try again in a moment");
      case UnverifiedException _ ->
          Optional.of("the node's answer is not proven; compare with other nodes");
      case NotFoundException _ -> Optional.of("supervisor status shows what there is");
      case RefusedException refused when refused.reason().equals("NOT_A_VALIDATOR") ->
          Optional.of("ask through a validator; supervisor node info tells which nodes are");
      case TooLateException _, TimedOutException _ ->
          Optional.of("it may still happen: supervisor todo shows what is missing");
      default -> Optional.empty();
    };
  }
}
