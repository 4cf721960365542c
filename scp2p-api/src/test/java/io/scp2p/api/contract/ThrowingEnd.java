package io.scp2p.api.contract;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Throws at the second byte, and whenever it is told of an end. */
final class ThrowingEnd implements ConnectionListener {
  private final List<Byte> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger streamEnds = new AtomicInteger();
  private final AtomicInteger connectionEnds = new AtomicInteger();
  private volatile @Nullable ByteStream stream;

  @Override
  public StreamListener streamOpened(ByteStream opened) {
    stream = opened;
    return new StreamListener() {
      @Override
      public void data(ByteBuffer bytes) {
        heard.add(bytes.get());
        if (heard.size() > 1) {
          throw new IllegalStateException("thrown by the test");
        }
      }

      @Override
      public void writable() {}

      @Override
      public void inputEnded() {}

      @Override
      public void closed(@Nullable TransportException cause) {
        streamEnds.incrementAndGet();
        throw new IllegalStateException("thrown by the test");
      }
    };
  }

  @Override
  public void closed(@Nullable TransportException cause) {
    connectionEnds.incrementAndGet();
    throw new IllegalStateException("thrown by the test");
  }

  @Nullable ByteStream stream() {
    return stream;
  }

  List<Byte> heard() {
    return heard;
  }

  int streamEnds() {
    return streamEnds.get();
  }

  int connectionEnds() {
    return connectionEnds.get();
  }
}
