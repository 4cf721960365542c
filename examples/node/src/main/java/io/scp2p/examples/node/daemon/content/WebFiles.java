package io.scp2p.examples.node.daemon.content;

import io.netty.buffer.Unpooled;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The browser interface: files on the class path below {@code /web/}, read once. */
public final class WebFiles {
  /** Nothing that climbs, hides, or means something to a class loader. */
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, Asset> assets = new ConcurrentHashMap<>();

  private record Asset(ByteBuffer bytes, String type, String etag) {}

  /** The answer to a request for a file; the path begins below {@code /web/}. */
  public Mono<Reply> answer(Call call, String path) {
    if (!NAME.matcher(path).matches()) {
      throw HttpFailure.notFound("This file");
    }
    Asset known = assets.get(path);
    Mono<Asset> asset =
        known != null
            ? Mono.just(known)
            : Mono.fromCallable(() -> load(path)).subscribeOn(Schedulers.boundedElastic());
    return asset.map(file -> reply(call, file));
  }

  private Asset load(String path) {
    try (InputStream in = WebFiles.class.getResourceAsStream("/web/" + path)) {
      String ending = path.substring(path.lastIndexOf('.') + 1);
      String type = TYPES.get(ending);
      if (in == null || type == null) {
        throw HttpFailure.notFound("This file");
      }
      byte[] bytes = in.readAllBytes();
      Asset asset =
          new Asset(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), type, "\"" + digest(bytes) + "\"");
      // Only names of files that exist are kept: their number is that of the jar.
      assets.put(path, asset);
      return asset;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static Reply reply(Call call, Asset asset) {
    boolean unchanged = asset.etag().equals(call.header("If-None-Match"));
    return new Reply.Streamed(
        response -> {
          response.header("ETag", asset.etag()).header("Cache-Control", "no-cache");
          if (unchanged) {
            return response.status(304).send();
          }
          response
              .header("Content-Type", asset.type())
              .header("Content-Length", Integer.toString(asset.bytes().remaining()));
          return call.headOnly()
              ? response.send()
              : response.send(Mono.just(Unpooled.wrappedBuffer(asset.bytes().duplicate())));
        });
  }
}
