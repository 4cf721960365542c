package io.scp2p.examples.desktop;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.TransferState;
import java.awt.BorderLayout;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.SwingUtilities;
import reactor.core.publisher.Mono;

/** One download: a bar, what state it is in, and two buttons. Made and used on the EDT. */
final class DownloadWindow {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 130;

  private final JFrame frame = new JFrame();
  private final JLabel state = new JLabel(" ");
  private final JButton pause = new JButton("Pause");
  private final JButton cancel = new JButton("Cancel");
  private final Download download;

  DownloadWindow(String title, Download download, Runnable whenClosed) {
    this.download = download;
    JProgressBar bar = new JProgressBar();
    JPanel buttons = new JPanel();
    buttons.add(pause);
    buttons.add(cancel);
    frame.setTitle(title);
    frame.add(bar, BorderLayout.CENTER);
    frame.add(state, BorderLayout.NORTH);
    frame.add(buttons, BorderLayout.SOUTH);
    frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent event) {
            whenClosed.run();
          }
        });
    frame.setSize(WIDTH, HEIGHT);
    ProgressBinding.bind(download.progress(), bar);
    download.states().subscribe(next -> SwingUtilities.invokeLater(() -> show(next)));
    download
        .result()
        .subscribe(done -> {}, failure -> SwingUtilities.invokeLater(() -> say(ended(failure))));
    pause.addActionListener(click -> start(pausing() ? download.resume() : download.pause()));
    cancel.addActionListener(click -> start(download.cancel()));
  }

  void open() {
    frame.setVisible(true);
  }

  private boolean pausing() {
    return download.state() == TransferState.PAUSED;
  }

  private void show(TransferState next) {
    if (next != TransferState.ERROR) {
      state.setText(next.name()); // Of a failure the result says more.
    }
    pause.setText(next == TransferState.PAUSED ? "Resume" : "Pause");
    pause.setEnabled(!next.isTerminal());
    cancel.setEnabled(!next.isTerminal());
  }

  /** What is longer than the window is there under the mouse. */
  private void say(String text) {
    state.setText(text);
    state.setToolTipText(text);
  }

  /** Nothing here waits: a handler of the EDT only subscribes. */
  private void start(Mono<Void> action) {
    action.subscribe(
        nothing -> {}, failure -> SwingUtilities.invokeLater(() -> say(reason(failure))));
  }

  /** Why it has ended, with the state that the label would show without that. */
  static String ended(Throwable failure) {
    boolean cancelled =
        failure instanceof Scp2pException known && known.code() == ErrorCode.CANCELLED;
    return cancelled
        ? TransferState.CANCELLED.name()
        : TransferState.ERROR + ": " + reason(failure);
  }

  private static String reason(Throwable failure) {
    return failure instanceof Scp2pException
        ? String.valueOf(failure.getMessage())
        : failure.toString();
  }
}
