package io.scp2p.examples.fuzz;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.protocol.path.DialRace;
import io.scp2p.core.protocol.path.SessionPool;
import io.scp2p.core.protocol.sync.SyncSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** Who is dialled, which sessions are kept, when a share is looked at. */
final class PathMachineTargets {
  private static final int STEPS = 1_024;

  private PathMachineTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "dial-race",
            "several addresses of one peer, all at once",
            vectors ->
                List.of(
                    new byte[] {0, 0, 0, 0, 0, 3, 0, 3, 10, 2, 0, 1, 1},
                    new byte[] {0, 0, 0, 0, 0, 9, 0, 2, 0, 2, 1, 2, 2, 3, -56, 3, 127}),
            PathMachineTargets::race),
        new FuzzTarget(
            "session-pool",
            "sessions that come, are wanted, used, and end",
            vectors ->
                List.of(
                    new byte[] {0, 0, 0, 0, 0, 5, 0, 1, 2, 1, 1, 0, 4, 0, 1, 7, -56, 0, 1},
                    new byte[] {0, 0, 0, 0, 0, 1, 2, 1, 3, 9, 2, 2, 1, 9, 0, 1, 0, 2, 3, 2, 6, 0}),
            input -> new Pool().run(input)),
        new FuzzTarget(
            "sync-schedule",
            "when which share is looked at, with peers that call for it all the time",
            vectors ->
                List.of(
                    new byte[] {0, 0, 0, 0, 0, 2, 0, 1, 1, 0, 2, 1, 4, 0, 0, 3, 1, 5, -56, 5, -56},
                    new byte[] {0, 0, 0, 0, 0, 0, 0, 3, 0, 5, 127, 3, 3, 4, 0, 1, 5, -56, 1, 3}),
            input -> new Schedule().run(input)));
  }

  private static boolean race(byte[] input) {
    Input in = new Input(input);
    long start = Drive.start(in);
    DialRace race = new DialRace(in.below(20), Duration.ofSeconds(20));
    Set<Integer> dialled = new HashSet<>();
    Set<Integer> running = new HashSet<>();
    boolean[] over = new boolean[2];
    Drive<DialRace.Input, DialRace.Effect> drive =
        new Drive<>(
            race,
            start,
            effect -> {
              Finding.unless(!over[0], "something follows the end");
              if (effect instanceof DialRace.Effect.Dial dial) {
                Finding.unless(dialled.add(dial.candidate()), "an address is dialled twice");
                Finding.unless(dialled.size() <= DialRace.MAX_CANDIDATES, "dials without end");
                running.add(dial.candidate());
              } else if (effect instanceof DialRace.Effect.CallOff off) {
                Finding.unless(running.remove(off.candidate()), "a dial of nobody is called off");
              } else {
                over[0] = true;
                over[1] = effect instanceof DialRace.Effect.Won;
                Finding.unless(running.isEmpty(), "a dial goes on for nobody");
              }
            });
    drive.feed(new DialRace.Input.Started());
    boolean cancelled = false;
    for (int steps = 0; !in.isEmpty() && steps < STEPS && !cancelled; steps++) {
      switch (in.below(5)) {
        case 0, 1 -> {
          int candidate = in.below(12);
          running.remove(candidate);
          drive.feed(new DialRace.Input.Finished(candidate));
        }
        case 2 -> {
          int candidate = in.below(12);
          running.remove(candidate);
          drive.feed(new DialRace.Input.Failed(candidate));
        }
        case 3 -> drive.pass(in);
        default -> {
          cancelled = in.u8() > 200;
          if (cancelled) {
            drive.feed(new DialRace.Input.Cancelled());
          }
        }
      }
      Finding.unless(
          (over[0] || cancelled) == race.deadlineNanos().isEmpty(), "an end that is none");
    }
    return over[1];
  }

  /** Sessions by number, each with its peer and whether it may be asked. */
  private static final class Pool {
    private static final int MAX = 8;

    private final Map<Long, NodeKey> sessions = new LinkedHashMap<>();
    private final Set<Long> tunnels = new HashSet<>();
    private final Set<Long> silent = new HashSet<>();
    private final Map<Long, NodeKey> waiting = new HashMap<>();
    private final Set<NodeKey> racing = new HashSet<>();
    private long last;
    private boolean any;

    boolean run(byte[] input) {
      Input in = new Input(input);
      long start = Drive.start(in);
      SessionPool pool = new SessionPool(MAX, 1 + in.below(4), 1 + in.below(4));
      Drive<SessionPool.Input, SessionPool.Effect> drive = new Drive<>(pool, start, this::saw);
      for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
        NodeKey peer = Samples.nodeKey(in.below(6));
        switch (in.below(8)) {
          case 0 -> {
            waiting.put(++last, peer);
            drive.feed(new SessionPool.Input.Want(last, peer));
          }
          case 1, 2 -> established(drive, peer, in);
          case 3 -> unwant(drive, in);
          case 4 -> drive.feed(new SessionPool.Input.Used(session(in), in.bool()));
          case 5 -> {
            long session = session(in);
            if (sessions.containsKey(session)) {
              tunnels.add(session);
              drive.feed(new SessionPool.Input.Reserved(session));
            }
          }
          case 6 -> {
            if (in.bool()) {
              long session = session(in);
              sessions.remove(session);
              drive.feed(new SessionPool.Input.Closed(session));
            } else {
              racing.remove(peer);
              drive.feed(new SessionPool.Input.Unreachable(peer));
              Finding.unless(!waiting.containsValue(peer), "somebody waits for ever");
            }
          }
          default -> drive.pass(in);
        }
        Finding.unless(pool.size() == sessions.size(), "sessions that are not there, or missing");
        Finding.unless(pool.size() <= MAX, "sessions without end");
        Finding.unless(racing.containsAll(waiting.values()), "somebody waits for no race");
      }
      return any;
    }

    private void established(
        Drive<SessionPool.Input, SessionPool.Effect> drive, NodeKey peer, Input in) {
      long session = ++last;
      int choice = in.u8();
      boolean mayAsk = (choice & 1) != 0;
      sessions.put(session, peer);
      if (!mayAsk) {
        silent.add(session);
      }
      OptionalLong block = (choice & 2) != 0 ? OptionalLong.of(choice >> 4) : OptionalLong.empty();
      drive.feed(new SessionPool.Input.Established(session, peer, mayAsk, block));
      if (mayAsk && sessions.containsKey(session)) {
        racing.remove(peer); // Of one that is refused, whoever raced says that it is over.
      }
    }

    private void unwant(Drive<SessionPool.Input, SessionPool.Effect> drive, Input in) {
      List<Long> tickets = new ArrayList<>(waiting.keySet());
      if (!tickets.isEmpty()) {
        long ticket = tickets.get(in.u8() % tickets.size());
        NodeKey peer = Objects.requireNonNull(waiting.remove(ticket), "it is one that waits");
        drive.feed(new SessionPool.Input.Unwant(ticket, peer));
      }
    }

    private long session(Input in) {
      int choice = in.u8();
      List<Long> all = List.copyOf(sessions.keySet());
      return all.isEmpty() || choice > 240 ? choice : all.get(choice % all.size());
    }

    private void saw(SessionPool.Effect effect) {
      if (effect instanceof SessionPool.Effect.Race race) {
        Finding.unless(racing.add(race.peer()), "two races for one peer");
      } else if (effect instanceof SessionPool.Effect.Ready ready) {
        NodeKey peer = waiting.remove(ready.ticket());
        Finding.unless(peer != null, "a session for nobody");
        Finding.unless(Objects.equals(sessions.get(ready.session()), peer), "a session of another");
        Finding.unless(
            !tunnels.contains(ready.session()) && !silent.contains(ready.session()),
            "a session on which nobody may ask");
        any = true;
      } else if (effect instanceof SessionPool.Effect.Unavailable unavailable) {
        Finding.unless(waiting.remove(unavailable.ticket()) != null, "nothing for nobody");
      } else if (effect instanceof SessionPool.Effect.Close close) {
        Finding.unless(sessions.remove(close.session()) != null, "what is not there is closed");
        Finding.unless(!tunnels.contains(close.session()), "a tunnel is closed as idle");
      }
    }
  }

  private static final class Schedule {
    private static final int MAX_SHARES = 32;

    private final Set<ShareId> followed = new HashSet<>();
    private final List<ShareId> running = new ArrayList<>();
    private int concurrency;
    private boolean any;

    boolean run(byte[] input) {
      Input in = new Input(input);
      long start = Drive.start(in);
      concurrency = 1 + in.below(4);
      SyncSchedule schedule =
          new SyncSchedule(Duration.ofMinutes(1), concurrency, MAX_SHARES, new Random(4));
      Drive<SyncSchedule.Input, SyncSchedule.Effect> drive =
          new Drive<>(schedule, start, this::saw);
      for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
        ShareId share = ShareId.of(Samples.filled(in.below(MAX_SHARES), ShareId.LENGTH));
        switch (in.below(6)) {
          case 0 -> {
            followed.add(share);
            drive.feed(new SyncSchedule.Input.Added(share, in.bool()));
          }
          case 1 -> {
            followed.remove(share);
            drive.feed(new SyncSchedule.Input.Removed(share));
          }
          case 2 -> drive.feed(new SyncSchedule.Input.SyncNow(share));
          case 3 -> drive.feed(new SyncSchedule.Input.HeadChanged(share));
          case 4 -> {
            if (!running.isEmpty()) {
              ShareId done = running.remove(in.u8() % running.size());
              drive.feed(new SyncSchedule.Input.Finished(done, in.bool()));
            }
          }
          default -> drive.pass(in);
        }
        Finding.unless(
            followed.isEmpty() || !running.isEmpty() || schedule.deadlineNanos().isPresent(),
            "a share is never looked at again");
      }
      return any;
    }

    private void saw(SyncSchedule.Effect effect) {
      ShareId share = ((SyncSchedule.Effect.Run) effect).share();
      Finding.unless(followed.contains(share), "a share that nobody follows is looked at");
      Finding.unless(!running.contains(share), "two looks at one share");
      running.add(share);
      Finding.unless(running.size() <= concurrency, "more looks at once than there may be");
      any = true;
    }
  }
}
