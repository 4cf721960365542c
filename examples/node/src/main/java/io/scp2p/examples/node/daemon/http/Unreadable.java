package io.scp2p.examples.node.daemon.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is no request never comes to the interface: the server refuses it by itself, with a status
 * and nothing else. Here that answer gets what every answer has. A request of another version is
 * refused, too: the server would answer it in that version, and there is no HTTP/0.1. One for each
 * connection.
 */
final class Unreadable extends ChannelDuplexHandler {
  private static final int FIRST_ERROR = 400;

  private boolean isRefused;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (isRefused) { // The rest of that request; the connection ends with the answer to it.
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request && !isKnown(request.protocolVersion())) {
      isRefused = true;
      request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("version")));
    }
    context.fireChannelRead(message);
  }

  private static boolean isKnown(HttpVersion version) {
    return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof FullHttpResponse answer
        && answer.status().code() >= FIRST_ERROR
        && !answer.headers().contains(SecurityHeaders.POLICY)) {
      ReferenceCountUtil.release(message);
      var unused = context.write(refusal(), promise);
    } else {
      var unused = context.write(message, promise);
    }
  }

  private static FullHttpResponse refusal() {
    HttpFailure failure =
        HttpFailure.of(
            400,
            "HTTP_MALFORMED",
            "This is no request of HTTP/1.1, or its address or headers are longer than 16 KiB.",
            "Send what RFC 9112 describes.");
    byte[] bytes =
        JsonWriter.write(Map.of("error", failure.body())).getBytes(StandardCharsets.UTF_8);
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(failure.status()),
            Unpooled.wrappedBuffer(bytes));
    SecurityHeaders.put(answer.headers());
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONNECTION, "close");
    return answer;
  }
}
