"""What can be checked offline: canonical bytes, digests, set hashes, signed marks (docs/protocol.md).

The vectors in tests/contract/vectors hold this file, the hub's own C++ and the Node client to the same bytes.
"""

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
