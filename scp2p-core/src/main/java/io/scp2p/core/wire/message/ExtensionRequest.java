package io.scp2p.core.wire.message;

/**
 * A request that v1 does not know. It is only sent to peers that said they understand it; its
 * number is {@link MessageCodec#FIRST_EXTENSION_TYPE} or higher.
 */
public non-sealed interface ExtensionRequest extends Request {
  /** The number of a successful answer. */
  default int answerType() {
    return type();
  }

  /** Whether answers are so large that upload caps have to pace them. */
  default boolean isBulk() {
    return false;
  }

  /** What it counts against besides the total (specification section 17.1). */
  default RateClass rateClass() {
    return RateClass.OTHER;
  }

  @Override
  default <R> R dispatch(RequestHandler<R> handler) {
    return handler.extension(this);
  }
}
