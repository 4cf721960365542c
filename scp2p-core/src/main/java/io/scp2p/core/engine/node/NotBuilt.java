package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stands in for facades that this version does not have: every call says so. */
final class NotBuilt {
  private NotBuilt() {}

  static <T> T facade(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer(type, method, proxy, arguments)));
  }

  private static Object answer(Class<?> type, Method method, Object proxy, Object[] arguments) {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(type, method, proxy, arguments);
    }
    Scp2pException why =
        new Scp2pException(
            ErrorCode.NOT_IMPLEMENTED,
            "This version of the SDK cannot do that yet.",
            Map.of("call", type.getSimpleName() + "." + method.getName()));
    if (method.getReturnType() == Mono.class) {
      return Mono.error(why);
    }
    if (method.getReturnType() == Flux.class) {
      return Flux.error(why);
    }
    throw why;
  }

  private static Object ofObject(Class<?> type, Method method, Object proxy, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> type.getSimpleName() + " (not built)";
    };
  }
}
