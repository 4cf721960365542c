package io.scp2p.examples.node.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A film that a browser plays and can seek in, without a codec in the tests: a WebM file (RFC 8794,
 * RFC 9559) whose pictures are key frames that the browser itself has made of a canvas.
 */
final class Film {
  private static final int FRAMES_A_SECOND = 5;

  /** Of every cue, since times and places have four bytes each. */
  private static final int CUE_SIZE = 54;

  private Film() {}

  /**
   * Makes one.
   *
   * @param pictures data URLs of lossy WebP pictures, all of one size; one for each second
   * @param width of the pictures
   * @param height of the pictures
   * @param paddingBytes how much emptiness follows the pictures of each second
   */
  static byte[] of(List<String> pictures, int width, int height, int paddingBytes) {
    byte[] info =
        element(
            0x1549A966,
            number(0x2AD7B1, 1_000_000), // Times count milliseconds.
            element(0x4489, ByteBuffer.allocate(8).putDouble(1_000.0 * pictures.size()).array()),
            element(0x4D80, ascii("Scp2p")),
            element(0x5741, ascii("Scp2p")));
    byte[] tracks =
        element(
            0x1654AE6B,
            element(
                0xAE,
                number(0xD7, 1),
                number(0x73C5, 1),
                number(0x83, 1), // Pictures.
                element(0x86, ascii("V_VP8")),
                element(0xE0, number(0xB0, width), number(0xBA, height))));
    List<byte[]> clusters = new ArrayList<>();
    for (int second = 0; second < pictures.size(); second++) {
      clusters.add(cluster(second, keyFrame(pictures.get(second)), paddingBytes));
    }
    // Where each second is stands in front, as in every film that is made to be seeked in.
    int place = info.length + tracks.length + header(0x1C53BB6B, CUE_SIZE * clusters.size()).length;
    place += CUE_SIZE * clusters.size();
    byte[][] cues = new byte[clusters.size()][];
    for (int i = 0; i < cues.length; i++) {
      cues[i] = cue(1_000L * i, place);
      place += clusters.get(i).length;
    }
    byte[] body = joined(List.of(info, tracks, element(0x1C53BB6B, cues), joined(clusters)));
    byte[] head =
        element(
            0x1A45DFA3,
            number(0x4286, 1),
            number(0x42F7, 1),
            number(0x42F2, 4),
            number(0x42F3, 8),
            element(0x4282, ascii("webm")),
            number(0x4287, 4),
            number(0x4285, 2));
    return joined(List.of(head, element(0x18538067, body)));
  }

  private static byte[] cluster(int second, byte[] frame, int paddingBytes) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(number(0xE7, 1_000L * second));
    for (int i = 0; i < FRAMES_A_SECOND; i++) {
      int after = 1_000 * i / FRAMES_A_SECOND;
      byte[] about = {(byte) 0x81, (byte) (after >> 8), (byte) after, (byte) 0x80};
      parts.add(element(0xA3, about, frame));
    }
    parts.add(element(0xEC, new byte[paddingBytes]));
    return element(0x1F43B675, parts.toArray(byte[][]::new));
  }

  /** Always of the same length, or the places would depend on themselves. */
  private static byte[] cue(long millis, int place) {
    byte[] time = element(0xB3, ByteBuffer.allocate(4).putInt((int) millis).array());
    byte[] where = element(0xF1, ByteBuffer.allocate(4).putInt(place).array());
    return element(0xBB, time, element(0xB7, number(0xF7, 1), where));
  }

  /** The only chunk of a lossy WebP picture is a key frame of VP8. */
  private static byte[] keyFrame(String dataUrl) {
    ByteBuffer riff =
        ByteBuffer.wrap(Base64.getDecoder().decode(dataUrl.substring(dataUrl.indexOf(',') + 1)))
            .order(ByteOrder.LITTLE_ENDIAN);
    riff.position(12);
    while (riff.hasRemaining()) {
      byte[] name = new byte[4];
      riff.get(name);
      byte[] chunk = new byte[riff.getInt()];
      riff.get(chunk);
      if (new String(name, StandardCharsets.US_ASCII).equals("VP8 ")) {
        return chunk;
      }
    }
    throw new IllegalArgumentException("no lossy picture: " + dataUrl.substring(0, 40));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(int id, long value) {
    int bytes = Math.max(1, (71 - Long.numberOfLeadingZeros(value)) / 8);
    byte[] big = ByteBuffer.allocate(8).putLong(value).array();
    return element(id, Arrays.copyOfRange(big, 8 - bytes, 8));
  }

  private static byte[] element(int id, byte[]... content) {
    byte[] body = joined(List.of(content));
    return joined(List.of(header(id, body.length), body));
  }

  /** The id, and the size in eight bytes: no size is too long for that. */
  private static byte[] header(int id, int size) {
    int idBytes = (39 - Integer.numberOfLeadingZeros(id)) / 8;
    ByteBuffer out = ByteBuffer.allocate(idBytes + 8);
    for (int i = idBytes - 1; i >= 0; i--) {
      out.put((byte) (id >> 8 * i));
    }
    return out.putLong(0x0100_0000_0000_0000L | size).array();
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }
}
