package io.scp2p.core.engine.follow;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.sync.SyncSchedule;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Drives a {@link SyncSchedule}. On the loop. */
final class Timetable {
  private final Loop loop;
  private final SyncSchedule schedule;
  private final Consumer<ShareId> look;
  private final Alarm alarm;
  private boolean closed;

  /** Has {@code look} called for each share that is to be looked at, never from within a step. */
  Timetable(Loop loop, SyncSchedule schedule, Consumer<ShareId> look) {
    this.loop = loop;
    this.schedule = schedule;
    this.look = look;
    this.alarm = new Alarm(loop, this::due);
  }

  void step(SyncSchedule.Input input) {
    if (!closed) {
      perform(schedule.accept(loop.time().nanos(), input));
    }
  }

  private void due() {
    if (!closed) {
      perform(schedule.onTimeout(loop.time().nanos()));
    }
  }

  private void perform(List<SyncSchedule.Effect> effects) {
    alarm.set(schedule.deadlineNanos());
    for (SyncSchedule.Effect effect : effects) {
      ShareId share = ((SyncSchedule.Effect.Run) effect).share();
      loop.post(() -> look.accept(share));
    }
  }

  void close() {
    closed = true;
    alarm.set(OptionalLong.empty());
  }
}
