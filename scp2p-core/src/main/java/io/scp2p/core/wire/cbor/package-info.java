/**
 * The reference's dialect of CBOR: what its encoder writes, and what its decoders tolerate.
 *
 * <p>{@link io.scp2p.core.wire.cbor.CborWriter} produces exactly the bytes of specification section
 * 2.3, which is what signatures are computed over. {@link io.scp2p.core.wire.cbor.CborReader} pulls
 * values out of a byte array without building a tree, tolerating what section 2.4 lists and being
 * strict where its consequence 1 allows: lengths, surplus elements, duplicates, trailing bytes.
 *
 * <p>Two families of records exist, and each has its own cursor: {@link
 * io.scp2p.core.wire.cbor.RecordReader} for text keys, {@link
 * io.scp2p.core.wire.cbor.IntRecordReader} for small integer keys.
 *
 * <p>Content that has no fixed shape, such as the extension of a hello, stays an {@link
 * io.scp2p.core.wire.cbor.OpaqueCbor}; reading it as a tree is what the CBOR-java library is for
 * (docs/decisions/0011-cbor-codec.md).
 */
@NullMarked
package io.scp2p.core.wire.cbor;

import org.jspecify.annotations.NullMarked;
