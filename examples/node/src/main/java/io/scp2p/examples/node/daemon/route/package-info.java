/** What the interface can do, by concern. Each class registers its routes and nothing else. */
@NullMarked
package io.scp2p.examples.node.daemon.route;

import org.jspecify.annotations.NullMarked;
