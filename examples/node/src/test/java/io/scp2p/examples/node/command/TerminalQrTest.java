package io.scp2p.examples.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TerminalQrTest {
  private static final String CODE = "115625-baru-zelu-teri";

  /** Of the length that links have. */
  private static final String LINK =
      "scp2p://s/jkxOwKqqiYjgQZ8xFn9BmYI7qcWgC9xR1IuSUrR2Cn7TQzs7tcUZEfwCd8a6sL2mF3S-xPFmJX7VxOPD39_jZg"
          + "?bp=tcp%3A%2F%2F127.0.0.1%3A37401%40594a3ff6728bf79cfa3027594922";

  private static final int SCALE = 4;

  @Command(name = "test")
  private static final class Probe {
    @Mixin private final QrOption qr = new QrOption();
  }

  /** Looks at it as a camera does. */
  private static String read(List<String> lines) throws Exception {
    List<String> bare =
        lines.stream()
            .map(
                line ->
                    line.substring(
                        TerminalQr.BLACK_ON_WHITE.length(),
                        line.length() - TerminalQr.RESET.length()))
            .toList();
    int width = bare.get(0).length() * SCALE;
    int height = bare.size() * 2 * SCALE;
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int dark = TerminalQr.CHARACTERS.indexOf(bare.get(y / (2 * SCALE)).charAt(x / SCALE));
        boolean isDark = (dark & (y / SCALE % 2 == 0 ? 1 : 2)) != 0;
        pixels[y * width + x] = isDark ? 0xff000000 : 0xffffffff;
      }
    }
    RGBLuminanceSource source = new RGBLuminanceSource(width, height, pixels);
    return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
  }

  @Test
  void aCameraReadsWhatIsDrawn() throws Exception {
    assertThat(read(TerminalQr.draw(CODE, 80).orElseThrow())).isEqualTo(CODE);
    assertThat(read(TerminalQr.draw(LINK, 80).orElseThrow())).isEqualTo(LINK);
  }

  @Test
  void whatHasNoRoomIsNotDrawn() {
    assertThat(TerminalQr.draw(CODE, 32)).isEmpty();
    assertThat(TerminalQr.draw(CODE, 33)).isPresent();
    assertThat(TerminalQr.draw("x".repeat(5_000), Integer.MAX_VALUE)).as("too long").isEmpty();
  }

  @Test
  void withoutATerminalOnlyOnDemand() {
    assertThat(QrOption.columns(null, false, "200")).isZero();
    assertThat(QrOption.columns(null, true, "200")).isEqualTo(200);
    assertThat(QrOption.columns(null, true, null)).isEqualTo(QrOption.USUAL_COLUMNS);
    assertThat(QrOption.columns(null, true, "wide")).isEqualTo(QrOption.USUAL_COLUMNS);
    assertThat(QrOption.columns(true, false, "10")).isGreaterThan(1_000);
    assertThat(QrOption.columns(false, true, "200")).isZero();
  }

  private static String drawn(boolean json, String... arguments) {
    Probe probe = new Probe();
    new CommandLine(probe).parseArgs(arguments);
    StringWriter out = new StringWriter();
    probe.qr.draw(new Output(new PrintWriter(out), json), CODE);
    return out.toString();
  }

  @Test
  void theOptionWorksBothWaysAndProgramsAreSparedIt() {
    assertThat(drawn(false, "--qr")).contains("█");
    assertThat(drawn(false, "--no-qr")).isEmpty();
    assertThat(drawn(true, "--qr")).isEmpty();
  }
}
