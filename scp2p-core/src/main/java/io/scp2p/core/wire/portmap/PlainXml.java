package io.scp2p.core.wire.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML of a stranger: elements and their text, one after the other. A document type is refused, so
 * there are no entities to expand and nothing outside to fetch; size, depth and text are bounded.
 */
final class PlainXml {
  /** A router's description has some ten thousand bytes. */
  static final int MAX_BYTES = 65_536;

  /** Three devices in another, each in a list, with services in a list, with fields. */
  static final int MAX_DEPTH = 24;

  /** Longer texts are refused. */
  static final int MAX_TEXT_CHARS = 1_024;

  private PlainXml() {}

  /** Told of each element in the order of the document. */
  interface Visitor {
    /** An element begins. */
    void begins(String name) throws WireException;

    /** An element ends; with the text that was directly in it. */
    void ends(String name, String text) throws WireException;
  }

  /** A new one each time: a factory need not be safe for the loops of several nodes. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing outside is read");
        });
    return factory;
  }

  /**
   * Routers write UTF-8. Decoded here, since of bytes that are none the parser of the JDK complains
   * on the standard error of the host, as often as a stranger likes.
   */
  private static String text(Bytes document) {
    String text = new String(document.toArray(), StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  static void read(Bytes document, Visitor visitor) throws WireException {
    if (document.size() > MAX_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "XML above its limit");
    }
    try {
      XMLStreamReader in = factory().createXMLStreamReader(new StringReader(text(document)));
      try {
        read(in, visitor);
      } finally {
        in.close();
      }
    } catch (XMLStreamException | RuntimeException broken) {
      // The parser of the JDK throws unchecked exceptions, too, for some of what is not XML.
      throw new WireException(Reason.MALFORMED, "not well-formed XML");
    }
  }

  private static void read(XMLStreamReader in, Visitor visitor)
      throws XMLStreamException, WireException {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    while (in.hasNext()) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth > MAX_DEPTH) {
            throw new WireException(Reason.TOO_DEEP, "XML nested too deep");
          }
          text.setLength(0);
          visitor.begins(in.getLocalName());
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          visitor.ends(in.getLocalName(), text.toString().strip());
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (text.length() + in.getTextLength() > MAX_TEXT_CHARS) {
            throw new WireException(Reason.TOO_LARGE, "XML text above its limit");
          }
          text.append(in.getText());
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new WireException(Reason.MALFORMED, "XML with a document type");
        default -> {
          // Comments and instructions mean nothing here.
        }
      }
    }
  }

  /** Text as it stands in an element. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
