package io.scp2p.core.protocol.community;

import io.scp2p.api.id.NodeKey;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has a place in an index, and who gives way when it is full (docs/community-protocol.md,
 * section K6).
 *
 * <p>Anybody can make keys and sign with them what a member or a publisher signs, and in a
 * community that is not strict nothing else is asked for. So a signature says who is meant, and not
 * that there is such a member. A record is <b>vouched for</b> if its owner was met in a session of
 * its own, if a token came with it, or if two partners handed it over. Everything else is
 * <b>hearsay</b>: one partner alone says so.
 *
 * <p>The hearsay of one partner fills at most half of an index, and it is the first to go: the most
 * of what one partner has told gives way to what is vouched for, and to what another has told of
 * whom less is kept. What is vouched for gives way to nobody. So one partner who makes everything
 * up has half an index for a while, and the members that exist have the other half, and all of it
 * as soon as two tell of them. It does not hold against one whose tales others repeat: what an
 * honest partner was told becomes his word as well. Tokens keep strangers out altogether.
 */
public final class HearsayRule {
  /** The hearsay of one partner may fill one of so many parts of an index. */
  public static final int PARTS = 2;

  private static final Verdict ADMITTED = new Verdict(true, null);
  private static final Verdict REFUSED = new Verdict(false, null);

  private HearsayRule() {}

  /**
   * What to do with something new.
   *
   * @param admitted whether it has a place
   * @param insteadOf whose hearsay has to make room for it; null if there is room
   */
  public record Verdict(boolean admitted, @Nullable NodeKey insteadOf) {}

  /** How much of an index may be there because one partner alone says so. */
  public static long mostOfOne(long room) {
    return Math.max(1, room / PARTS);
  }

  /** Whether one partner has told as much as one may that nobody else tells. */
  public static boolean isSpent(NodeKey teller, long room, Map<NodeKey, Long> hearsay) {
    return hearsay.getOrDefault(teller, 0L) >= mostOfOne(room);
  }

  /**
   * Judges something new.
   *
   * @param teller who alone says so; null if it is vouched for
   * @param room places in the index
   * @param used how many of them are taken
   * @param hearsay how many by what each partner alone has told
   */
  public static Verdict judge(
      @Nullable NodeKey teller, long room, long used, Map<NodeKey, Long> hearsay) {
    if (teller != null && isSpent(teller, room, hearsay)) {
      return REFUSED;
    }
    if (used < room) {
      return ADMITTED;
    }
    Optional<Map.Entry<NodeKey, Long>> most =
        hearsay.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .max(Map.Entry.<NodeKey, Long>comparingByValue().thenComparing(BY_KEY));
    if (most.isEmpty()) {
      return REFUSED;
    }
    // More than one apart: otherwise two partners would push each other out for ever.
    boolean fair = teller == null || most.get().getValue() > hearsay.getOrDefault(teller, 0L) + 1;
    return fair ? new Verdict(true, most.get().getKey()) : REFUSED;
  }

  private static final Comparator<Map.Entry<NodeKey, Long>> BY_KEY = Map.Entry.comparingByKey();
}
