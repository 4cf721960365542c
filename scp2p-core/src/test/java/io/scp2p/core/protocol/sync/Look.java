package io.scp2p.core.protocol.sync;

import io.scp2p.api.id.NodeKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dialogue with one machine: who was asked what, and what came of it. */
final class Look {
  final List<String> said = new ArrayList<>();
  final SyncMachine machine;
  @Nullable SyncOutcome outcome;
  long now = Long.MAX_VALUE - 1_000; // Overflows soon.
  private final Map<String, Long> open = new HashMap<>();

  Look(@Nullable LocalVersion local) {
    this(local, false);
  }

  /** With catalogs, wherever somebody speaks them. */
  Look(@Nullable LocalVersion local, boolean catalogs) {
    machine = catalogs ? new SyncMachine(local, true) : new SyncMachine(local);
  }

  Look catalog(CatalogOutcome tried) {
    return feed(new SyncInput.CatalogTried(tried));
  }

  Look peers(boolean complete, int... numbers) {
    List<NodeKey> keys = new ArrayList<>();
    for (int number : numbers) {
      keys.add(Publisher.peer(number));
    }
    return feed(new SyncInput.Peers(keys, complete));
  }

  /** Answers the question of a kind: head, value or manifest. */
  Look answer(int peer, String kind, Finding finding) {
    Long ask = open.remove(kind + " " + Publisher.peer(peer));
    if (ask == null) {
      throw new AssertionError(kind + " was not asked of " + peer + ": " + said);
    }
    return feed(new SyncInput.Answered(ask, finding));
  }

  Look cache(Finding finding) {
    return feed(new SyncInput.CacheRead(finding));
  }

  Look feed(SyncInput input) {
    note(machine.accept(now, input));
    return this;
  }

  Look after(Duration span) {
    long end = now + span.toNanos();
    while (machine.deadlineNanos().isPresent() && machine.deadlineNanos().getAsLong() - end <= 0) {
      now = machine.deadlineNanos().getAsLong();
      note(machine.onTimeout(now));
    }
    now = end;
    return this;
  }

  boolean isAsked(int peer, String kind) {
    return open.containsKey(kind + " " + Publisher.peer(peer));
  }

  long timesAsked(int peer, String kind) {
    return said.stream().filter((kind + " " + Publisher.peer(peer))::equals).count();
  }

  private void note(List<SyncEffect> effects) {
    for (SyncEffect effect : effects) {
      if (outcome != null) {
        throw new AssertionError("after the end: " + effect);
      }
      if (effect instanceof SyncEffect.AskHead ask) {
        ask("head", ask.peer(), ask.ask());
      } else if (effect instanceof SyncEffect.AskValue ask) {
        ask("value", ask.peer(), ask.ask());
      } else if (effect instanceof SyncEffect.AskManifest ask) {
        ask("manifest", ask.peer(), ask.ask());
      } else if (effect instanceof SyncEffect.ReadCache) {
        said.add("cache");
      } else if (effect instanceof SyncEffect.TryCatalog) {
        said.add("catalog");
      } else if (effect instanceof SyncEffect.Refused refused) {
        said.add("refused " + refused.what());
      } else if (effect instanceof SyncEffect.Lied lied) {
        said.add("lied " + lied.what());
      } else {
        outcome = ((SyncEffect.Done) effect).outcome();
      }
    }
  }

  private void ask(String kind, NodeKey peer, long ask) {
    said.add(kind + " " + peer);
    open.put(kind + " " + peer, ask);
  }
}
