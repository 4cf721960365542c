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
import io.scp2p.core.wire.relay.AskRoutes;
import io.scp2p.core.wire.relay.Routes;
import io.scp2p.core.wire.vault.VaultMessages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Every request and every response, of v1 and of each extension. */
final class MessageTargets {
  private static final int[] V1 = {
    100, 101, 200, 201, 202, 400, 401, 402, 403, 404, 405, 406, 407, 450, 451, 452, 453, 460, 461,
    498, 499, 500, 501, 502, 503
  };

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
    return VaultMessages.addTo(PairingMessages.addTo(codec));
  }

  static List<FuzzTarget> all() {
    List<FuzzTarget> all = new ArrayList<>();
    both(all, "v1", V1, "messages", "decoding-records", "error-envelopes");
    both(all, "content", numbers(610, 613), "content-extension");
    both(all, "dht-put", new int[] {DhtPut.TYPE}, "dht-validation", "records");
    both(all, "routes", new int[] {AskRoutes.TYPE}, "records");
    both(all, "vault", numbers(620, 632), "vault");
    both(all, "pairing", numbers(650, 653), "messages");
    both(all, "community", numbers(660, 664), "community-extension");
    both(all, "catalog", numbers(680, 686), "catalog-extension");
    return all;
  }

  private static int[] numbers(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  /** The first byte of an input chooses among the numbers. */
  private static void both(List<FuzzTarget> all, String family, int[] types, String... files) {
    String range = types[0] + " to " + types[types.length - 1];
    FuzzTarget.Seeds seeds =
        vectors -> {
          List<byte[]> payloads = new ArrayList<>(vectors.octets(files));
          payloads.addAll(Samples.messages());
          payloads.add(new byte[0]);
          return Vectors.selected(types.length, payloads);
        };
    all.add(
        new FuzzTarget(
            family + "-requests",
            "requests " + range,
            seeds,
            feed(types, MessageTargets::request)));
    all.add(
        new FuzzTarget(
            family + "-responses",
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

  private static FuzzTarget.Feed feed(int[] types, ByNumber decoder) {
    MessageCodec codec = everything();
    return input -> {
      if (input.length == 0) {
        return false;
      }
      int type = types[(input[0] & 0xff) % types.length];
      return RoundTrip.<Message>record(
              payload -> decoder.decode(codec, type, payload),
              message -> Finding.unless(message.type() == type, "a message of another number"))
          .take(Arrays.copyOfRange(input, 1, input.length));
    };
  }
}
