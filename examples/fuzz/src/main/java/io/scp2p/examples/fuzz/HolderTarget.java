package io.scp2p.examples.fuzz;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.HolderEffect;
import io.scp2p.core.protocol.vault.HolderInput;
import io.scp2p.core.protocol.vault.HolderMachine;
import io.scp2p.core.protocol.vault.HolderRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.vault.SignedOrder;
import io.scp2p.core.wire.vault.VaultRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node that keeps shards for others, asked by anybody. */
final class HolderTarget {
  private static final NodeKey SELF = Samples.key(0xb2).nodeKey();
  private static final HolderRules RULES =
      new HolderRules(1 << 20, 1 << 19, 30 * 86_400, false, "shelf");
  private static final long WALL = 1_800_000_000_000L;
  private static final int FIRST_TYPE = 620;
  private static final int TYPES = 12;
  private static final MessageCodec CODEC = MessageTargets.everything();

  private final Set<Long> open = new HashSet<>();
  private final List<Long> jobs = new ArrayList<>();
  private long wallMillis = WALL;
  private long lastTicket;
  private boolean any;

  private HolderTarget() {}

  static FuzzTarget target() {
    return new FuzzTarget(
        "holder",
        "a node that keeps shards: orders of anybody, jobs that fail, time",
        HolderTarget::seeds,
        input -> new HolderTarget().run(input));
  }

  /** Every request of the vectors alone, and each kind one after the other. */
  private static List<byte[]> seeds(Vectors vectors) {
    List<byte[]> all = new ArrayList<>();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] payload : vectors.octets(Set.of("payload"), "vault")) {
      for (int type = 0; type < TYPES; type++) {
        if (request(FIRST_TYPE + type, Bytes.wrap(payload)) != null) {
          byte[] step = step(type, payload);
          all.add(step);
          whole.writeBytes(step);
        }
      }
    }
    all.add(whole.toByteArray());
    return all;
  }

  /** Asks, then lets the job succeed. */
  private static byte[] step(int type, byte[] payload) {
    byte[] step = new byte[payload.length + 9];
    step[0] = 0;
    step[1] = (byte) type;
    step[2] = 1;
    step[3] = (byte) (payload.length >> 8);
    step[4] = (byte) payload.length;
    System.arraycopy(payload, 0, step, 5, payload.length);
    step[payload.length + 5] = 1;
    return step;
  }

  private static @Nullable VaultRequest request(int type, Bytes payload) {
    try {
      return CODEC.decodeRequest(type, payload) instanceof VaultRequest request ? request : null;
    } catch (WireException refused) {
      return null;
    }
  }

  private boolean run(byte[] input) {
    Input in = new Input(input);
    HolderMachine holder =
        new HolderMachine(
            SELF,
            RULES,
            bytes -> Arrays.fill(bytes, (byte) 0x99),
            key -> true,
            List.of(),
            List.of());
    Drive<HolderInput, HolderEffect> drive = new Drive<>(holder, 0, this::saw);
    for (int steps = 0; !in.isEmpty() && steps < 256; steps++) {
      switch (in.below(4)) {
        case 0 -> ask(drive, in);
        case 1 -> finish(drive, in);
        case 2 -> {
          wallMillis += (long) in.u16() * 60_000;
          drive.feed(new HolderInput.Sweep(wallMillis));
        }
        default -> {
          long offered = (long) in.u8() << 14;
          drive.feed(
              new HolderInput.NewRules(
                  new HolderRules(offered, offered / 2, 86_400, in.bool(), "")));
        }
      }
      Finding.unless(holder.ledger().usedBytes() >= 0, "less than nothing is used");
      Finding.unless(
          holder.ledger().usedBytes() <= RULES.offeredBytes() + (255L << 14),
          "more is used than ever was offered");
    }
    return any;
  }

  private void ask(Drive<HolderInput, HolderEffect> drive, Input in) {
    VaultRequest request = request(FIRST_TYPE + in.below(TYPES), genuine(in));
    if (request == null) {
      return;
    }
    long wall =
        request instanceof SignedOrder order
            ? Math.min(order.order().atMillis(), Long.MAX_VALUE / 4)
            : wallMillis;
    open.add(++lastTicket);
    NodeKey peer = Samples.nodeKey(1);
    drive.feed(new HolderInput.Asked(lastTicket, peer, in.below(3), request, good, wall));
  }

  private boolean good;

  private Bytes genuine(Input in) {
    good = in.bool();
    return in.block();
  }

  private void finish(Drive<HolderInput, HolderEffect> drive, Input in) {
    HolderInput.Result[] results = HolderInput.Result.values();
    int choice = in.u8();
    long job = jobs.isEmpty() ? choice : jobs.remove(choice % jobs.size());
    drive.feed(new HolderInput.Finished(job, results[in.below(results.length)]));
  }

  private void saw(HolderEffect effect) {
    any = true;
    if (effect instanceof HolderEffect.Reply reply) {
      replied(reply.ticket());
    } else if (effect instanceof HolderEffect.ReplyReceipt reply) {
      replied(reply.ticket());
    } else if (effect instanceof HolderEffect.ReplyRenewal reply) {
      replied(reply.ticket());
    } else if (effect instanceof HolderEffect.ReadPieces read) {
      replied(read.ticket());
      Finding.unless(read.count() > 0 && read.first() >= 0, "no pieces are read");
      Finding.unless(
          read.first() + read.count() <= read.shard().pieces(), "pieces that are not there");
    } else if (effect instanceof HolderEffect.ReadLeaf read) {
      replied(read.ticket());
    } else if (effect instanceof HolderEffect.ReadPage read) {
      replied(read.ticket());
    } else if (effect instanceof HolderEffect.Create job) {
      jobs.add(job.job());
    } else if (effect instanceof HolderEffect.Append job) {
      jobs.add(job.job());
    } else if (effect instanceof HolderEffect.Finish job) {
      jobs.add(job.job());
    } else if (effect instanceof HolderEffect.KeepPage job) {
      jobs.add(job.job());
    }
  }

  private void replied(long ticket) {
    Finding.unless(open.remove(ticket), "two answers to one request");
  }
}
