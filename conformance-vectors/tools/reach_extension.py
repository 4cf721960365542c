#!/usr/bin/env python3
"""Writes reach-extension.json.  python3 tools/reach_extension.py [--check]"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from scp2p import reach  # noqa: E402
from scp2p.cbor import encode  # noqa: E402

FILE = FOLDER / "reach-extension.json"
USER, PASSWORD = "aaaabbbb", "00001111222233334444555566667777"
HOST = reach.candidate(reach.HOST, "10.1.0.2", 7_000)
SEEN = reach.candidate(reach.SERVER_REFLEXIVE, "203.0.113.11", 50_000)
SIX = reach.candidate(reach.MAPPED, "2001:db8::7", 65_535, 1)


def messages():
    yield reach.offer(USER, PASSWORD, True, [HOST, SEEN])
    yield reach.offer("Ab01", PASSWORD[:22], False, [SIX])
    yield reach.offer("z" * 32, "Z" * 64, True, [HOST] * 16)
    yield reach.offer(USER, PASSWORD, True, [])


def refused():
    yield "a name of 3", reach.offer("abc", PASSWORD, True, [])
    yield "a name of 33", reach.offer("a" * 33, PASSWORD, True, [])
    yield "a name with a colon", reach.offer("ab:cd", PASSWORD, True, [])
    yield "a password of 21", reach.offer(USER, PASSWORD[:21], True, [])
    yield "a password of 65", reach.offer(USER, "a" * 65, True, [])
    yield "17 candidates", reach.offer(USER, PASSWORD, True, [HOST] * 17)
    yield "no such kind", reach.offer(USER, PASSWORD, True, [HOST | {0: 5}])
    yield "an address of 5 bytes", reach.offer(USER, PASSWORD, True, [HOST | {1: bytes(5)}])
    yield "port 0", reach.offer(USER, PASSWORD, True, [HOST | {2: 0}])
    yield "port 65,536", reach.offer(USER, PASSWORD, True, [HOST | {2: 65_536}])
    yield "priority 0", reach.offer(USER, PASSWORD, True, [HOST | {3: 0}])
    yield "priority 2^31", reach.offer(USER, PASSWORD, True, [HOST | {3: 1 << 31}])
    yield "no candidates", encode({0: USER, 1: PASSWORD, 2: True})
    yield "no password", encode({0: USER, 2: True, 3: []})


ASK, MEET = 641, 642
SEEN_4 = {0: bytes([203, 0, 113, 11]), 1: 50_000}
SEEN_6 = {0: bytes.fromhex("20010db8000000000000000000000007"), 1: 1}
LONG_PORT = bytes.fromhex("a1001a0000c350")
ENDLESS_PORT = bytes.fromhex("bf0019c350ff")
TAGGED_ADDRESS = bytes.fromhex("a200c144cb00710b0119c350")
TAGGED_PORT = bytes.fromhex("a100c119c350")


def meetings():
    """Payloads of 641 and 642 that are taken, and by which side."""
    yield "where does this session come from", ASK, "request", encode({})
    yield "a key of a later version", ASK, "request", encode({5: True})
    yield "from an IPv4 address", ASK, "answer", encode(SEEN_4)
    yield "from an IPv6 address, port 1", ASK, "answer", encode(SEEN_6)
    yield "the last port", ASK, "answer", encode(SEEN_4 | {1: 65_535})
    yield "keys in another order", ASK, "answer", encode({1: 50_000, 0: SEEN_4[0]})
    yield "a key of a later version", ASK, "answer", encode(SEEN_4 | {2: "more"})
    for direction in ("request", "answer"):
        yield "a port", MEET, direction, encode({0: 50_000})
        yield "the first port", MEET, direction, encode({0: 1_024})
        yield "the last port", MEET, direction, encode({0: 65_535})
        yield "a key of a later version", MEET, direction, encode({0: 50_000, 1: [1, 2]})
        yield "a number that is longer than it need be", MEET, direction, LONG_PORT
        yield "a map without a length", MEET, direction, ENDLESS_PORT
        yield "a port with a tag, which is passed over", MEET, direction, TAGGED_PORT


def refused_meetings():
    """Payloads of 641 and 642 that no receiver takes."""
    for name, payload in (("nothing", b""), ("a list", encode([])), ("two items", encode({}) * 2)):
        yield name, ASK, "request", payload
    yield "nothing", ASK, "answer", b""
    yield "no address", ASK, "answer", encode({1: 50_000})
    yield "no port", ASK, "answer", encode({0: SEEN_4[0]})
    yield "port 0", ASK, "answer", encode(SEEN_4 | {1: 0})
    yield "port 65,536", ASK, "answer", encode(SEEN_4 | {1: 65_536})
    for size in (0, 3, 5, 15, 17):
        yield "an address of %d bytes" % size, ASK, "answer", encode(SEEN_4 | {0: bytes(size)})
    yield "an address with a tag", ASK, "answer", TAGGED_ADDRESS
    yield "an address as text", ASK, "answer", encode(SEEN_4 | {0: "203.0.113.11"})
    yield "an address twice", ASK, "answer", b"\xa3" + encode(SEEN_4)[1:] + encode({0: SEEN_4[0]})[1:]
    yield "cut off", ASK, "answer", encode(SEEN_4)[:-1]
    for direction in ("request", "answer"):
        yield "nothing", MEET, direction, b""
        yield "no port", MEET, direction, encode({})
        for port in (0, 22, 443, 1_023, 65_536, 1 << 63):
            yield "port %s" % format(port, ","), MEET, direction, encode({0: port})
        yield "a negative port", MEET, direction, bytes.fromhex("a10020")
        yield "a port as text", MEET, direction, encode({0: "50000"})
        yield "a port twice", MEET, direction, bytes.fromhex("a20019c3500019c350")
        yield "an address and no port", MEET, direction, encode({1: SEEN_4[0]})
        yield "a list", MEET, direction, encode([50_000])
        yield "two items", MEET, direction, encode({0: 50_000}) + b"\x00"
        yield "cut off", MEET, direction, encode({0: 50_000})[:-1]


def meeting(what, number, direction, payload):
    said, again = reach.decode_meeting(number, direction, payload)
    return {
        "what": what,
        "type": number,
        "direction": direction,
        "payload": payload.hex(),
        "expected": said,
        "encoded": again.hex(),
    }


def refused_meeting(what, number, direction, payload):
    return {"what": what, "type": number, "direction": direction, "payload": payload.hex()}


def checks():
    for number, (controlling, use) in enumerate(((True, False), (True, True), (False, False))):
        case = {
            "transaction": bytes(range(number, number + 12)).hex(),
            "user": "aaaabbbb:ccccdddd",
            "password": PASSWORD,
            "controlling": controlling,
            "tie_breaker": "932ff9b151263b36",
            "use": use,
        }
        yield case | {"packet": reach.check(case).hex()}


def answers():
    for address, port in (("203.0.113.11", 50_000), ("2001:db8::7", 7_000)):
        case = {"transaction": bytes(range(12)).hex(), "password": PASSWORD, "from": address, "port": port}
        yield case | {"packet": reach.answer(case).hex()}


def content():
    return {
        "description": "docs/reach-protocol.md. messages: payloads of 640, the same for both directions."
        " refused: payloads that no receiver takes. meetings: payloads of 641 and 642, what they say and how"
        " whoever has read them writes them. refused_meetings: those that no receiver takes."
        " checks and answers: whole packets.",
        "messages": [payload.hex() for payload in messages()],
        "refused": [{"what": what, "payload": payload.hex()} for what, payload in refused()],
        "meetings": [meeting(*each) for each in meetings()],
        "refused_meetings": [refused_meeting(*each) for each in refused_meetings()],
        "checks": list(checks()),
        "answers": list(answers()),
    }


def main():
    text = json.dumps(content(), ensure_ascii=False, indent=1) + "\n"
    if "--check" in sys.argv:
        return 0 if FILE.read_text("utf-8") == text else 1
    FILE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
