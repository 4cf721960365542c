#!/usr/bin/env python3
"""The yardstick of the link laboratory: one plain TCP connection, as fast as the kernel sends.

    link-raw.py serve ADDRESS PORT             sends to whoever connects, one after another, until its input ends
    link-raw.py fetch ADDRESS PORT SECONDS     prints what `bench link-node` prints: FIRST, SECOND and END lines
"""
import select, socket, sys, time

PIECE = 256 << 10  # A chunk: what has to be there before its first byte is verified.


def serve(listener):
    listener.listen()
    print("READY", flush=True)
    while True:
        ready, _, _ = select.select([listener, 0], [], [])
        if 0 in ready:
            return
        with listener.accept()[0] as peer:
            peer.settimeout(5)
            try:
                while True:
                    peer.sendall(bytes(PIECE))
            except OSError:
                pass  # The other side has enough.


def fetch(address, seconds):
    began = time.monotonic()
    with socket.create_connection(address) as peer:
        peer.sendall(b"x")
        got, first, second, before = 0, False, 1, 0
        while second <= seconds:
            peer.settimeout(max(0.001, began + second - time.monotonic()))
            try:
                got += len(peer.recv(PIECE))
            except TimeoutError:
                pass
            passed = time.monotonic() - began
            if got >= PIECE and not first:
                first = True
                print(round(passed * 1000), "FIRST", flush=True)
            if passed >= second:
                print(round(passed * 1000), "SECOND", second, got - before, flush=True)
                second, before = second + 1, got
    print(round(passed * 1000), "END", got, flush=True)


address = (sys.argv[2], int(sys.argv[3]))
if sys.argv[1] == "serve":
    serve(socket.create_server(address))
else:
    fetch(address, int(sys.argv[4]))
