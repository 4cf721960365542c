package io.scp2p.examples.node.daemon.route;

import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.ListPage;
import io.scp2p.examples.node.daemon.http.Routes;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Files from a browser, streamed to the disk. */
final class StagingRoutes {
  /** One file; the disk itself is the other bound. */
  static final long MAX_FILE_BYTES = 64L << 30;

  /** Buffers on their way to the disk: what is not written is not read from the socket. */
  private static final int IN_FLIGHT = 4;

  private final Staging staging;

  private StagingRoutes(Staging staging) {
    this.staging = staging;
  }

  /** A file that has arrived. */
  record Arrived(String path, long bytes) {}

  static void register(Routes routes, Context context) {
    StagingRoutes here = new StagingRoutes(context.staging());
    Staging staging = context.staging();
    routes
        .post("/staging", "Makes room for an upload")
        .takes(Fields.NONE)
        .gives(201, Staging.Area.class)
        .to(call -> Blocking.mono(staging::create));
    routes
        .get("/staging", "Uploads, and what they are used by")
        .listed(Staging.Area.class)
        .to(call -> Blocking.mono(staging::list).map(ListPage::whole));
    routes
        .get("/staging/{stagingId}", "One upload")
        .gives(Staging.Area.class)
        .to(call -> Blocking.mono(() -> staging.describe(call.path("stagingId"))));
    routes
        .put("/staging/{stagingId}/files/{path*}", "Uploads one file; its bytes are the body")
        .gives(201, Arrived.class)
        .to(here::upload);
    routes
        .delete("/staging/{stagingId}", "Removes an upload that nothing is served from")
        .to(
            call ->
                Mono.<Void>fromRunnable(() -> staging.remove(call.path("stagingId")))
                    .subscribeOn(Schedulers.boundedElastic()));
  }

  private Mono<Arrived> upload(Call call) {
    String path = call.path("path");
    String type = call.header("Content-Type");
    // A page of another site may send forms and text without asking; not this.
    if (!"application/octet-stream".equals(type)) {
      throw HttpFailure.of(
          415,
          "HTTP_UNSUPPORTED_MEDIA_TYPE",
          "An upload must be application/octet-stream.",
          "Send it with this Content-Type.");
    }
    return Blocking.mono(() -> staging.target(call.path("stagingId"), path))
        .flatMap(
            target ->
                Mono.usingWhen(
                    Blocking.mono(() -> open(target)),
                    channel -> write(call, channel),
                    channel -> Blocking.mono(() -> finish(channel, target)),
                    (channel, failure) -> Blocking.mono(() -> abandon(channel, target)),
                    channel -> Blocking.mono(() -> abandon(channel, target))))
        .map(bytes -> new Arrived(path, bytes));
  }

  private static Mono<Long> write(Call call, FileChannel channel) {
    return call.request()
        .receive()
        .asByteArray()
        .publishOn(Schedulers.boundedElastic(), IN_FLIGHT)
        .reduce(0L, (before, bytes) -> append(channel, before, bytes));
  }

  private static long append(FileChannel channel, long before, byte[] bytes) {
    if (before + bytes.length > MAX_FILE_BYTES) {
      throw HttpFailure.of(
          413,
          "HTTP_BODY_TOO_LARGE",
          "The file has more than " + MAX_FILE_BYTES + " bytes.",
          "Share it from the disk of the daemon's machine.");
    }
    return Staging.doing(
        () -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
          return before + bytes.length;
        });
  }

  /** Under a name of its own until it is whole: nobody publishes half a file. */
  private static Path part(Path target) {
    return target.resolveSibling(target.getFileName() + ".scp2p-part");
  }

  static FileChannel open(Path target) {
    return Staging.doing(
        () ->
            FileChannel.open(
                part(target), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  static Path finish(FileChannel channel, Path target) {
    try {
      return Staging.doing(
          () -> {
            channel.force(true);
            channel.close();
            return Files.move(part(target), target);
          });
    } catch (RuntimeException failure) {
      throw abandoned(channel, target, failure);
    }
  }

  /** Nobody else does it: of its ends an upload sees one only. */
  private static RuntimeException abandoned(
      FileChannel channel, Path target, RuntimeException failure) {
    try {
      Path unused = abandon(channel, target);
    } catch (RuntimeException more) {
      failure.addSuppressed(more);
    }
    return failure;
  }

  private static Path abandon(FileChannel channel, Path target) {
    return Staging.doing(
        () -> {
          channel.close();
          Files.deleteIfExists(part(target));
          return target;
        });
  }
}
