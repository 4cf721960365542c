package io.scp2p.examples.desktop;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import java.awt.Component;
import java.awt.Container;
import java.awt.Frame;
import java.awt.Rectangle;
import java.awt.Robot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import javax.swing.JLabel;
import javax.swing.JProgressBar;
import javax.swing.SwingUtilities;

/**
 * The program in a process with a screen: waits until the window says it is done, then closes it.
 */
final class WindowProcess {
  private WindowProcess() {}

  public static void main(String... arguments) throws Exception {
    Scp2pNode node =
        Scp2pNode.builder()
            .home(Path.of(arguments[0]))
            .config(DesktopProgressIT.loopback())
            .start();
    CompletableFuture<Void> closed = node.events().then().toFuture();
    DesktopProgress.show(node, ShareLink.parse(arguments[1]), Path.of(arguments[2]));
    boolean done = await(WindowProcess::isDone, Duration.ofSeconds(120));
    Rectangle screen = new Rectangle(640, 480);
    ImageIO.write(new Robot().createScreenCapture(screen), "png", Path.of(arguments[3]).toFile());
    SwingUtilities.invokeAndWait(() -> Arrays.stream(Frame.getFrames()).forEach(Frame::dispose));
    // The window closes the node, which ends its events; a second close waits for the first.
    boolean closing = await(closed::isDone, Duration.ofSeconds(60));
    node.close();
    System.exit(done && closing ? 0 : 1);
  }

  private static boolean await(BooleanSupplier condition, Duration limit) {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos >= 0) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  private static boolean isDone() {
    AtomicBoolean done = new AtomicBoolean();
    try {
      SwingUtilities.invokeAndWait(
          () -> done.set(Arrays.stream(Frame.getFrames()).anyMatch(WindowProcess::isDone)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return done.get();
  }

  private static boolean isDone(Container container) {
    boolean full = false;
    boolean completed = false;
    for (Component part : all(container)) {
      full |= part instanceof JProgressBar bar && bar.getValue() == ProgressBinding.FULL;
      completed |= part instanceof JLabel label && "COMPLETED".equals(label.getText());
    }
    return full && completed;
  }

  private static List<Component> all(Container container) {
    List<Component> found = new ArrayList<>();
    for (Component part : container.getComponents()) {
      found.add(part);
      if (part instanceof Container inner) {
        found.addAll(all(inner));
      }
    }
    return found;
  }
}
