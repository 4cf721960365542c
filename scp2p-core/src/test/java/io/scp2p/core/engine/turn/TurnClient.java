package io.scp2p.core.engine.turn;

import io.scp2p.api.config.TurnServer;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.protocol.turn.TurnRules;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** {@link TurnRelays} with a loop of its own, for one server. */
final class TurnClient implements AutoCloseable, TurnListener {
  static final Duration PATIENCE = Duration.ofMinutes(1);

  final List<String> told = new CopyOnWriteArrayList<>();
  private final EventLoop loop = new EventLoop("turn-test", TimeSource.system());
  private final TurnRelays relays;

  TurnClient(TurnServer server, TurnRules rules) {
    relays = new TurnRelays(loop, List.of(server), rules, Entropy.system(), this);
    loop.post(relays::open);
  }

  @Override
  public void opened(StunAddress relayed) {
    told.add("OPENED");
  }

  @Override
  public void closed(StunAddress relayed) {
    told.add("CLOSED");
  }

  @Override
  public void permitted(StunAddress relayed, StunAddress peer, boolean may) {
    told.add("PERMITTED " + may);
  }

  @Override
  public void delivered(StunAddress relayed, StunAddress peer, Bytes data) {
    told.add("DATA " + new String(data.toArray(), StandardCharsets.UTF_8));
  }

  boolean hears(String line) {
    return Waiter.realTime().await(() -> told.contains(line), PATIENCE);
  }

  <T> T ask(Function<TurnRelays, T> question) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.post(() -> answer.complete(question.apply(relays)));
    return answer.get(60, TimeUnit.SECONDS);
  }

  TurnState state() throws Exception {
    return ask(all -> all.states().get(0));
  }

  StunAddress relayed() throws Exception {
    return ask(all -> all.candidates().get(0));
  }

  void permit(StunAddress peer) throws Exception {
    StunAddress own = relayed();
    loop.post(() -> relays.permit(own, peer));
  }

  void send(StunAddress peer, String text) throws Exception {
    StunAddress own = relayed();
    Bytes data = Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    loop.post(() -> relays.send(own, peer, data));
  }

  @Override
  public void close() throws IOException {
    try {
      relays.close().get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException(e);
    }
    relays.release();
    loop.close();
  }
}
