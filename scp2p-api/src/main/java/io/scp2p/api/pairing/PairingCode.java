package io.scp2p.api.pairing;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A short code of words and numbers, good for one transfer. */
public final class PairingCode {
  /** Longer text is refused unread. */
  public static final int MAX_LENGTH = 128;

  private static final Pattern FORM = Pattern.compile("[0-9]{1,9}(-[a-z]{2,16}){2,8}");

  private final String text;

  private PairingCode(String text) {
    this.text = text;
  }

  /**
   * Reads a code as a person typed it: either case, with spaces instead of hyphens.
   *
   * @param typed such as {@code 7-guitar-velvet}
   * @return the code
   * @throws Scp2pException with {@link ErrorCode#PAIRING_CODE_INVALID}
   */
  public static PairingCode parse(String typed) {
    String text =
        typed.length() > MAX_LENGTH
            ? ""
            : typed.strip().toLowerCase(Locale.ROOT).replaceAll("[ -]+", "-");
    if (!FORM.matcher(text).matches()) {
      throw new Scp2pException(
          ErrorCode.PAIRING_CODE_INVALID,
          "A code is a number and two or more words.",
          Map.of("length", Integer.toString(typed.length())));
    }
    return new PairingCode(text);
  }

  /** {@return the code to show to a person, never to a log} */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PairingCode code && code.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Says nothing about the code. */
  @Override
  public String toString() {
    return "PairingCode[hidden]";
  }
}
