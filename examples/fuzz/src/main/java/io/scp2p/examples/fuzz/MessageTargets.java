package io.scp2p.examples.fuzz;

import io.scp2p.core.protocol.catalog.CatalogMessages;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.message.ContentMessages;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.DhtPutResult;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.GetHoldings;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.pairing.PairingMessages;
import io.scp2p.core.wire.reach.MeetOverTcp;
import io.scp2p.core.wire.reach.OfferPaths;
import io.scp2p.core.wire.relay.AskRoutes;
import io.scp2p.core.wire.relay.Routes;
import io.scp2p.core.wire.vault.VaultMessages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every request and every response, of v1 and of each extension. */
final class MessageTargets {
  private static final List<Integer> V1 =
      List.of(
          100, 101, 200, 201, 202, 400, 401, 402, 403, 404, 405, 406, 407, 450, 451, 452, 453, 460,
          461, 498, 499, 500, 501, 502, 503);

  private MessageTargets() {}

  /** A codec that knows everything. */
  static MessageCodec everything() {
    MessageCodec codec =
        MessageCodec.v1()
            .withRequest(DhtPut.TYPE, payload -> CborReader.decode(payload, DhtPut::read))
            .withResponse(DhtPut.TYPE, payload -> CborReader.decode(payload, DhtPutResult::read))
            .withRequest(AskRoutes.TYPE, payload -> CborReader.decode(payload, AskRoutes::read))
            .withResponse(AskRoutes.TYPE, payload -> CborReader.decode(payload, Routes::read));
    codec = ContentMessages.addTo(codec, GetHashPage.FEATURE);
    codec = ContentMessages.addTo(codec, GetHoldings.FEATURE);
    codec = CommunityMessages.addTo(CatalogMessages.addTo(codec));
    codec = MeetOverTcp.addTo(OfferPaths.addTo(codec));
    return VaultMessages.addTo(PairingMessages.addTo(codec));
  }

  /**
   * Messages that are fed together.
   *
   * @param name before {@code -requests} and {@code -responses}
   * @param types their numbers
   * @param files of vectors with payloads of theirs
   */
  record Family(String name, List<Integer> types, List<String> files) {
    /** Payloads to begin with. */
    List<byte[]> payloads(Vectors vectors) {
      List<byte[]> payloads = new ArrayList<>(vectors.octets(files.toArray(new String[0])));
      payloads.addAll(Samples.messages());
      payloads.add(new byte[0]);
      return payloads;
    }
  }

  static List<Family> families() {
    return List.of(
        new Family("v1", V1, List.of("messages", "decoding-records", "error-envelopes")),
        new Family("content", numbers(611, 613), List.of("content-extension")),
        new Family("dht-put", List.of(DhtPut.TYPE), List.of("dht-validation", "records")),
        new Family("routes", List.of(AskRoutes.TYPE), List.of("records")),
        new Family("vault", numbers(620, 632), List.of("vault")),
        new Family("reach", numbers(640, 643), List.of("reach-extension")),
        new Family("pairing", numbers(650, 653), List.of("messages")),
        new Family("community", numbers(660, 665), List.of("community-extension")),
        new Family("catalog", numbers(680, 686), List.of("catalog-extension")));
  }

  static List<FuzzTarget> all() {
    return families().stream().flatMap(MessageTargets::both).toList();
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  /** The first byte of an input chooses among the numbers. */
  private static Stream<FuzzTarget> both(Family family) {
    List<Integer> types = family.types();
    String range = types.get(0) + " to " + types.get(types.size() - 1);
    FuzzTarget.Seeds seeds = vectors -> Vectors.selected(types.size(), family.payloads(vectors));
    return Stream.of(
        new FuzzTarget(
            family.name() + "-requests",
            "requests " + range,
            seeds,
            feed(types, MessageTargets::request)),
        new FuzzTarget(
            family.name() + "-responses",
            "responses " + range,
            seeds,
            feed(types, MessageTargets::response)));
  }

  /** Decodes a message of a number. */
  @FunctionalInterface
  private interface ByNumber {
    Message decode(MessageCodec codec, int type, Bytes payload) throws WireException;
  }

  private static Message request(MessageCodec codec, int type, Bytes payload) throws WireException {
    return codec.decodeRequest(type, payload);
  }

  private static Message response(MessageCodec codec, int type, Bytes payload)
      throws WireException {
    return codec.decodeResponse(type, payload);
  }

  private static FuzzTarget.Feed feed(List<Integer> types, ByNumber decoder) {
    MessageCodec codec = everything();
    return input -> {
      if (input.length == 0) {
        return false;
      }
      int type = types.get((input[0] & 0xff) % types.size());
      return RoundTrip.<Message>record(
              payload -> decoder.decode(codec, type, payload),
              message -> Finding.unless(message.type() == type, "a message of another number"))
          .take(Arrays.copyOfRange(input, 1, input.length));
    };
  }
}
