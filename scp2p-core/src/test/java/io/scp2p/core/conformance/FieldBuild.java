package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.scp2p.api.id.FixedBytes;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.IpAddress;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Builds our records out of the fields a vector states: the other direction of FieldCheck. */
final class FieldBuild {
  private FieldBuild() {}

  /** The record of a type; each field must find its component. */
  static <T> T build(Class<T> type, CBORObject fields) {
    Set<String> unused = new HashSet<>();
    fields.getKeys().forEach(key -> unused.add(key.AsString()));
    T built = record(type, fields, unused);
    assertThat(unused).as("fields that %s has no place for", type).isEmpty();
    return built;
  }

  private static <T> T record(Class<T> type, CBORObject fields, Set<String> unused) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] =
          FieldNaming.isTransparent(components[i])
              ? record(components[i].getType(), fields, unused)
              : field(components[i], fields, unused);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type.toString(), e);
    }
  }

  private static Object field(RecordComponent component, CBORObject fields, Set<String> unused) {
    for (CBORObject key : fields.getKeys()) {
      if (FieldNaming.component(key.AsString()).equals(component.getName())) {
        unused.remove(key.AsString());
        return value(component.getGenericType(), fields.get(key));
      }
    }
    return component.getType() == boolean.class ? false : null;
  }

  private static Object value(Type type, CBORObject json) {
    if (Json.isNull(json)) {
      return null;
    }
    if (type instanceof ParameterizedType list) {
      Type element = list.getActualTypeArguments()[0];
      return json.getValues().stream().map(item -> value(element, item)).toList();
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Bytes.class) {
      return json.getType() == CBORType.Array
          ? Json.joined(json.getValues().stream().map(Json::bytes).toList())
          : Json.bytes(json);
    }
    if (plain == IpAddress.class) {
      return new IpAddress(Json.bytes(json.getValues().iterator().next()));
    }
    if (plain == DhtKey.class) {
      return new DhtKey(Json.bytes(json));
    }
    if (plain.isRecord()) {
      return build(plain, json);
    }
    return scalar(plain, json);
  }

  private static Object scalar(Class<?> type, CBORObject json) {
    if (type == int.class) {
      return json.AsInt32();
    }
    if (type == long.class || type == Long.class) {
      return Json.unsigned(json);
    }
    if (type == boolean.class) {
      return json.AsBoolean();
    }
    if (type == String.class) {
      return json.AsString();
    }
    if (type.isEnum()) {
      return List.of((Enum<?>[]) type.getEnumConstants()).stream()
          .filter(constant -> spelling(constant).equals(json.AsString()))
          .findAny()
          .orElseThrow();
    }
    assertThat(FixedBytes.class).isAssignableFrom(type);
    return invoke(type, "parse", String.class, null, json.AsString());
  }

  /** What an enumeration constant is called on the wire. */
  static String spelling(Enum<?> constant) {
    return (String) invoke(constant.getDeclaringClass(), "spelling", null, constant, null);
  }

  private static Object invoke(
      Class<?> type, String method, Class<?> parameter, Object target, Object argument) {
    try {
      return parameter == null
          ? type.getMethod(method).invoke(target)
          : type.getMethod(method, parameter).invoke(target, argument);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type + "." + method, e);
    }
  }
}
