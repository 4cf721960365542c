"""Well-formed records taken apart, so that case files can put them together wrongly.

`SHOULD` marks verdicts where a strict decoder goes beyond the reference (section 2.4, consequence
1), `MAY` what the reference tolerates and never sends.
"""

from cases_signed import HEAD_1, ITEM_1, MANIFEST_2, sign
from common import A1, B2, FIRST, verdict

from scp2p.cbor import Ints, encode, head
from scp2p.records import to_wire

SHOULD = {"level": "should", "reference_verdict": "accept"}
MAY = {"level": "may"}
NULL, UNDEFINED, TRUE = b"\xf6", b"\xf7", b"\xf5"
BREAK = b"\xff"


def pairs(record, fields):
    """The encoded (key, value) pairs of a well-formed record."""
    return [(encode(key), encode(value)) for key, value in to_wire(record, fields).items()]


def build(entries):
    return head(5, len(entries)) + b"".join(key + value for key, value in entries)


def put(entries, key, value):
    """Replace the value of a key; `value` is encoded bytes."""
    return [(k, value if k == encode(key) else v) for k, v in entries]


def drop(entries, key):
    return [(k, v) for k, v in entries if k != encode(key)]


def add(entries, key, value):
    """Append an entry; both are encoded bytes."""
    return [*entries, (key, value)]


def indefinite(entries):
    return b"\xbf" + b"".join(key + value for key, value in entries) + BREAK


def one(rule, name, target, octets, reason=None, **more):
    """`octets`: bytes, or a list of pairs to be built into a map."""
    body = build(octets) if isinstance(octets, list) else octets
    given = {"target": target, "bytes": body.hex()}
    identifier = "decoding/%s/%s" % (target.replace("_", "-"), name)
    return verdict(identifier, "decoding", "2.4", given, reason, rule=rule, **more)


PEX = pairs("pex_request", {"max_peers": 64})
ADDRESS = pairs("peer_address", FIRST)
MANIFEST = pairs("get_manifest", {"manifest_id": A1})
HEAD_FIELDS = sign("share_head", "".join("%02x" % i for i in range(32)), HEAD_1)
HEAD = pairs("share_head", HEAD_FIELDS)
SHARE = sign("manifest", "".join("%02x" % i for i in range(32)), MANIFEST_2)
ITEM = pairs("item", ITEM_1)
STATUS = pairs(
    "community_status", {"community_share_id": A1, "joined": True, "membership_proof": None}
)
STREAM = pairs(
    "relay_stream", {"relay_slot_id": 7, "stream_id": 0, "kind": "content", "payload": "0102"}
)
LAN = pairs(
    "lan_packet", {"version": 2, "instance_id": "07" * 16, "tcp_port": 7001, "capabilities": None}
)
FIND_NODE = pairs("find_node", {"target_node_id": "aa" * 20})
FIND_VALUE = pairs("find_value", {"key": A1})
STORE = pairs("store", {"key": A1, "value": "010203", "ttl_secs": 86_400})
GET_CHUNK = pairs("get_chunk", {"content_id": A1, "chunk_index": 3})
CHUNK = pairs("chunk_data", {"content_id": A1, "chunk_index": 3, "data": "dead"})
HASHES = pairs("chunk_hash_list", {"content_id": A1, "chunk_hashes": [B2]})
RESULT = pairs("find_value_result", {"value": None, "closer_peers": []})
ID_INTS, ID_BYTES = encode(Ints(b"\xa1" * 32)), encode(b"\xa1" * 32)
X = encode("x")


def filled(before, filler, count, after=b""):
    return {"concat": [before.hex(), {"repeat": filler, "count": count}, after.hex()]}
