package io.scp2p.core.wire.record;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * What a node says it does (specification section 6). Purely informative: reference nodes announce
 * next to nothing and serve everything.
 *
 * @param dht takes part in the DHT
 * @param store willing to store DHT values
 * @param relay willing to relay; must be true in a relay announcement
 * @param contentSeed serves content chunks
 * @param mobileLight a light or mobile node
 */
public record Capabilities(
    boolean dht, boolean store, boolean relay, boolean contentSeed, boolean mobileLight)
    implements Encodable {
  /** What the reference's programs announce, relays excepted. */
  public static final Capabilities NONE = new Capabilities(false, false, false, false, false);

  private static final FieldNames NAMES =
      FieldNames.of("dht", "store", "relay", "content_seed", "mobile_light");

  /** Reads the five booleans, all mandatory; further keys are ignored. */
  public static Capabilities read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    boolean dht = false;
    boolean store = false;
    boolean relay = false;
    boolean contentSeed = false;
    boolean mobileLight = false;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "dht" -> dht = in.bool();
        case "store" -> store = in.bool();
        case "relay" -> relay = in.bool();
        case "content_seed" -> contentSeed = in.bool();
        case "mobile_light" -> mobileLight = in.bool();
        default -> throw fields.unhandled(name);
      }
    }
    return new Capabilities(
        fields.need("dht", dht),
        fields.need("store", store),
        fields.need("relay", relay),
        fields.need("content_seed", contentSeed),
        fields.need("mobile_light", mobileLight));
  }

  @Override
  public void write(CborWriter out) {
    out.map(5);
    out.key("dht");
    out.bool(dht);
    out.key("store");
    out.bool(store);
    out.key("relay");
    out.bool(relay);
    out.key("content_seed");
    out.bool(contentSeed);
    out.key("mobile_light");
    out.bool(mobileLight);
  }
}
