package io.scp2p.core.protocol.serving;

/**
 * Permission to send, or to ask for, so many bytes now. They are booked already.
 *
 * @param ticket as it was given to {@link BandwidthFlow#want}
 */
public record Grant<T>(T ticket, int bytes) {}
