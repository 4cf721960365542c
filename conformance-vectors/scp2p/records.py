"""Every record of the protocol as a table, with one encoder and one strict decoder for all.

Decoded fields are JSON-shaped: octets are lower-case hexadecimal, integers are int, absent
optionals are None (keys of the `T?` kind are left out instead).
"""

from .cbor import Ints, Reject, encode, parse

# ---------------------------------------------------------------- field types


class Uint:
    def __init__(self, bits):
        self.bits = bits

    def wire(self, value, compact):
        number = int(value)
        if not 0 <= number < 1 << self.bits:
            raise ValueError("u%d out of range: %d" % (self.bits, number))
        return number

    def read(self, item):
        if item.kind == "nint" or item.kind == "uint" and item.value >> self.bits:
            raise Reject("out-of-range")
        return _expect(item, "uint")


class Plain:
    """bool or text."""

    def __init__(self, kind):
        self.kind = kind

    def wire(self, value, compact):
        return value

    def read(self, item):
        return _expect(item, self.kind)


class Choice(Plain):
    """An enum without data: its exact spelling as text."""

    def __init__(self, *spellings):
        super().__init__("text")
        self.spellings = spellings

    def read(self, item):
        value = _expect(item, "text")
        if value not in self.spellings:
            raise Reject("unknown-enum-value")
        return value


class Octets:
    """`form` is "ints" (array of uints), "marked" (byte string; an array is also read) or
    "strict" (byte string only, in integer-keyed records). `size` None means any length."""

    def __init__(self, form, size=None):
        self.form, self.size = form, size

    def wire(self, value, compact):
        raw = bytes.fromhex(value)
        as_ints = self.form == "ints" and not (compact and self.size == 32)
        return Ints(raw) if as_ints else raw

    def read(self, item):
        if item.kind == "bytes" and not (item.tagged and self.form == "strict"):
            raw = item.value
        elif item.kind == "array" and self.form != "strict":
            octets = [U8.read(element) for element in item.value]
            raw = bytes(octets)
        else:
            raise Reject("wrong-type")
        if self.size is not None and len(raw) != self.size:
            raise Reject("wrong-length")
        return raw.hex()


class ListOf:
    def __init__(self, element):
        self.element = element

    def wire(self, value, compact):
        return [self.element.wire(element, compact) for element in value]

    def read(self, item):
        return [self.element.read(element) for element in _expect(item, "array")]


class IpAddress:
    """An enum with one value: a definite map of exactly one entry."""

    SIZES = {"V4": 4, "V6": 16}

    def wire(self, value, compact):
        ((family, octets),) = value.items()
        return {family: Ints(bytes.fromhex(octets))}

    def read(self, item):
        pairs = _expect(item, "map")
        if item.indefinite:
            raise Reject("indefinite-enum")
        if len(pairs) != 1 or pairs[0][0].kind != "text":
            raise Reject("wrong-type")
        family = pairs[0][0].value
        if family not in self.SIZES:
            raise Reject("unknown-enum-value")
        return {family: Octets("ints", self.SIZES[family]).read(pairs[0][1])}


class Record:
    """A record by name, so that records may refer to each other (and to themselves)."""

    def __init__(self, name):
        self.name = name

    def wire(self, value, compact):
        return to_wire(self.name, value, compact)

    def read(self, item):
        return read_record(self.name, item)


def _expect(item, kind):
    if item.kind != kind:
        raise Reject("wrong-type")
    return item.value


U8, U16, U32, U64 = Uint(8), Uint(16), Uint(32), Uint(64)
BOOL, TEXT = Plain("bool"), Plain("text")
ID, SIGNATURE = Octets("ints", 32), Octets("marked", 64)
KEY, DATA = Octets("strict", 32), Octets("strict")
ADDRESSES = ListOf(Record("peer_address"))

# ---------------------------------------------------------------- tables
# name -> [(wire key, field name, type, presence)]. Presence: MUST; NULL (written as null when
# absent, may be missing); SKIP (left out when absent); or Default(what a missing key means).


class Default:
    def __init__(self, value):
        self.value = value


MUST, NULL, SKIP = "must", "null", "skip"
RECORDS = {}


def _record(name, *fields):
    """Text keys: the field name is the wire key."""
    rows = [(f[0], f[0], f[1], f[2] if len(f) > 2 else MUST) for f in fields]
    RECORDS[name] = rows


def _compact_record(name, *fields):
    """Integer keys 0, 1, 2, ... with the names of the tables in docs/protocol.md."""
    rows = [(i, f[0], f[1], f[2] if len(f) > 2 else MUST) for i, f in enumerate(fields)]
    RECORDS[name] = rows


