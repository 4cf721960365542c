"""Signed objects, their verification, and the handshake."""


def files():
    return ()
