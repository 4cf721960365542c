package io.scp2p.core.wire.message;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.ItemReader;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows how to decode the payload of each message number, requests and responses apart. Immutable:
 * adding an extension makes another codec.
 */
public final class MessageCodec {
  /**
   * Numbers below belong to v1, whose authors never change their meaning (section 5.4), to the
   * session (600), and to tunnels (601, 602), in which nobody asks whom a codec knows.
   */
  public static final int FIRST_EXTENSION_TYPE = 603;

  private static final int MAX_TYPE = 0xffff;

  /**
   * Decodes a whole payload.
   *
   * @param <T> what it decodes
   */
  @FunctionalInterface
  public interface PayloadDecoder<T> {
    /** Decodes all of {@code payload}, or objects. */
    T decode(Bytes payload) throws WireException;
  }

  private static final MessageCodec V1 = new MessageCodec(v1Requests(), v1Responses());

  private final Map<Integer, PayloadDecoder<? extends Request>> requests;
  private final Map<Integer, PayloadDecoder<? extends Response>> responses;

  private MessageCodec(
      Map<Integer, PayloadDecoder<? extends Request>> requests,
      Map<Integer, PayloadDecoder<? extends Response>> responses) {
    this.requests = Map.copyOf(requests);
    this.responses = Map.copyOf(responses);
  }

  /** The messages of SCP2P v1 and no others. */
  public static MessageCodec v1() {
    return V1;
  }

  /**
   * This codec with one more request.
   *
   * @throws IllegalArgumentException if the number is not an extension's or is taken
   */
  public MessageCodec withRequest(int type, PayloadDecoder<? extends ExtensionRequest> decoder) {
    return new MessageCodec(added(requests, type, decoder), responses);
  }

  /**
   * This codec with one more response.
   *
   * @throws IllegalArgumentException if the number is not an extension's or is taken
   */
  public MessageCodec withResponse(int type, PayloadDecoder<? extends ExtensionResponse> decoder) {
    return new MessageCodec(requests, added(responses, type, decoder));
  }

  /**
   * Decodes a request. If it objects, {@link WireException#text()} is the text of the error answer
   * (section 5.2), and the session stays usable.
   */
  public Request decodeRequest(int type, Bytes payload) throws WireException {
    PayloadDecoder<? extends Request> decoder = requests.get(type);
    if (decoder != null) {
      return decoder.decode(payload);
    }
    if (MessageType.of(type).isPresent() || responses.containsKey(type)) {
      throw new WireException(
          Reason.UNSUPPORTED_MESSAGE_TYPE, WireErrorText.UNSUPPORTED_MESSAGE_TYPE);
    }
    throw unknown(type);
  }

  /** Decodes a response; the caller has seen that it is none of the error kind. */
  public Response decodeResponse(int type, Bytes payload) throws WireException {
    PayloadDecoder<? extends Response> decoder = responses.get(type);
    if (decoder == null) {
      throw unknown(type);
    }
    return decoder.decode(payload);
  }

  private static WireException unknown(int type) {
    return new WireException(Reason.UNKNOWN_MESSAGE_TYPE, WireErrorText.unknownMessageType(type));
  }

  private static <T> Map<Integer, PayloadDecoder<? extends T>> added(
      Map<Integer, PayloadDecoder<? extends T>> known,
      int type,
      PayloadDecoder<? extends T> decoder) {
    if (type < FIRST_EXTENSION_TYPE || type > MAX_TYPE) {
      throw new IllegalArgumentException(type + " is no number for an extension");
    }
    Map<Integer, PayloadDecoder<? extends T>> more = new HashMap<>(known);
    if (more.put(type, decoder) != null) {
      throw new IllegalArgumentException(type + " is taken");
    }
    return more;
  }

  private static Map<Integer, PayloadDecoder<? extends Request>> v1Requests() {
    Map<Integer, PayloadDecoder<? extends Request>> known = new HashMap<>();
    put(known, MessageType.PEX_OFFER, PexOffer::read);
    put(known, MessageType.PEX_REQUEST, PexRequest::read);
    put(known, MessageType.FIND_NODE, FindNode::read);
    put(known, MessageType.FIND_VALUE, FindValue::read);
    put(known, MessageType.STORE, Store::read);
    put(known, MessageType.GET_MANIFEST, GetManifest::read);
    put(known, MessageType.LIST_PUBLIC_SHARES, ListPublicShares::read);
    put(known, MessageType.GET_COMMUNITY_STATUS, GetCommunityStatus::read);
    put(known, MessageType.LIST_COMMUNITY_PUBLIC_SHARES, ListCommunityPublicShares::read);
    put(known, MessageType.RELAY_REGISTER, RelayRegister::read);
    put(known, MessageType.RELAY_CONNECT, RelayConnect::read);
    put(known, MessageType.RELAY_STREAM, RelayStream::read);
    put(known, MessageType.RELAY_LIST_REQUEST, RelayListRequest::read);
    put(known, MessageType.HAVE_CONTENT, HaveContent::read);
    put(known, MessageType.GET_CHUNK, GetChunk::read);
    put(known, MessageType.GET_CHUNK_HASHES, GetChunkHashes::read);
    return known;
  }

  private static Map<Integer, PayloadDecoder<? extends Response>> v1Responses() {
    Map<Integer, PayloadDecoder<? extends Response>> known = new HashMap<>();
    // Number 100 answers both a push of peers, with nothing, and a request for peers, with some.
    known.put(
        MessageType.PEX_OFFER.number(),
        payload ->
            payload.isEmpty()
                ? Acknowledgement.read(MessageType.PEX_OFFER, payload)
                : CborReader.decode(payload, PexOffer::read));
    put(known, MessageType.FIND_NODE, FindNodeResult::read);
    put(known, MessageType.FIND_VALUE, FindValueResult::read);
    acknowledges(known, MessageType.STORE);
    put(known, MessageType.MANIFEST_DATA, ManifestData::read);
    put(known, MessageType.PUBLIC_SHARE_LIST, PublicShareList::read);
    put(known, MessageType.COMMUNITY_STATUS, CommunityStatus::read);
    put(known, MessageType.COMMUNITY_PUBLIC_SHARE_LIST, CommunityPublicShareList::read);
    put(known, MessageType.RELAY_REGISTERED, RelayRegistered::read);
    acknowledges(known, MessageType.RELAY_CONNECT);
    put(known, MessageType.RELAY_STREAM, RelayStream::read);
    put(known, MessageType.RELAY_LIST_RESPONSE, RelayListResponse::read);
    put(known, MessageType.PROVIDERS, ProvidersMessage::read);
    acknowledges(known, MessageType.HAVE_CONTENT);
    put(known, MessageType.CHUNK_DATA, ChunkData::read);
    put(known, MessageType.CHUNK_HASH_LIST, ChunkHashList::read);
    return known;
  }

  private static <T> void put(
      Map<Integer, PayloadDecoder<? extends T>> known,
      MessageType type,
      ItemReader<? extends T> reader) {
    known.put(type.number(), payload -> CborReader.decode(payload, reader));
  }

  private static void acknowledges(
      Map<Integer, PayloadDecoder<? extends Response>> known, MessageType type) {
    known.put(type.number(), payload -> Acknowledgement.read(type, payload));
  }
}
