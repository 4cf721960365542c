package io.scp2p.core.engine.follow;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ContentDigester;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.Blocklist;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The subscriptions in the state store. Blocks; away from the loop only. */
final class FollowTables {
  /** Share → {@link SubscriptionRow}. */
  static final StateTable PLANS = new StateTable("subscriptions");

  /** Share → second of the last look, number of its problem or 0. Lost in a crash without harm. */
  static final StateTable CHECKS = new StateTable("subscription-checks");

  /** Share → content of its blocklist. */
  static final StateTable RULES = new StateTable("subscription-rules");

  private final StateStore store;

  FollowTables(StateStore store) {
    this.store = store;
  }

  /** When a share was last looked at, and what came of it. */
  record Check(Instant at, @Nullable ErrorCode problem) {}

  void put(FollowPlan plan) throws StoreException {
    StateBatch batch =
        new StateBatch()
            .put(PLANS, plan.link().shareId().bytes(), new SubscriptionRow(plan).bytes());
    if (!plan.blocklist()) {
      batch.delete(RULES, plan.link().shareId().bytes());
    }
    store.apply(batch, Durability.POWER);
  }

  void remove(ShareId share) throws StoreException {
    store.apply(
        new StateBatch()
            .delete(PLANS, share.bytes())
            .delete(CHECKS, share.bytes())
            .delete(RULES, share.bytes()),
        Durability.POWER);
  }

  boolean has(ShareId share) throws StoreException {
    return store.get(PLANS, share.bytes()).isPresent();
  }

  List<FollowPlan> plans() throws StoreException {
    List<FollowPlan> plans = new ArrayList<>();
    try (StateCursor rows = store.scan(PLANS, new byte[0])) {
      while (rows.next()) {
        plans.add(SubscriptionRow.decode(rows.value()).plan());
      }
    } catch (WireException damaged) {
      throw new StoreException(
          StoreException.Reason.CORRUPT, "a row of table " + PLANS.name() + " is damaged", damaged);
    }
    return plans;
  }

  /** Only of what is followed: a look may end after its share was unfollowed. */
  void check(ShareId share, Check check) throws StoreException {
    if (!has(share)) {
      return;
    }
    int problem = check.problem() == null ? 0 : check.problem().number();
    byte[] value =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .putLong(check.at().getEpochSecond())
            .putInt(problem)
            .array();
    store.put(CHECKS, share.bytes(), value, Durability.PROCESS);
  }

  Map<ShareId, Check> checks() throws StoreException {
    Map<ShareId, Check> checks = new HashMap<>();
    try (StateCursor rows = store.scan(CHECKS, new byte[0])) {
      while (rows.next()) {
        ByteBuffer value = ByteBuffer.wrap(rows.value());
        if (value.remaining() == Long.BYTES + Integer.BYTES) {
          Instant at = Instant.ofEpochSecond(value.getLong());
          int problem = value.getInt();
          checks.put(ShareId.of(rows.key()), new Check(at, ErrorCode.of(problem).orElse(null)));
        }
      }
    }
    return checks;
  }

  void rules(ShareId share, Bytes content) throws StoreException {
    store.put(RULES, share.bytes(), content.toArray(), Durability.POWER);
  }

  /** The rules of a blocklist, and the content they are. */
  record Rules(ContentId content, Blocklist blocklist) {}

  /** What cannot be read is left out, and therefore fetched again. */
  Map<ShareId, Rules> rules() throws StoreException {
    Map<ShareId, Rules> rules = new HashMap<>();
    try (StateCursor rows = store.scan(RULES, new byte[0])) {
      while (rows.next()) {
        Bytes content = Bytes.wrap(rows.value());
        readable(content)
            .ifPresent(
                blocklist ->
                    rules.put(ShareId.of(rows.key()), new Rules(idOf(content), blocklist)));
      }
    }
    return rules;
  }

  private static Optional<Blocklist> readable(Bytes content) {
    try {
      return Optional.of(Blocklist.decode(content));
    } catch (WireException damaged) {
      return Optional.empty();
    }
  }

  static ContentId idOf(Bytes content) {
    return new ContentDigester().update(content.buffer()).finish().contentId();
  }
}
