package io.scp2p.examples.node.daemon.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.EventStamp;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Property
  void whatIsWrittenIsReadAgain(
      @ForAll String name, @ForAll String text, @ForAll long number, @ForAll double real)
      throws JsonException {
    Map<String, Object> value =
        Members.of(name, Arrays.asList(text, number, real, true, null, Map.of()));
    assertThat(JsonReader.read(JsonWriter.write(value))).isEqualTo(value);
  }

  @Test
  void whatMeansSomethingToHtmlOrMovesTheCursorIsEscaped() {
    String written = JsonWriter.write("</script>&\u2028\u202e\u0000\u007f\ud800");
    assertThat(written).matches("[ -~]+").doesNotContain("<", ">", "&");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "01",
        "1.",
        "-",
        "1e",
        "+1",
        "tru",
        "nul",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\u0001\"",
        "[1] 2",
        "{1:2}",
        "NaN",
        "'a'",
        "[1 2]",
        "9223372036854775808",
        "\"abc",
        "\"\\",
        "[\"a\", nope]",
        "1111111111111111111111111111111111.5",
        "1e999",
        "-1e999"
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonException.class);
  }

  @Test
  void depthAndNumberAreBounded() throws JsonException {
    String deepest = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);
    assertThat(JsonReader.read(deepest)).isInstanceOf(List.class);
    assertThatThrownBy(() -> JsonReader.read("[[" + deepest + "]]"))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> JsonReader.read("[" + "0,".repeat(JsonReader.MAX_VALUES) + "0]"))
        .hasMessageContaining("too many");
  }

  @Test
  void addressesAreText() throws UnknownHostException {
    InetAddress gateway = InetAddress.getByAddress("router", new byte[] {10, 0, 0, 1});
    assertThat(JsonWriter.write(List.of(gateway, new InetSocketAddress(gateway, 7_001))))
        .isEqualTo("[\"10.0.0.1\",\"10.0.0.1:7001\"]");
  }

  @Test
  void recordsAreWrittenByTheirComponents() {
    TransferId id = new TransferId(new UUID(0, 1));
    TransferProgress half = new TransferProgress(id, 1, 2, 3, Duration.ofMillis(1_500), List.of());
    assertThat(JsonWriter.write(half))
        .isEqualTo(
            "{\"bytesDone\":1,\"bytesTotal\":2,\"bytesPerSecond\":3,\"remaining\":1.5,"
                + "\"peers\":[],\"fraction\":0.5}");
    EventStamp stamp = new EventStamp(7, Instant.parse("2026-11-21T12:00:00Z"));
    assertThat(JsonWriter.write(new TransferEvent.Failed(stamp, id, ErrorCode.STALLED)))
        .isEqualTo(
            "{\"type\":\"TransferEvent.Failed\",\"sequence\":7,\"at\":\"2026-11-21T12:00:00Z\","
                + "\"transfer\":\"00000000-0000-0000-0000-000000000001\",\"why\":\"STALLED\"}");
  }

  @Test
  void smallDurationsHaveNoExponent() {
    assertThat(JsonWriter.write(List.of(Duration.ofNanos(1), Duration.ofDays(100), Duration.ZERO)))
        .isEqualTo("[0.000000001,8640000,0]");
  }
}
