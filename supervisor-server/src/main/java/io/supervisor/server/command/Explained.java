package io.supervisor.server.command;

import io.supervisor.api.SafeText;
import io.supervisor.core.journal.JournalDamagedException;
import io.supervisor.core.replica.RebuildException;
import io.supervisor.server.chainimport.SourceException;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.ListenException;
import io.supervisor.server.storage.StateStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Optional;

/** Why a command failed, in one line: what, where, and what to do about it. */
final class Explained {
  private Explained() {}

  /** Empty for faults of ours, of which a stack trace tells more. */
  static Optional<String> text(Throwable problem) {
    return switch (problem) {
      case ConfigException e -> Optional.of(SafeText.lines(String.valueOf(e.getMessage())));
      case ListenException e -> line(String.valueOf(e.getMessage()));
      case SourceException e -> line(String.valueOf(e.getMessage()));
      case JournalDamagedException e -> line(journal(String.valueOf(e.getMessage())));
      case RebuildException e -> line(String.valueOf(e.getMessage()));
      case StateStoreException e when disk(e).isEmpty() -> line(String.valueOf(e.getMessage()));
      case IllegalStateException e when disk(e).isEmpty() -> line(String.valueOf(e.getMessage()));
      default -> disk(problem).map(SafeText::line);
    };
  }

  private static Optional<String> line(String text) {
    return Optional.of(SafeText.line(String.valueOf(text)));
  }

  private static String journal(String message) {
    return message.contains("genesis")
        ? "the data folder is of another network than the configuration: "
            + message
            + "; name the folder that belongs to it (--db-path), or the configuration that belongs"
            + " to the folder (--node-config)"
        : "the data folder is damaged: "
            + message
            + "; start with a copy of it from before, or with an empty one (--db-path), which"
            + " fetches all blocks from the peers; a validator that has an empty one must not vote"
            + " twice: pause it until it is up to date";
  }

  /** What the disk has to do with it, if anything has. */
  private static Optional<String> disk(Throwable problem) {
    var depth = 0;
    for (var cause = problem; cause != null && depth < 20; cause = cause.getCause(), depth++) {
      if (cause instanceof ReadOnlyFileSystemException) {
        return Optional.of("the file system is read-only; mount it for writing, or choose another");
      }
      if (cause instanceof IOException io && !(cause.getCause() instanceof IOException)) {
        return Optional.of(disk(io));
      }
    }
    return problem instanceof UncheckedIOException e
        ? Optional.of(String.valueOf(e.getMessage()))
        : Optional.empty();
  }

  private static String disk(IOException problem) {
    var message = String.valueOf(problem.getMessage());
    var words = message.toLowerCase(Locale.ROOT);
    var where = problem instanceof FileSystemException e && e.getFile() != null ? e.getFile() : "";
    var at = where.isEmpty() ? "" : where + ": ";
    if (words.contains("no space left") || words.contains("quota exceeded")) {
      return at + "the disk is full; make room on it and start again, nothing is lost";
    }
    if (words.contains("read-only file system")) {
      return at + "the file system is read-only; mount it for writing, or choose another";
    }
    if (words.contains("too many open files")) {
      return at + "too many open files; raise the limit of this user (ulimit -n)";
    }
    return switch (problem) {
      case AccessDeniedException _ ->
          at + "permission denied; the user that runs this has to own it (chown), or be let in";
      case NoSuchFileException _ -> at + "there is no such file or folder";
      case NotDirectoryException _ -> at + "is no folder; name another";
      case FileAlreadyExistsException _ ->
          at + "is there already, and is not what is wanted; move it away, or name another";
      case DirectoryNotEmptyException _ -> at + "is not empty; name another";
      default ->
          problem.getMessage() == null
              ? problem.getClass().getSimpleName() + " while reading or writing"
              : message;
    };
  }
}
