package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.scp2p.api.id.FixedBytes;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.IpAddress;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares a decoded record, component by component, with the fields a vector states. */
final class FieldCheck {
  private FieldCheck() {}

  /** Every stated field is there and equal; every component that is not stated is absent. */
  static void check(Record actual, CBORObject fields) {
    Map<String, Object> components = new HashMap<>();
    collect(actual, components);
    for (CBORObject key : fields.getKeys()) {
      String component = FieldNaming.component(key.AsString());
      assertThat(components).as("fields of %s", actual.getClass()).containsKey(component);
      compare(key.AsString(), components.remove(component), fields.get(key));
    }
    // A mark of an extension that is not set has no bytes.
    components.values().removeIf(value -> value == null || value.equals(false));
    assertThat(components).as("fields beyond those of the vector").isEmpty();
  }

  private static void collect(Record actual, Map<String, Object> components) {
    for (RecordComponent component : actual.getClass().getRecordComponents()) {
      Object value = value(component, actual);
      if (FieldNaming.isTransparent(component)) {
        collect((Record) value, components);
      } else {
        components.put(component.getName(), value);
      }
    }
  }

  private static Object value(RecordComponent component, Record owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(component.toString(), e);
    }
  }

  private static void compare(String name, Object actual, CBORObject expected) {
    if (Json.isNull(expected)) {
      assertThat(actual).as(name).isNull();
    } else if (actual instanceof Bytes bytes) {
      compareBytes(name, bytes, expected);
    } else if (actual instanceof List<?> list) {
      assertThat(list).as(name).hasSize(expected.size());
      for (int i = 0; i < list.size(); i++) {
        compare(name + "." + i, list.get(i), expected.get(i));
      }
    } else if (actual instanceof IpAddress ip) {
      assertThat(expected.size()).isOne();
      compareBytes(name, ip.octets(), expected.get(ip.isV4() ? "V4" : "V6"));
    } else if (actual instanceof DhtKey key) {
      compareBytes(name, key.value(), expected);
    } else if (actual instanceof Record nested) {
      check(nested, expected);
    } else {
      assertThat(plain(actual)).as(name).isEqualTo(plain(expected));
    }
  }

  private static void compareBytes(String name, Bytes actual, CBORObject expected) {
    if (expected.getType() == CBORType.Array) {
      List<Bytes> parts = expected.getValues().stream().map(Json::bytes).toList();
      assertThat(actual).as(name).isEqualTo(Json.joined(parts));
    } else if (expected.getType() == CBORType.Map && expected.ContainsKey("blake3")) {
      assertThat(actual.size()).as(name).isEqualTo(expected.get("size").AsInt32());
      Bytes hash = Bytes.wrap(Blake3.hash(actual.toArray()));
      assertThat(hash.hex()).as(name).isEqualTo(expected.get("blake3").AsString());
    } else {
      assertThat(actual.hex()).as(name).isEqualTo(Json.bytes(expected).hex());
    }
  }

  /** Both sides as text: unsigned numbers, spellings, identifiers, truth values. */
  private static String plain(Object actual) {
    if (actual instanceof Long number) {
      return Long.toUnsignedString(number);
    }
    if (actual instanceof FixedBytes id) {
      return id.hex();
    }
    return actual instanceof Enum<?> constant ? FieldBuild.spelling(constant) : actual.toString();
  }

  private static String plain(CBORObject expected) {
    return switch (expected.getType()) {
      case Boolean -> Boolean.toString(expected.AsBoolean());
      case Integer -> Json.digits(expected);
      default -> expected.AsString();
    };
  }
}
