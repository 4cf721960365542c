package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.protocol.path.DialRace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One race for one peer, and the dials it has running. Lives on the loop. */
final class Race {
  private final Loop loop;
  private final Dialler dialler;
  private final NodeKey peer;
  private final List<Endpoint> candidates;
  private final DialRace race;
  private final Alarm alarm;
  private final Runnable over;
  private final Map<Integer, CompletableFuture<PeerSession>> dials = new HashMap<>();

  /**
   * A race that has not begun.
   *
   * @param over called once it is won or lost; a winner was established before
   */
  Race(Loop loop, Dialler dialler, NodeKey peer, Runnable over) {
    this.loop = loop;
    this.dialler = dialler;
    this.peer = peer;
    List<Endpoint> direct = dialler.candidates(peer);
    int places = DialRace.MAX_CANDIDATES - (dialler.hasIndirect(peer) ? 1 : 0);
    this.candidates = direct.subList(0, Math.min(places, direct.size()));
    // A relay costs somebody else: it comes last, so a direct way that works is there first.
    this.race = dialler.race(candidates.size() + (dialler.hasIndirect(peer) ? 1 : 0));
    this.alarm = new Alarm(loop, () -> perform(race.onTimeout(loop.time().nanos())));
    this.over = over;
  }

  void begin() {
    // Posted: a race without candidates is lost at once, while whoever began it is being stepped.
    loop.post(() -> step(new DialRace.Input.Started()));
  }

  void cancel() {
    step(new DialRace.Input.Cancelled());
  }

  private void step(DialRace.Input input) {
    perform(race.accept(loop.time().nanos(), input));
  }

  private void perform(List<DialRace.Effect> effects) {
    for (DialRace.Effect effect : effects) {
      if (effect instanceof DialRace.Effect.Dial dial) {
        int candidate = dial.candidate();
        Consumer<@Nullable PeerSession> outcome =
            session -> {
              dials.remove(candidate);
              step(
                  session == null
                      ? new DialRace.Input.Failed(candidate)
                      : new DialRace.Input.Finished(candidate));
            };
        dials.put(
            candidate,
            candidate < candidates.size()
                ? dialler.dial(peer, candidates.get(candidate), outcome)
                : dialler.dialIndirectly(peer, outcome));
      } else if (effect instanceof DialRace.Effect.CallOff callOff) {
        CompletableFuture<PeerSession> running = dials.remove(callOff.candidate());
        if (running != null) {
          running.cancel(true);
        }
      } else if (effect instanceof DialRace.Effect.Won || effect instanceof DialRace.Effect.Lost) {
        over.run();
      } else {
        throw new IllegalStateException(effect.toString());
      }
    }
    alarm.set(race.deadlineNanos());
  }
}