_record("envelope", ("type", U16), ("req_id", U32), ("flags", U16), ("payload", Octets("marked")))
_record("capabilities", *((k, BOOL) for k in "dht store relay content_seed mobile_light".split()))
_record(
    "hello", ("node_pubkey", ID), ("capabilities", Record("capabilities")), ("nonce", ID),
    ("echoed_nonce", ID, NULL), ("timestamp_unix_secs", U64), ("protocol_version", U16),
    ("ephemeral_pubkey", ID), ("signature", Octets("ints", 64)),
)  # fmt: skip
_record(
    "peer_address", ("ip", IpAddress()), ("port", U16), ("transport", Choice("tcp", "quic")),
    ("pubkey_hint", ID, NULL), ("relay_via", Record("relay_route"), SKIP),
)  # fmt: skip
_record("relay_route", ("relay_addr", Record("peer_address")), ("slot_id", U64))
_record("pex_offer", ("peers", ADDRESSES))
_record("pex_request", ("max_peers", U8))
_compact_record("find_node", ("target_node_id", Octets("strict", 20)))
_compact_record("find_node_result", ("peers", ADDRESSES))
_compact_record("find_value", ("key", KEY))
_compact_record("find_value_result", ("value", Record("store"), NULL), ("closer_peers", ADDRESSES))
_compact_record("store", ("key", KEY), ("value", DATA), ("ttl_secs", U64))
_record("providers", ("content_id", ID), ("providers", ADDRESSES), ("updated_at", U64))
_record(
    "community_members", ("community_share_id", ID), ("members", ADDRESSES), ("updated_at", U64)
)
_record(
    "item", ("content_id", ID), ("size", U64), ("name", TEXT), ("path", TEXT, SKIP),
    ("mime", TEXT, NULL), ("tags", ListOf(TEXT)), ("chunk_count", U32, Default(0)),
    ("chunk_list_hash", ID, Default("00" * 32)),
)  # fmt: skip
_record(
    "manifest", ("version", U8), ("share_pubkey", ID), ("share_id", ID), ("seq", U64),
    ("created_at", U64), ("expires_at", U64, NULL), ("title", TEXT, NULL),
    ("description", TEXT, NULL), ("visibility", Choice("private", "public"), Default("private")),
    ("communities", ListOf(ID), Default([])), ("items", ListOf(Record("item"))),
    ("recommended_shares", ListOf(ID)), ("signature", SIGNATURE, NULL),
)  # fmt: skip
_record(
    "share_head", ("share_id", ID), ("latest_seq", U64), ("latest_manifest_id", ID),
    ("updated_at", U64), ("sig", Octets("ints", 64)),
)  # fmt: skip
_record("list_public_shares", ("max_entries", U16))
_record(
    "public_share_summary", ("share_id", ID), ("share_pubkey", ID), ("latest_seq", U64),
    ("latest_manifest_id", ID), ("title", TEXT, NULL), ("description", TEXT, NULL),
)  # fmt: skip
_SUMMARIES = ("shares", ListOf(Record("public_share_summary")))
_record("public_share_list", _SUMMARIES)
_record("get_manifest", ("manifest_id", ID))
_record("manifest_data", ("manifest_id", ID), ("bytes", Octets("marked")))
_record(
    "membership_token", ("community_share_id", ID), ("member_node_pubkey", ID),
    ("issued_at", U64), ("expires_at", U64), ("signature", SIGNATURE),
)  # fmt: skip
_COMMUNITY = ("community_share_id", ID), ("community_share_pubkey", ID)
_record("get_community_status", *_COMMUNITY)
_record(
    "community_status", _COMMUNITY[0], ("joined", BOOL),
    ("membership_proof", Octets("marked"), NULL), ("name", TEXT, SKIP),
)  # fmt: skip
_record(
    "list_community_public_shares", *_COMMUNITY, ("max_entries", U16),
    ("requester_node_pubkey", ID, SKIP), ("requester_membership_proof", Octets("ints"), SKIP),
)  # fmt: skip
_record("community_public_share_list", _COMMUNITY[0], _SUMMARIES)
_compact_record("get_chunk_hashes", ("content_id", KEY))
_compact_record("chunk_hash_list", ("content_id", KEY), ("chunk_hashes", ListOf(ID)))
_compact_record("get_chunk", ("content_id", KEY), ("chunk_index", U32))
_compact_record("chunk_data", ("content_id", KEY), ("chunk_index", U32), ("data", DATA))
_record("have_content", ("content_id", ID))
_record("blocklist", ("blocked_share_ids", ListOf(ID)), ("blocked_content_ids", ListOf(ID)))
_record("relay_register", ("relay_slot_id", U64, NULL), ("tunnel", BOOL, Default(False)))
_record("relay_registered", ("relay_slot_id", U64), ("expires_at", U64))
_record("relay_connect", ("relay_slot_id", U64))
_record(
    "relay_stream", ("relay_slot_id", U64), ("stream_id", U32),
    ("kind", Choice("control", "content"), Default("control")), ("payload", Octets("marked")),
)  # fmt: skip
_record(
    "relay_capacity", ("max_tunnels", U16), ("bandwidth_class", Choice("Low", "Medium", "High")),
    ("max_bytes_per_tunnel", U64, NULL),
)  # fmt: skip
_record(
    "relay_announcement", ("relay_pubkey", ID), ("relay_addrs", ADDRESSES),
    ("capabilities", Record("capabilities")), ("capacity", Record("relay_capacity")),
    ("issued_at", U64), ("expires_at", U64), ("signature", SIGNATURE),
)  # fmt: skip
_record("relay_list_request", ("max_count", U16))
_record("relay_list_response", ("announcements", ListOf(Record("relay_announcement"))))
_record(
    "lan_packet", ("version", U8), ("instance_id", Octets("ints", 16)), ("tcp_port", U16),
    ("capabilities", Record("capabilities"), NULL),
)  # fmt: skip

