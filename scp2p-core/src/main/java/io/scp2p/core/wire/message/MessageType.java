package io.scp2p.core.wire.message;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The message registry of SCP2P v1 (specification section 5.4). */
public enum MessageType {
  PEX_OFFER(100, 100, RateClass.OTHER),
  PEX_REQUEST(101, 100, RateClass.OTHER),
  FIND_NODE(200, 200, RateClass.DHT),
  FIND_VALUE(201, 201, RateClass.DHT),
  STORE(202, 202, RateClass.DHT),
  GET_MANIFEST(400, 401, RateClass.FETCH),
  MANIFEST_DATA(401),
  LIST_PUBLIC_SHARES(402, 403, RateClass.FETCH),
  PUBLIC_SHARE_LIST(403),
  GET_COMMUNITY_STATUS(404, 405, RateClass.FETCH),
  COMMUNITY_STATUS(405),
  LIST_COMMUNITY_PUBLIC_SHARES(406, 407, RateClass.FETCH),
  COMMUNITY_PUBLIC_SHARE_LIST(407),
  RELAY_REGISTER(450, 451, RateClass.RELAY),
  RELAY_REGISTERED(451),
  RELAY_CONNECT(452, 452, RateClass.RELAY),
  RELAY_STREAM(453, 453, RateClass.RELAY),
  RELAY_LIST_REQUEST(460, 461, RateClass.OTHER),
  RELAY_LIST_RESPONSE(461),
  /** Registered but never sent; sent as a request it is answered like a response-only number. */
  PROVIDERS(498),
  HAVE_CONTENT(499, 499, RateClass.OTHER),
  GET_CHUNK(500, 501, RateClass.CHUNK),
  CHUNK_DATA(501),
  GET_CHUNK_HASHES(502, 503, RateClass.FETCH),
  CHUNK_HASH_LIST(503);

  private static final Map<Integer, MessageType> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(MessageType::number, Function.identity()));

  private static final int NO_ANSWER = -1;

  private final int number;
  private final int answerNumber;
  private final @Nullable RateClass rateClass;

  MessageType(int number) {
    this.number = number;
    this.answerNumber = NO_ANSWER;
    this.rateClass = null;
  }

  MessageType(int number, int answerNumber, RateClass rateClass) {
    this.number = number;
    this.answerNumber = answerNumber;
    this.rateClass = rateClass;
  }

  /** The type with this number, if v1 has it. */
  public static Optional<MessageType> of(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }

  /** The number in an envelope. */
  public int number() {
    return number;
  }

  /** True if it can be sent as a request. */
  public boolean isRequest() {
    return answerNumber != NO_ANSWER;
  }

  /**
   * The number of a successful answer to this request.
   *
   * @throws IllegalStateException if this is no request
   */
  public int answerNumber() {
    if (!isRequest()) {
      throw new IllegalStateException(this + " is no request");
    }
    return answerNumber;
  }

  /**
   * What this request counts against.
   *
   * @throws IllegalStateException if this is no request
   */
  public RateClass rateClass() {
    if (rateClass == null) {
      throw new IllegalStateException(this + " is no request");
    }
    return rateClass;
  }
}
