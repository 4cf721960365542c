package io.scp2p.examples.node.command;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A QR code in characters, two rows of modules in each line: half blocks are about as high as they
 * are wide. Colours are set, as a scanner wants dark on light whatever the terminal has.
 */
final class TerminalQr {
  static final String BLACK_ON_WHITE = "\u001b[30;107m";
  static final String RESET = "\u001b[0m";

  /** What a code consists of; a terminal that cannot show one of them shows none of it. */
  static final String CHARACTERS = " ▀▄█";

  /** ISO/IEC 18004 wants four modules around. */
  private static final int QUIET_ZONE = 4;

  private TerminalQr() {}

  /** The lines of a code; empty if it would be wider than so many characters. */
  static Optional<List<String>> draw(String text, int columns) {
    BitMatrix modules;
    try {
      modules =
          new QRCodeWriter()
              .encode(
                  text,
                  BarcodeFormat.QR_CODE,
                  0,
                  0,
                  Map.of(
                      EncodeHintType.MARGIN,
                      QUIET_ZONE,
                      EncodeHintType.ERROR_CORRECTION,
                      ErrorCorrectionLevel.L));
    } catch (WriterException tooLong) {
      return Optional.empty();
    }
    if (modules.getWidth() > columns) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < modules.getHeight(); y += 2) {
      StringBuilder line = new StringBuilder(BLACK_ON_WHITE);
      for (int x = 0; x < modules.getWidth(); x++) {
        int upper = modules.get(x, y) ? 1 : 0;
        int lower = y + 1 < modules.getHeight() && modules.get(x, y + 1) ? 2 : 0;
        line.append(CHARACTERS.charAt(upper + lower));
      }
      lines.add(line.append(RESET).toString());
    }
    return Optional.of(lines);
  }
}
