package io.scp2p.examples.node.command;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether somebody sees standard error as it is written. Java itself cannot tell. */
final class StandardError {
  /** Set by the launcher, whose shell can tell: 1 for a terminal, 0 for anything else. */
  static final String TERMINAL = "SCP2P_TERMINAL";

  /** Where Linux says what it is. */
  private static final Path LINK = Path.of("/proc/self/fd/2");

  private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");

  private StandardError() {}

  static boolean isTerminal() {
    return isTerminal(System.getenv(TERMINAL), LINK, System.console());
  }

  /** The launcher knows; else the system may; else input and output tell, mostly. */
  static boolean isTerminal(@Nullable String told, Path link, @Nullable Console console) {
    if (told != null) {
      return told.equals("1");
    }
    try {
      return DEVICE.matcher(Files.readSymbolicLink(link).toString()).matches();
    } catch (IOException | UnsupportedOperationException unknown) {
      return isTerminal(console);
    }
  }

  /** From Java 22 on there is a console without a terminal, too, and it can be asked. */
  static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException beforeThat) {
      return true;
    }
  }
}
