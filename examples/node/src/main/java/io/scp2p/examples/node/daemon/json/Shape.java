package io.scp2p.examples.node.daemon.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which members a record has as JSON: its components, unless something else was said. The document
 * of the interface is made from shapes, too, so what is sent and what is documented are one thing.
 *
 * @param members in their order
 */
public record Shape(List<Member> members) {
  /** Takes a copy. */
  public Shape {
    members = List.copyOf(members);
  }

  /**
   * One member.
   *
   * @param name as written
   * @param type of its value
   * @param nullable whether it may be null
   * @param read takes the value out of the record
   */
  public record Member(
      String name, Type type, boolean nullable, Function<Object, @Nullable Object> read) {}

  /** The components of a record, in their order. */
  static Shape ofRecord(Class<?> type) {
    return new Shape(Arrays.stream(type.getRecordComponents()).map(Shape::member).toList());
  }

  private static Member member(RecordComponent component) {
    Method accessor = component.getAccessor();
    // Views are not public; their accessors can be called all the same.
    accessor.setAccessible(true);
    boolean nullable =
        component.getAnnotatedType().isAnnotationPresent(Nullable.class)
            || accessor.getAnnotatedReturnType().isAnnotationPresent(Nullable.class);
    return new Member(
        component.getName(),
        component.getGenericType(),
        nullable,
        record -> call(accessor, record));
  }

  private static @Nullable Object call(Method accessor, Object record) {
    try {
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + accessor, e);
    }
  }

  /** The same with another member in front. */
  Shape first(String name, Type type, Function<Object, @Nullable Object> read) {
    List<Member> more = new ArrayList<>();
    more.add(new Member(name, type, false, read));
    more.addAll(members);
    return new Shape(more);
  }

  /** The same with another member at the end. */
  Shape last(String name, Type type, Function<Object, @Nullable Object> read) {
    List<Member> more = new ArrayList<>(members);
    more.add(new Member(name, type, false, read));
    return new Shape(more);
  }

  /** The same with another name for a member. */
  Shape renamed(String from, String to) {
    return new Shape(
        members.stream()
            .map(m -> m.name.equals(from) ? new Member(to, m.type, m.nullable, m.read) : m)
            .toList());
  }

  /** The same with less. */
  Shape without(String name) {
    return new Shape(members.stream().filter(member -> !member.name.equals(name)).toList());
  }
}
