"""What can be checked offline: canonical bytes, digests, set hashes, the tree of records, signatures (docs/protocol.md).

The vectors in tests/contract/vectors hold this file, the hub's own C++ and the Node client to the same bytes.
"""

import collections
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20


def canonical_bytes(payload) -> bytes:
    """The one form in which the hub stores, serves and digests a payload."""
    return payload.SerializeToString(deterministic=True)


def payload_of(record):
    """The payload of a Record, whatever its kind; None if it has none."""
    kind = record.WhichOneof("payload")
    return None if kind is None else getattr(record, kind)


def digest_of(stored) -> bytes:
    """The digest of what was received: computed, not believed. Of a partial record it cannot be computed."""
    if stored.partial:
        return stored.digest
    payload = payload_of(stored.record)
    return hashlib.sha256(b"" if payload is None else canonical_bytes(payload)).digest()


def item_of(record_id: str, digest: bytes) -> bytes:
    """What stands for a record in its source's set hash."""
    identifier = record_id.encode()
    return hashlib.sha256(len(identifier).to_bytes(4, "big") + identifier + digest).digest()


class SetHash:
    """LtHash: 1,024 numbers of 16 bits; items are added and taken away in any order.

    The numbers are added all at once, as two large integers: the numbers with even and with odd places, each in 32
    bits, so that a carry never reaches its neighbour.
    """

    BYTES = 2048
    _EVEN = int.from_bytes(b"\xff\xff\x00\x00" * (BYTES // 4), "little")
    _CARRY = int.from_bytes(b"\x00\x00\x01\x00" * (BYTES // 4), "little")

    def __init__(self):
        self.even = self.odd = 0
        self.count = 0

    @classmethod
    def _block(cls, item: bytes):
        key = hashlib.blake2b(item, digest_size=32).digest()
        # cryptography takes counter and nonce as one: both are zero.
        stream = Cipher(ChaCha20(key, bytes(16)), mode=None).encryptor().update(bytes(cls.BYTES))
        value = int.from_bytes(stream, "little")
        return value & cls._EVEN, (value >> 16) & cls._EVEN

    def add(self, item: bytes):
        even, odd = self._block(item)
        self.even = (self.even + even) & self._EVEN
        self.odd = (self.odd + odd) & self._EVEN
        self.count += 1

    def remove(self, item: bytes):
        even, odd = self._block(item)
        self.even = ((self.even | self._CARRY) - even) & self._EVEN
        self.odd = ((self.odd | self._CARRY) - odd) & self._EVEN
        self.count -= 1

    def digest(self) -> bytes:
        return hashlib.sha256((self.even | self.odd << 16).to_bytes(self.BYTES, "little")).digest()


def bucket_of(record_id: str) -> bytes:
    """The two bytes that name a record's bucket."""
    return hashlib.sha256(record_id.encode()).digest()[:2]


class RecordTree:
    """256 children of 256 buckets, over the (record_id, digest) of a source's open records."""

    def __init__(self, records):
        buckets = collections.defaultdict(list)
        for record_id, digest in records:
            buckets[bucket_of(record_id)].append(item_of(record_id, digest))
        self._hashes = {bucket: hashlib.sha256(b"".join(sorted(items))).digest() for bucket, items in buckets.items()}

    def buckets(self, child: bytes) -> bytes:
        """256 hashes, one after the other: of a child's buckets."""
        return b"".join(self._hashes.get(child + bytes([last]), bytes(32)) for last in range(256))

    def children(self) -> bytes:
        """The same of the root's children."""
        return b"".join(hashlib.sha256(self.buckets(bytes([child]))).digest() for child in range(256))


def signing_key(keys, key_id, time):
    """Of what ListSigningKeys answered the key that may have signed marks and receipts at that time; None: there is none."""
    return next((key for key in keys
                 if key.key_id == key_id and key.service == "jobs" and is_valid_at(key, time)), None)


def is_valid_at(key, time) -> bool:
    """Whether a key of ListSigningKeys may have signed at that time (docs/protocol.md#signing-keys)."""
    at = time.ToNanoseconds()
    return key.not_before.ToNanoseconds() <= at and (
        not key.HasField("not_after") or at < key.not_after.ToNanoseconds())


def verify(public_key: bytes, context: str, message: bytes, signature: bytes) -> bool:
    """An Ed25519 signature of the hub over `context`, a zero byte, and the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, context.encode() + b"\0" + message)
        return True
    except (InvalidSignature, ValueError):
        return False
