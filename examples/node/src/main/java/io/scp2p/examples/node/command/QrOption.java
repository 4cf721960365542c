package io.scp2p.examples.node.command;

import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether what somebody else has to type is also drawn, for his camera. */
final class QrOption {
  /** Of a terminal that does not say how wide it is. */
  static final int USUAL_COLUMNS = 80;

  private static final String COLUMNS = "COLUMNS";
  private static final int ANY_WIDTH = Integer.MAX_VALUE;

  @Option(
      names = "--qr",
      negatable = true,
      description = "Draw it as a QR code, too (default: on a terminal that has room for it).")
  private @Nullable Boolean wanted;

  /** Whether it is to be drawn whatever else there is. */
  boolean isAskedFor() {
    return Boolean.TRUE.equals(wanted);
  }

  /** Draws a text below what was said of it, unless programs read that. */
  void draw(Output out, String text) {
    if (!out.isJson()) {
      int columns = columns(wanted, isTerminal(), System.getenv(COLUMNS));
      TerminalQr.draw(text, columns).ifPresent(out::drawing);
    }
  }

  /** How wide a code may be; 0 for none. */
  static int columns(@Nullable Boolean wanted, boolean terminal, @Nullable String announced) {
    if (wanted != null) {
      return wanted ? ANY_WIDTH : 0;
    }
    return terminal ? width(announced).orElse(USUAL_COLUMNS) : 0;
  }

  private static Optional<Integer> width(@Nullable String announced) {
    try {
      return Optional.ofNullable(announced).map(Integer::valueOf);
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static boolean isTerminal() {
    return StandardError.isTerminal(System.console())
        && Charset.defaultCharset().newEncoder().canEncode(TerminalQr.CHARACTERS);
  }
}
