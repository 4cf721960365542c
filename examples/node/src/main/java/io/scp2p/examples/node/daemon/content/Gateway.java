package io.scp2p.examples.node.daemon.content;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.SecurityHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Sends content while it arrives: the whole or a range, as fast as the other side reads. */
public final class Gateway {
  /** The server takes 128 buffers at a time; so that is 2 MiB, and not 32. */
  private static final int SLICE_BYTES = 16 << 10;

  private final OpenContents contents;

  /** Reads through shared open contents. */
  public Gateway(OpenContents contents) {
    this.contents = contents;
  }

  /**
   * Something to send.
   *
   * @param key one for all requests of the same bytes
   * @param etag names these bytes and no others
   * @param name for whoever keeps it
   * @param type as its publisher says, or null
   * @param sizeBytes how many
   * @param open opens it
   */
  public record Content(
      Object key,
      String etag,
      String name,
      @Nullable String type,
      long sizeBytes,
      Supplier<Mono<RemoteContent>> open) {}

  /** The answer to a request for content. */
  public Reply answer(Call call, Content content, boolean download) {
    String etag = "\"" + content.etag() + "\"";
    if (matches(call.header("If-None-Match"), etag)) {
      return new Reply.Streamed(
          response -> {
            // Headers of a 304 take the place of those kept with the content (RFC 9111, 3.2).
            response.responseHeaders().set("Content-Security-Policy", SecurityHeaders.CONTENT);
            return response
                .status(304)
                .header("ETag", etag)
                .header("Cache-Control", "private")
                .send();
          });
    }
    String condition = call.header("If-Range");
    boolean ranged = condition == null || condition.equals(etag);
    Optional<ByteRange> range =
        ranged ? ByteRange.of(call.header("Range"), content.sizeBytes()) : Optional.empty();
    if (range.isPresent() && !range.get().isSatisfiable()) {
      return unsatisfiable(content.sizeBytes());
    }
    contents.checkRoom(content.key());
    return new Reply.Streamed(
        response -> {
          head(response, content, etag, download);
          ByteRange part = range.orElse(new ByteRange(0, content.sizeBytes()));
          response.status(range.isPresent() ? 206 : 200);
          response.header("Content-Length", Long.toString(part.count()));
          range.ifPresent(r -> response.header("Content-Range", r.header(content.sizeBytes())));
          return call.headOnly() || part.count() == 0
              ? response.send()
              : send(response, content, part);
        });
  }

  private static boolean matches(@Nullable String header, String etag) {
    if (header == null) {
      return false;
    }
    for (String one : header.split(",", 32)) {
      String tag = one.strip();
      if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }

  private static void head(
      HttpServerResponse response, Content content, String etag, boolean download) {
    String type = MediaTypes.of(content.type(), content.name());
    response.responseHeaders().set("Content-Security-Policy", SecurityHeaders.CONTENT);
    response
        .header("Content-Type", type)
        .header("Content-Disposition", MediaTypes.disposition(type, content.name(), download))
        .header("Accept-Ranges", "bytes")
        .header("ETag", etag)
        .header("Cache-Control", "private");
  }

  private static Reply unsatisfiable(long size) {
    HttpFailure failure =
        HttpFailure.of(
            416, "HTTP_RANGE", "There are " + size + " bytes.", "Ask for some of these.");
    return new Reply.Json(
        failure.status(),
        Map.of("error", failure.body()),
        Map.of("Content-Range", "bytes */" + size));
  }

  private Publisher<Void> send(HttpServerResponse response, Content content, ByteRange part) {
    Flux<ByteBuf> bytes =
        contents
            .read(content.key(), content.open(), opened -> opened.bytes(part.first(), part.count()))
            .concatMapIterable(Gateway::slices, 1)
            .map(Unpooled::wrappedBuffer);
    return response.send(bytes);
  }

  private static List<ByteBuffer> slices(ByteBuffer block) {
    List<ByteBuffer> slices = new ArrayList<>();
    for (int start = 0; start < block.remaining(); start += SLICE_BYTES) {
      int length = Math.min(SLICE_BYTES, block.remaining() - start);
      slices.add(block.slice(block.position() + start, length));
    }
    return slices;
  }
}
