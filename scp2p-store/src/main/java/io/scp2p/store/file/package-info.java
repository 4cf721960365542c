/**
 * Content in plain files: what is shared is read where it stands, what arrives is written beside
 * its target.
 *
 * <p><b>Open files.</b> A blob is a handle, not an open file. Its file is opened when it is read or
 * written, stays open while there is room among {@code maxOpenFiles}, and is never closed under
 * somebody who uses it. A blob whose file is opened again makes sure that it is still the same
 * file.
 *
 * <p><b>Interrupts.</b> An interrupt closes the channel that the interrupted thread uses, for
 * everybody. {@link io.scp2p.store.file.OpenFiles} repeats the work on a new channel, so that
 * cancelling one reader never fails another.
 *
 * <p><b>Targets.</b> Nothing is ever written through a symbolic link as the last part of a name.
 * Links among the folders above are the user's own.
 */
@NullMarked
package io.scp2p.store.file;

import org.jspecify.annotations.NullMarked;
