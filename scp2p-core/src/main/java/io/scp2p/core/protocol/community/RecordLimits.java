package io.scp2p.core.protocol.community;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Bounds of docs/community-protocol.md, section K6. */
public final class RecordLimits {
  /** How long a record counts, and how long a tombstone keeps it from coming back. */
  public static final Duration LIFETIME = Duration.ofDays(7);

  /** After so long an owner signs his record again. */
  public static final Duration RENEW_AFTER = Duration.ofDays(2);

  /** What clocks may be apart. */
  public static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

  /** Addresses of one member. */
  public static final int MAX_ADDRESSES = 4;

  /** UTF-8 bytes of a title. */
  public static final int MAX_TITLE_BYTES = 256;

  /** UTF-8 bytes of a description; the whole of it is in the manifest. */
  public static final int MAX_DESCRIPTION_BYTES = 512;

  /** Tags of one share. */
  public static final int MAX_TAGS = 16;

  /** UTF-8 bytes of a tag. */
  public static final int MAX_TAG_BYTES = 64;

  /** A record with its tag byte; an honest one has less than half. */
  public static final int MAX_RECORD_BYTES = 4_096;

  /** Records of one page, or of one announcement. */
  public static final int MAX_PAGE = 256;

  /** A page ends with the record that goes beyond this. */
  public static final int PAGE_ROOM_BYTES = 192 << 10;

  /** A cursor. */
  public static final int MAX_CURSOR_BYTES = 128;

  /** A query, in UTF-8 bytes. */
  public static final int MAX_QUERY_BYTES = 256;

  /** Shares of one member in one community. */
  public static final int MAX_SHARES_PER_MEMBER = 4_096;

  private RecordLimits() {}

  /** Whether a query may be asked, and is answered. */
  public static boolean isQuery(String query) {
    // So many characters have at least as many bytes: a huge one is not encoded to be measured.
    return query.length() <= MAX_QUERY_BYTES
        && query.getBytes(StandardCharsets.UTF_8).length <= MAX_QUERY_BYTES;
  }
}
