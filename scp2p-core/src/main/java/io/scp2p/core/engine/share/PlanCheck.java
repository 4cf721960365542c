package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.SharePlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plan may say. The reference knows no such bounds, but a listing has to fit into one
 * answer, and tags are repeated on every item.
 */
final class PlanCheck {
  static final int MAX_TITLE_BYTES = 1_024;
  static final int MAX_DESCRIPTION_BYTES = 16 << 10;
  static final int MAX_TAGS = 32;
  static final int MAX_TAG_BYTES = 128;
  static final int MAX_COMMUNITIES = 64;

  /** Kept in the store: what is longer is better a file. */
  static final int MAX_TEXT_BYTES = 16 << 20;

  private PlanCheck() {}

  static void check(SharePlan plan, Instant now) {
    checkText("title", plan.title(), MAX_TITLE_BYTES);
    checkText("description", plan.description(), MAX_DESCRIPTION_BYTES);
    checkCount("tags", plan.tags().size(), MAX_TAGS);
    plan.tags().forEach(tag -> checkText("tag", tag, MAX_TAG_BYTES));
    checkCount("communities", plan.communities().size(), MAX_COMMUNITIES);
    if (plan.source() instanceof SharePlan.Source.Text text) {
      checkText("text", text.content(), MAX_TEXT_BYTES);
    }
    Instant expiresAt = plan.expiresAt();
    if (expiresAt != null && expiresAt.getEpochSecond() <= now.getEpochSecond()) {
      throw new Scp2pException(
          ErrorCode.INVALID_ARGUMENT,
          "expiresAt is over already; check the clock too.",
          Map.of("expiresAt", expiresAt.toString()));
    }
  }

  private static void checkCount(String what, int count, int max) {
    if (count > max) {
      throw tooLarge(what, count, max);
    }
  }

  private static void checkText(String what, @Nullable String text, int maxBytes) {
    if (text == null) {
      return;
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new Scp2pException(
          ErrorCode.INVALID_ARGUMENT, "The " + what + " is not valid Unicode.");
    }
    // A character has at least one byte: whatever is far too long is not encoded to be measured.
    int bytes =
        text.length() > maxBytes ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxBytes) {
      throw tooLarge(what, bytes, maxBytes);
    }
  }

  private static Scp2pException tooLarge(String what, int found, int max) {
    return new Scp2pException(
        ErrorCode.TOO_LARGE,
        "The " + what + " of a share is bounded.",
        Map.of("found", Integer.toString(found), "limit", Integer.toString(max)));
  }
}
