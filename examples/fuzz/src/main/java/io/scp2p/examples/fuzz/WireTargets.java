package io.scp2p.examples.fuzz;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.ListReader;
import io.scp2p.core.wire.cbor.OpaqueCbor;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.HelloExtension;
import io.scp2p.core.wire.record.HelloOffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Frames, envelopes, hellos, and the reader below everything. */
final class WireTargets {
  private static final String[] FRAMES = {
    "decoding-frames", "messages", "error-envelopes", "hello", "records"
  };
  private static final FieldNames NAMES = FieldNames.of("ip", "port", "peers", "v");
  private static final int MAX_SCRIPT = 64;

  private WireTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "frames",
            "a stream of envelopes, cut at any place",
            vectors -> framed(vectors.octets(FRAMES)),
            input -> frames(input, false)),
        new FuzzTarget(
            "handshake-frames",
            "a stream that begins with hellos, cut at any place",
            vectors -> framed(vectors.octets(FRAMES)),
            input -> frames(input, true)),
        new FuzzTarget(
            "envelope",
            "the body of a frame",
            vectors -> vectors.octets(FRAMES),
            RoundTrip.record(Envelope::decode, WireTargets::errorTextIsShort)),
        new FuzzTarget(
            "hello",
            "hello 1, 2 or 3",
            vectors -> vectors.octets("hello", "handshake-checks", "decoding-records"),
            RoundTrip.record(Hello::decode)),
        new FuzzTarget(
            "hello-extension",
            "what stands under x in a hello",
            WireTargets::extensions,
            WireTargets::extension),
        new FuzzTarget(
            "cbor-opaque",
            "an item of which nothing is known, and its tree",
            vectors -> vectors.octets("decoding-records", "messages", "records"),
            WireTargets::opaque),
        new FuzzTarget(
            "cbor-reader",
            "any sequence of calls of the reader",
            vectors -> scripted(vectors.octets("decoding-records", "messages")),
            WireTargets::primitives));
  }

  private static List<byte[]> framed(List<byte[]> bodies) {
    List<byte[]> all = new ArrayList<>(bodies);
    for (byte[] body : bodies) {
      all.add(ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array());
    }
    return all;
  }

  /** In one piece, in pieces of a byte, and in pieces that the input chooses. */
  private static boolean frames(byte[] input, boolean handshake) {
    List<Object> whole = cut(input, handshake, input.length + 1, false);
    Finding.unless(whole.equals(cut(input, handshake, 1, false)), "cut into bytes it is another");
    int seed = Bytes.wrap(input).hashCode();
    Finding.unless(whole.equals(cut(input, handshake, seed, true)), "cut anyhow it is another");
    return whole.stream().anyMatch(Bytes.class::isInstance);
  }

  /** The frames, then the objection if there is one. */
  private static List<Object> cut(byte[] input, boolean handshake, int pieceOrSeed, boolean any) {
    FrameDecoder decoder = handshake ? FrameDecoder.forHandshake() : FrameDecoder.forEnvelopes();
    SplittableRandom random = new SplittableRandom(pieceOrSeed);
    List<Object> found = new ArrayList<>();
    int arrived = 0;
    while (arrived < input.length) {
      int piece = any ? 1 + random.nextInt(1 + random.nextInt(input.length)) : pieceOrSeed;
      int end = Math.min(input.length, arrived + piece);
      ByteBuffer next = ByteBuffer.wrap(input.clone(), arrived, end - arrived);
      arrived = end;
      try {
        for (Bytes body = decoder.next(next); body != null; body = decoder.next(next)) {
          found.add(body);
          if (handshake && found.size() == 2) {
            decoder.expectEnvelopes();
          }
        }
      } catch (WireException objection) {
        found.add(objection.getMessage() == null ? "" : objection.getMessage());
        return found;
      }
      Finding.unless(!next.hasRemaining(), "the decoder left bytes behind");
      Finding.unless(
          decoder.heldBytes() <= 2L * Math.max(decoder.filledBytes(), 1),
          "memory runs ahead of what arrived");
      Finding.unless(decoder.missingBytes() >= 0, "more arrived than the frame has");
    }
    found.add(decoder.insideFrame());
    return found;
  }

  private static void errorTextIsShort(Envelope envelope) {
    String text = envelope.errorText();
    Finding.unless(text.length() <= Envelope.MAX_ERROR_TEXT_BYTES, "a long error text");
    Finding.unless(text.chars().noneMatch(Character::isISOControl), "an error text with controls");
  }

  private static List<byte[]> extensions(Vectors vectors) {
    List<byte[]> found = new ArrayList<>();
    for (byte[] hello : vectors.octets("hello", "handshake-checks")) {
      found.add(hello);
      Hello decoded = RoundTrip.decoded(Hello::decode, hello);
      if (decoded != null && decoded.extension() != null) {
        found.add(decoded.extension().encoded().toArray());
      }
    }
    found.addAll(vectors.octets(Set.of("value"), "hello-extension"));
    found.add(Samples.helloExtension(false));
    found.add(Samples.helloExtension(true));
    return found;
  }

  private static boolean extension(byte[] input) {
    Optional<HelloExtension> received =
        RoundTrip.decoded(bytes -> HelloExtension.decode(OpaqueCbor.parse(bytes)), input);
    if (received == null || received.isEmpty()) {
      return false;
    }
    HelloExtension decoded = received.get();
    Finding.unless(decoded.offer().features().size() <= HelloOffer.MAX_ENTRIES, "many features");
    Finding.unless(decoded.offer().limits().size() <= HelloOffer.MAX_ENTRIES, "many limits");
    try {
      Finding.unless(
          HelloExtension.decode(decoded.encode()).filter(decoded::equals).isPresent(),
          "decoded again it is another");
    } catch (WireException refused) {
      throw new Finding("our own encoding is refused", refused);
    }
    return true;
  }

  private static boolean opaque(byte[] input) {
    OpaqueCbor item = RoundTrip.decoded(OpaqueCbor::parse, input);
    if (item == null) {
      return false;
    }
    Finding.unless(item.encoded().equals(Bytes.wrap(input)), "an opaque item was changed");
    if (input.length > HelloExtension.MAX_ENCODED_BYTES) {
      return true; // Nobody looks into larger ones.
    }
    try {
      Finding.unless(!item.diagnostic().isEmpty(), "nothing to show");
    } catch (WireException refused) {
      return false;
    }
    return true;
  }

  private static List<byte[]> scripted(List<byte[]> items) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      byte[] item = items.get(i);
      int script = i % 24;
      byte[] with = new byte[item.length + 3];
      with[0] = 2;
      with[1] = (byte) script;
      with[2] = (byte) (script + 5);
      System.arraycopy(item, 0, with, 3, item.length);
      all.add(with);
    }
    return all;
  }

  /** First a script, then what it is read from. */
  private static boolean primitives(byte[] input) {
    Input in = new Input(input);
    byte[] script = in.take(in.u8() % MAX_SCRIPT);
    byte[] item = in.rest();
    Integer steps =
        RoundTrip.decoded(bytes -> run(script, new CborReader(bytes), item.length), item);
    return steps != null && steps > 0;
  }

  private static int run(byte[] script, CborReader reader, int length) throws WireException {
    int at = 0;
    for (byte step : script) {
      step(step & 0xff, reader);
      Finding.unless(reader.offset() >= at && reader.offset() <= length, "the reader went astray");
      at = reader.offset();
    }
    return script.length;
  }

  private static void step(int step, CborReader reader) throws WireException {
    switch (step % 20) {
      case 0 -> reader.u64();
      case 1 -> within(reader.u32(), 0xffff_ffffL);
      case 2 -> within(reader.u16(), 0xffff);
      case 3 -> within(reader.u8(), 0xff);
      case 4 -> reader.bool();
      case 5 -> reader.text();
      case 6 -> reader.textOrAbsent();
      case 7 -> Finding.unless(reader.fixed(32).length == 32, "fixed bytes of another size");
      case 8 -> Finding.unless(reader.fixedBytes(4).size() == 4, "fixed bytes of another size");
      case 9 -> reader.blob();
      case 10 -> reader.blobOrAbsent();
      case 11 -> reader.byteString();
      case 12 -> Finding.unless(reader.byteString(20).length == 20, "bytes of another size");
      case 13 -> reader.list(CborReader::u8);
      case 14 ->
          Finding.unless(
              reader.list(3, "more than three", CborReader::opaque).size() <= 3, "a long list");
      case 15 -> record(reader);
      case 16 -> intRecord(reader);
      case 17 -> reader.variant();
      case 18 -> reader.opaque();
      default -> nested(reader, 0);
    }
  }

  private static void within(long value, long max) {
    Finding.unless(value >= 0 && value <= max, "a number out of its range");
  }

  private static void record(CborReader reader) throws WireException {
    RecordReader fields = reader.record(NAMES);
    int count = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      reader.opaque();
      count++;
    }
    Finding.unless(count <= 4, "a field twice");
  }

  private static void intRecord(CborReader reader) throws WireException {
    IntRecordReader fields = reader.intRecord(4);
    int seen = 0;
    for (int key = fields.next(); key != IntRecordReader.END; key = fields.next()) {
      Finding.unless(key >= 0 && key < 4 && (seen & 1 << key) == 0, "a key twice, or no key");
      seen |= 1 << key;
      reader.opaque();
    }
  }

  /** Lists in lists: deeper than the limit nothing is read. */
  private static void nested(CborReader reader, int level) throws WireException {
    Finding.unless(level <= WireLimits.MAX_NESTING, "nested too deeply");
    ListReader list = reader.list();
    while (list.next()) {
      nested(reader, level + 1);
    }
  }
}
