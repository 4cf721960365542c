package io.scp2p.core.engine.turn;

import io.scp2p.api.config.TurnServer;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.turn.TurnEffect;
import io.scp2p.core.protocol.turn.TurnInput;
import io.scp2p.core.protocol.turn.TurnMachine;
import io.scp2p.core.protocol.turn.TurnRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One server: over UDP, else over TCP, else again after a rest. Lives on the loop. */
final class ServerRun {
  /** After both ways came to nothing; a wrong password waits as long as ten of them. */
  static final Duration REST = Duration.ofSeconds(30);

  /** Messages that wait for the loop; what comes beyond is dropped, as a network would. */
  static final int MAX_WAITING = 1_024;

  private static final int UNLIKELY_TO_CHANGE = 10;

  private final Loop loop;
  private final TurnServer server;
  private final TurnRules rules;
  private final Entropy entropy;
  private final TurnListener listener;
  private final Alarm alarm;
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable TurnMachine machine;
  private @Nullable TurnLine line;
  private @Nullable StunAddress relayed;
  private @Nullable StunAddress mapped;
  private TurnEffect.@Nullable Why ended;
  private int code;
  private boolean stream;
  private long attempt;
  private boolean closed;

  ServerRun(Loop loop, TurnServer server, TurnRules rules, Entropy entropy, TurnListener listener) {
    this.loop = loop;
    this.server = server;
    this.rules = rules;
    this.entropy = entropy;
    this.listener = listener;
    this.alarm = new Alarm(loop, this::timeout);
  }

  void open() {
    if (closed) {
      return;
    }
    long number = ++attempt;
    machine = new TurnMachine(server.username(), server.password(), stream, rules, entropy);
    try {
      line = new TurnLine(server.address(), stream, new Ear(number));
    } catch (IOException noSelector) {
      ended(TurnEffect.Why.NO_ANSWER, 0);
    }
  }

  TurnState state() {
    return new TurnState(server.address(), stream, relayed, mapped, ended, code);
  }

  @Nullable StunAddress relayed() {
    return relayed;
  }

  void feed(TurnInput input) {
    TurnMachine now = machine;
    if (now != null) {
      perform(now, now.accept(loop.time().nanos(), input));
    }
  }

  private void timeout() {
    TurnMachine now = machine;
    if (now == null) {
      open();
    } else {
      perform(now, now.onTimeout(loop.time().nanos()));
    }
  }

  private void perform(TurnMachine now, List<TurnEffect> effects) {
    alarm.set(now.deadlineNanos());
    for (TurnEffect effect : effects) {
      if (effect instanceof TurnEffect.Transmit transmit) {
        if (line != null) {
          line.send(transmit.message());
        }
      } else if (effect instanceof TurnEffect.Allocated allocated) {
        relayed = allocated.relayed();
        mapped = allocated.mapped();
        ended = null;
        listener.opened(allocated.relayed());
      } else if (effect instanceof TurnEffect.Ended over) {
        ended(over.why(), over.code());
      } else if (relayed != null) {
        tell(relayed, effect);
      }
    }
  }

  private void tell(StunAddress at, TurnEffect effect) {
    if (effect instanceof TurnEffect.Permitted permitted) {
      listener.permitted(at, permitted.peer(), true);
    } else if (effect instanceof TurnEffect.Refused refused) {
      listener.permitted(at, refused.peer(), false);
    } else if (effect instanceof TurnEffect.Delivered delivered) {
      listener.delivered(at, delivered.peer(), delivered.data());
    }
  }

  private void ended(TurnEffect.Why why, int because) {
    StunAddress before = relayed;
    machine = null;
    relayed = null;
    mapped = null;
    ended = why;
    code = because;
    attempt++; // What the old line still says does not count.
    if (line != null) {
      line.stop();
    }
    if (before != null) {
      listener.closed(before);
    }
    if (closed) {
      alarm.set(OptionalLong.empty());
      return;
    }
    boolean other = why == TurnEffect.Why.NO_ANSWER && !stream;
    stream = other; // UDP first, each time: it has no queue in which everything waits for one loss.
    long rest = other || why == TurnEffect.Why.LOST ? 0 : Nanos.of(REST);
    boolean hopeless = why == TurnEffect.Why.WRONG_CREDENTIALS;
    alarm.set(OptionalLong.of(loop.time().nanos() + (hopeless ? UNLIKELY_TO_CHANGE * rest : rest)));
  }

  /** Gives the address back. */
  void close() {
    if (!closed) {
      closed = true;
      feed(new TurnInput.Close());
    }
  }

  /** Whether the server knows, or will find out by itself. */
  boolean isClosed() {
    return closed && machine == null;
  }

  /** Ends the line. Not on the loop: this waits for its thread. */
  void release() {
    TurnLine last = line;
    if (last != null) {
      last.close();
    }
  }

  /** Brings to the loop what one line says. */
  private final class Ear implements TurnLine.Listener {
    private final long number;

    Ear(long number) {
      this.number = number;
    }

    private void post(TurnInput input) {
      loop.post(
          () -> {
            if (number == attempt) {
              feed(input);
            }
          });
    }

    @Override
    public void connected() {
      post(new TurnInput.Connected());
    }

    @Override
    public void received(Bytes message) {
      if (waiting.incrementAndGet() > MAX_WAITING) {
        waiting.decrementAndGet();
        return;
      }
      loop.post(
          () -> {
            waiting.decrementAndGet();
            if (number == attempt) {
              feed(new TurnInput.Received(message));
            }
          });
    }

    @Override
    public void broken() {
      post(new TurnInput.Disconnected());
    }
  }
}
