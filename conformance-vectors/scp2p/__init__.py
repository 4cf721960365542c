"""The pure parts of SCP2P v1 in plain Python, written from docs/protocol.md alone.

An independent second implementation: it exists so that the vectors are not merely the output of
the code they test. It is slow, it does no I/O, and it is not constant-time: never use it with
real keys.
"""
