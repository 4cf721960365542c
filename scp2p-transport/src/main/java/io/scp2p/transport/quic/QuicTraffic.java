package io.scp2p.transport.quic;

/**
 * What went through the shared UDP port since it was opened.
 *
 * @param receivedDatagrams everything that arrived
 * @param receivedBytes its UDP payload
 * @param sentDatagrams everything that was sent
 * @param sentBytes its UDP payload
 * @param nonQuicDatagrams those handed to the receiver of other packets
 * @param droppedDatagrams those that nobody was to have: malformed, refused, or no room left
 * @param errors failed calls to the system
 */
record QuicTraffic(
    long receivedDatagrams,
    long receivedBytes,
    long sentDatagrams,
    long sentBytes,
    long nonQuicDatagrams,
    long droppedDatagrams,
    long errors) {}
