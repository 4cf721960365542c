/**
 * What a node says to a router to have its ports forwarded: PCP (RFC 6887), NAT-PMP (RFC 6886) and
 * UPnP IGD (SSDP, a description in XML, SOAP). Bytes to records and back, nothing else; whatever a
 * router sends is bounded before it is looked at, and XML is read without document types, so that
 * it can neither name files nor grow.
 */
@NullMarked
package io.scp2p.core.wire.portmap;

import org.jspecify.annotations.NullMarked;
