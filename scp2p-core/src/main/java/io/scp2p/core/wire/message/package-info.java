/**
 * The requests and responses of specification section 5.4, one record a file with its codec, and
 * {@link io.scp2p.core.wire.message.MessageCodec}, which knows them by number.
 *
 * <p>Several numbers name both a request and its answer, so a payload can only be decoded by
 * someone who knows the direction: a server decodes requests, a client responses. Extensions join
 * through {@link io.scp2p.core.wire.message.ExtensionRequest} and {@link
 * io.scp2p.core.wire.message.ExtensionResponse}, without this package knowing them.
 */
@NullMarked
package io.scp2p.core.wire.message;

import org.jspecify.annotations.NullMarked;
