package io.scp2p.examples.node.daemon.http;

import io.scp2p.api.ApiVersion;
import io.scp2p.examples.node.daemon.json.Members;
import io.scp2p.examples.node.daemon.json.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The interface as an OpenAPI 3.1 document, made from the routes that are registered. */
public final class OpenApi {
  private static final Pattern PART = Pattern.compile("\\{([a-zA-Z]+)\\*?}");
  private static final String JSON = "application/json";

  private final Schemas schemas = new Schemas();

  private OpenApi() {}

  /** The document. */
  public static Map<String, Object> of(List<Route> routes) {
    return new OpenApi().document(routes);
  }

  private Map<String, Object> document(List<Route> routes) {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      String path = route.pattern().replace("*}", "}");
      @SuppressWarnings("unchecked")
      Map<String, Object> methods =
          (Map<String, Object>) paths.computeIfAbsent(path, key -> new LinkedHashMap<>());
      methods.put(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Members.of(
            "title", "The daemon of the Scp2p example node",
            "version", ApiVersion.current().toString(),
            "description", "Described for people in docs/http-api.md."));
    document.put(
        "security", List.of(Members.of("token", List.of()), Members.of("cookie", List.of())));
    document.put("paths", paths);
    document.put(
        "components",
        Members.of(
            "securitySchemes", schemes(),
            "responses", Members.of("Failure", failure()),
            "schemas", schemas.components()));
    return document;
  }

  private Map<String, Object> failure() {
    Map<String, Object> error = Members.of("error", schemas.of(HttpFailure.Body.class));
    return Members.of(
        "description",
        "what went wrong, and what to do",
        "content",
        content(JSON, Members.of("type", "object", "properties", error)));
  }

  private static Map<String, Object> schemes() {
    return Members.of(
        "token", Members.of("type", "http", "scheme", "bearer"),
        "cookie", Members.of("type", "apiKey", "in", "cookie", "name", "scp2p-{port}"));
  }

  private Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", route.summary());
    if (route.open()) {
      operation.put("security", List.of());
    }
    List<Object> parameters = parameters(route);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    Fields takes = route.takes();
    if (takes != null && !takes.members().isEmpty()) {
      operation.put(
          "requestBody", Members.of("required", true, "content", content(JSON, members(takes))));
    }
    operation.put(
        "responses",
        Members.of(
            Integer.toString(route.gives().status()),
            answer(route.gives()),
            "default",
            Members.of("$ref", "#/components/responses/Failure")));
    return operation;
  }

  private static List<Object> parameters(Route route) {
    List<Object> parameters = new ArrayList<>();
    Matcher parts = PART.matcher(route.pattern());
    while (parts.find()) {
      parameters.add(
          Members.of(
              "name",
              parts.group(1),
              "in",
              "path",
              "required",
              true,
              "schema",
              Members.of("type", "string")));
    }
    for (Route.Parameter known : route.query()) {
      Map<String, Object> text = Members.of("type", "string");
      parameters.add(
          Members.of(
              "name",
              known.name(),
              "in",
              "query",
              "description",
              known.about(),
              "schema",
              known.repeatable() ? Members.of("type", "array", "items", text) : text));
    }
    return parameters;
  }

  private Map<String, Object> answer(Route.Gives gives) {
    return switch (gives.form()) {
      case NOTHING -> Members.of("description", "done");
      case EVENTS ->
          Members.of(
              "description", "events", "content", content("text/event-stream", Members.of()));
      case BYTES -> Members.of("description", "bytes", "content", content("*/*", Members.of()));
      case VALUE ->
          Members.of("description", "as asked", "content", content(JSON, schemas.of(gives.type())));
      case LIST ->
          Members.of("description", "a page", "content", content(JSON, list(gives.type())));
    };
  }

  private Map<String, Object> list(Class<?> type) {
    Map<String, Object> properties =
        Members.of(
            "items", Members.of("type", "array", "items", schemas.of(type)),
            "next", Members.of("type", List.of("string", "null")));
    return Members.of("type", "object", "properties", properties);
  }

  private static Map<String, Object> members(Fields fields) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Fields.Field field : fields.members()) {
      Map<String, Object> schema = new LinkedHashMap<>(schema(field));
      schema.put("description", field.about());
      properties.put(field.name(), schema);
      if (field.required()) {
        required.add(field.name());
      }
    }
    return Members.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required,
        "additionalProperties",
        false);
  }

  private static Map<String, Object> schema(Fields.Field field) {
    Map<String, Object> text = Members.of("type", "string");
    return switch (field.kind()) {
      case STRING ->
          field.values().isEmpty() ? text : Members.of("type", "string", "enum", field.values());
      case INTEGER -> Members.of("type", "integer");
      case NUMBER -> Members.of("type", "number");
      case BOOLEAN -> Members.of("type", "boolean");
      case STRINGS -> Members.of("type", "array", "items", text);
      case STRING_LISTS ->
          Members.of("type", "array", "items", Members.of("type", "array", "items", text));
      case OBJECT ->
          field.nested() == null ? Members.of("type", "object") : members(field.nested());
      case MAP -> Members.of("type", "object");
    };
  }

  private static Map<String, Object> content(String type, Map<String, Object> schema) {
    return Members.of(type, schema.isEmpty() ? Members.of() : Members.of("schema", schema));
  }
}
