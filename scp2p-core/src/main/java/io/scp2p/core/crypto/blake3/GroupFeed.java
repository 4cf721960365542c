package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_BYTES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Cuts whatever pieces the caller has into whole groups. A group that lies whole in the caller's
 * array is passed on where it is; others are put together in an array that grows with the input up
 * to one group.
 */
final class GroupFeed {
  /** Receives each whole group while the array's content is as given. */
  @FunctionalInterface
  interface Consumer {
    void group(byte[] in, int off);
  }

  /** The first array, so that small input in small pieces is not copied over and over. */
  private static final int FIRST_BYTES = 256;

  private static final byte[] NONE = {};

  private final Consumer consumer;
  private byte[] staged = NONE;
  private int count;

  GroupFeed(Consumer consumer) {
    this.consumer = consumer;
  }

  void update(byte[] in, int off, int len) {
    Objects.checkFromIndexSize(off, len, in.length);
    int at = off;
    int end = off + len;
    while (at < end) {
      if (count == 0 && end - at >= GROUP_BYTES) {
        consumer.group(in, at);
        at += GROUP_BYTES;
      } else {
        int bytes = makeRoom(end - at);
        System.arraycopy(in, at, staged, count, bytes);
        at += bytes;
        added(bytes);
      }
    }
  }

  /** Takes all remaining bytes; the buffer's position moves to its limit. */
  void update(ByteBuffer in) {
    if (in.hasArray()) {
      update(in.array(), in.arrayOffset() + in.position(), in.remaining());
      in.position(in.limit());
      return;
    }
    while (in.hasRemaining()) {
      int bytes = makeRoom(in.remaining());
      in.get(staged, count, bytes);
      added(bytes);
    }
  }

  /** The bytes after the last whole group, from index 0 on; {@link #restBytes()} of them. */
  byte[] rest() {
    return staged;
  }

  int restBytes() {
    return count;
  }

  void clear() {
    count = 0;
  }

  /** Answers how many of {@code wanted} bytes the array now has room for. */
  private int makeRoom(int wanted) {
    int bytes = Math.min(wanted, GROUP_BYTES - count);
    int needed = count + bytes;
    if (needed > staged.length) {
      int roomy = Math.max(needed, Math.max(FIRST_BYTES, 2 * staged.length));
      staged = Arrays.copyOf(staged, Math.min(GROUP_BYTES, roomy));
    }
    return bytes;
  }

  private void added(int bytes) {
    count += bytes;
    if (count == GROUP_BYTES) {
      // Emptied first: if the consumer throws, the group is not delivered twice.
      count = 0;
      consumer.group(staged, 0);
    }
  }
}
