#!/usr/bin/env python3
"""The yardstick of the link laboratory: plain TCP, as fast as the kernel sends.

    link-raw.py serve ADDRESS PORT             sends to whoever connects until its input ends
    link-raw.py fetch ADDRESS PORT SECONDS [CONNECTIONS]   prints what `bench link-node` prints: FIRST, SECOND and END lines
"""
import selectors, socket, sys, time

PIECE = 256 << 10  # A chunk: what has to be there before its first byte is verified.


def serve(address):
    waiting, zeros = selectors.DefaultSelector(), bytes(PIECE)
    with socket.create_server(address) as listener:
        waiting.register(listener, selectors.EVENT_READ)
        waiting.register(sys.stdin, selectors.EVENT_READ)
        print("READY", flush=True)
        while True:
            for key, _ in waiting.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is listener:
                    peer = listener.accept()[0]
                    peer.setblocking(False)
                    waiting.register(peer, selectors.EVENT_WRITE)
                    continue
                try:
                    key.fileobj.send(zeros)
                except BlockingIOError:
                    pass
                except OSError:  # The other side has enough.
                    waiting.unregister(key.fileobj)
                    key.fileobj.close()


def fetch(address, seconds, connections):
    began = time.monotonic()
    waiting = selectors.DefaultSelector()
    for _ in range(connections):
        peer = socket.socket()
        peer.setblocking(False)
        peer.connect_ex(address)
        waiting.register(peer, selectors.EVENT_READ)
    got, first, second, before = 0, False, 1, 0
    while second <= seconds:
        for key, _ in waiting.select(max(0.001, began + second - time.monotonic())):
            got += len(key.fileobj.recv(PIECE))
        passed = time.monotonic() - began
        if got >= PIECE and not first:
            first = True
            print(round(passed * 1000), "FIRST", flush=True)
        if passed >= second:
            print(round(passed * 1000), "SECOND", second, got - before, flush=True)
            second, before = second + 1, got
    print(round(passed * 1000), "END", got, flush=True)


where = (sys.argv[2], int(sys.argv[3]))
if sys.argv[1] == "serve":
    serve(where)
else:
    fetch(where, int(sys.argv[4]), int(sys.argv[5]) if len(sys.argv) > 5 else 1)