# Section 5.4: number -> (record of the request, number and record of the answer). None stands
# for a zero-length payload; a number without a request only ever answers.
MESSAGES = {
    100: ("pex_offer", 100, None), 101: ("pex_request", 100, "pex_offer"),
    200: ("find_node", 200, "find_node_result"), 201: ("find_value", 201, "find_value_result"),
    202: ("store", 202, None), 400: ("get_manifest", 401, "manifest_data"),
    402: ("list_public_shares", 403, "public_share_list"),
    404: ("get_community_status", 405, "community_status"),
    406: ("list_community_public_shares", 407, "community_public_share_list"),
    450: ("relay_register", 451, "relay_registered"), 452: ("relay_connect", 452, None),
    453: ("relay_stream", 453, "relay_stream"),
    460: ("relay_list_request", 461, "relay_list_response"), 499: ("have_content", 499, None),
    500: ("get_chunk", 501, "chunk_data"), 502: ("get_chunk_hashes", 503, "chunk_hash_list"),
}  # fmt: skip

# ---------------------------------------------------------------- the two directions


def to_wire(name, fields, compact=False):
    """Fields to a dict that `encode` turns into the bytes of section 2.3."""
    wire = {}
    for key, field, kind, presence in RECORDS[name]:
        value = fields.get(field)
        if value is not None:
            wire[key] = kind.wire(value, compact)
        elif presence == NULL:
            wire[key] = None
        elif presence != SKIP:
            raise ValueError("%s needs %s" % (name, field))
    unknown = set(fields) - {row[1] for row in RECORDS[name]}
    if unknown:
        raise ValueError("%s has no %s" % (name, unknown))
    return wire


def encode_record(name, fields, compact=False):
    return encode(to_wire(name, fields, compact))


def decode_record(name, data):
    return read_record(name, parse(data))


def read_record(name, item):
    """Section 2.4, strict where it recommends to be: lengths, duplicates, trailing bytes."""
    rows = {row[0]: row for row in RECORDS[name]}
    integer_keyed = isinstance(next(iter(rows)), int)
    found = {}
    for key_item, value in _expect(item, "map"):
        key = _key(key_item, integer_keyed)
        if key in found:
            raise Reject("duplicate-key")
        if key in rows:
            found[key] = value
    fields = {}
    for key, field, kind, presence in rows.values():
        value = found.get(key)
        missing = value is None
        if missing and presence == MUST:
            raise Reject("missing-key")
        if missing and isinstance(presence, Default):
            fields[field] = presence.value
        elif missing or value.kind in ("null", "undefined") and presence in (NULL, SKIP):
            if presence == NULL:
                fields[field] = None
        else:
            fields[field] = kind.read(value)
    return fields


def _key(item, integer_keyed):
    """The key as int or str; None for one that cannot name a field of this record."""
    if integer_keyed:
        return item.value if item.kind == "uint" else None
    if item.kind in ("uint", "nint"):
        raise Reject("unknown-integer-key")
    if item.kind == "bytes":
        return item.value.decode("utf-8", "replace")
    return item.value if item.kind == "text" else None
