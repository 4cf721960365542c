package io.scp2p.examples.node.command;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where secrets come from: a file, an environment variable, or a question without echo. Never the
 * command line, which every user of the machine can read.
 */
public final class Secrets {
  private static final Set<PosixFilePermission> READABLE_BY_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private Secrets() {}

  /**
   * Reads a secret.
   *
   * @param what for the question, such as "Passphrase"
   * @param file holds it on its first line, for its owner alone; or null
   * @param variable of the environment, asked if there is no file
   */
  // From Java 22 on there is a console without a terminal, too; at the end of input it types null.
  @SuppressWarnings("SystemConsoleNull")
  public static String read(String what, @Nullable Path file, String variable) {
    if (file != null) {
      return firstLine(file);
    }
    String given = System.getenv(variable);
    if (given != null) {
      return given;
    }
    Console console = System.console();
    char[] typed = console == null ? null : console.readPassword("%s: ", what);
    if (typed == null) {
      throw CommandFailure.of(
          CommandCode.SECRET_NEEDED,
          what + " is needed, and there is no terminal to ask.",
          "Name a file that holds it, or set the environment variable " + variable + ".");
    }
    return new String(typed);
  }

  private static String firstLine(Path file) {
    if (Files.isDirectory(file)) {
      throw CommandFailure.of(
          CommandCode.SECRET_NEEDED,
          file + " is a folder.",
          "Name the file that holds the secret.");
    }
    refuseExposed(file);
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A secret that others can read is none; where files have no permissions nobody can tell. */
  private static void refuseExposed(Path file) {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      boolean exposed =
          view != null
              && !Collections.disjoint(view.readAttributes().permissions(), READABLE_BY_OTHERS);
      if (exposed) {
        throw CommandFailure.of(
            CommandCode.SECRET_EXPOSED,
            "Other users of this machine can read " + file + ".",
            "Keep it to yourself first: chmod 600 " + file);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static CommandFailure unreadable(Path file, IOException failure) {
    return CommandFailure.of(
        CommandCode.SECRET_NEEDED,
        "The file " + file + " cannot be read: " + FileTrouble.why(failure) + ".",
        "Check its name and its permissions.");
  }

  /** A question with yes or no; no without an answer. */
  static boolean confirmed(String question) {
    System.err.print(question + " [y/N] ");
    System.err.flush();
    try {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      String answer = in.readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    } catch (IOException e) {
      return false;
    }
  }

  static CommandFailure declined() {
    return CommandFailure.of(
        CommandCode.NOT_CONFIRMED,
        "It was not confirmed, and not done.",
        "Answer y, or give --yes.");
  }
}
