package io.scp2p.core.wire.message;

/**
 * A request that v1 does not know. It is only sent to peers that said they understand it; its
 * number is {@link MessageCodec#FIRST_EXTENSION_TYPE} or higher.
 */
public non-sealed interface ExtensionRequest extends Request {
  @Override
  default <R> R dispatch(RequestHandler<R> handler) {
    return handler.extension(this);
  }
}
