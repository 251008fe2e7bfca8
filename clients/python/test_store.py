#!/usr/bin/python3
"""The copy by itself: what it holds after removals, erasures, a restored hub, a restart of the process."""

import os
import tempfile
import unittest

import tabadul_client  # noqa: F401 (finds the stubs)
import evidence
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from store import Store
from google.protobuf import timestamp_pb2
from tabadul.exchange.v1 import feed_pb2, record_pb2
from tabadul.identity.v1 import identity_service_pb2

SOURCE = "SY/mosal/pes"


def state(identifier, title, asserted=record_pb2.ASSERTED_STATE_OPEN):
    change = feed_pb2.Change()
    change.state.hub_id, change.state.asserted = "hub-" + identifier, asserted
    change.state.record.source, change.state.record.record_id = SOURCE, identifier
    change.state.record.vacancy.title.translations.add(language="ar", text=title)
    return change


def removal(identifier):
    change = feed_pb2.Change()
    change.removal.hub_id = "hub-" + identifier
    return change


class StoreTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "copy.db")
        self.addCleanup(self.folder.cleanup)

    def expect(self, store, *changes):
        """Holds exactly these, and hashes them; so does who opens the file now."""
        wanted = evidence.SetHash()
        for change in changes:
            wanted.add(evidence.item_of(change.state.record.record_id, evidence.digest_of(change.state)))
        for held in (store, Store(self.path)):
            self.assertEqual([record.hub_id for record in held.records()], sorted(c.state.hub_id for c in changes))
            self.assertEqual(held._hashes[SOURCE].digest(), wanted.digest())

    def test_newest_state_of_each_record(self):
        store = Store(self.path)
        store.apply([state("1", "a"), state("2", "b"), state("3", "c")], "c1")
        erased = state("3", "", record_pb2.ASSERTED_STATE_ERASED)
        store.apply([state("1", "a2"), removal("2"), erased, removal("unknown")], "c2")
        self.assertEqual(Store(self.path).cursor(), "c2")
        self.expect(store, state("1", "a2"))

    def test_a_restored_hub_is_read_over_what_is_held(self):
        Store(self.path).apply([state("1", "a"), state("2", "b"), state("3", "c")], "old")
        store = Store(self.path)
        store.restart()
        store.apply([state("1", "a")], "new-1")
        store = Store(self.path)  # killed between the pages
        self.assertEqual((store.cursor(), len(list(store.records()))), ("new-1", 3))
        store.apply([state("2", "b2")], "new-2")
        store.marked()
        self.expect(store, state("1", "a"), state("2", "b2"))

    def test_a_withdrawn_source_goes(self):
        store = Store(self.path)
        store.apply([state("1", "a")], "c1")
        store.withdraw(feed_pb2.Withdrawn(source=SOURCE))
        self.assertEqual(list(store.records()), [])


class MarkTest(unittest.TestCase):
    """What a mark proves, and which ones prove nothing."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.store = Store(os.path.join(folder.name, "copy.db"))
        self.store.apply([state("1", "a"), state("2", "b"), state("3", "c", record_pb2.ASSERTED_STATE_CLOSED)], "c1")
        self.signer = Ed25519PrivateKey.generate()
        public_key = self.signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key = identity_service_pb2.SigningKey(key_id="k", service="jobs", public_key=public_key)

    def signed(self, *changes, kind="vacancy"):
        held = evidence.SetHash()
        for change in changes:
            held.add(evidence.item_of(change.state.record.record_id, evidence.digest_of(change.state)))
        mark = feed_pb2.Mark(kind=kind)
        mark.time.FromSeconds(1000)
        mark.sources.add(source=SOURCE, count=held.count, set_hash=held.digest())
        message = mark.SerializeToString()
        signature = self.signer.sign(b"tabadul-mark-v1\0" + message)
        return feed_pb2.SignedMark(mark=message, key_id="k", signature=signature)

    def test_it_proves_what_is_held(self):
        same, other = self.signed(state("1", "a"), state("2", "b")), self.signed(state("1", "a"))
        self.assertEqual(self.store.unequal(same, [self.key], "vacancy")[1], [])
        self.assertEqual(self.store.unequal(other, [self.key], "vacancy")[1], [SOURCE])

    def test_of_another_feed_it_proves_nothing(self):
        with self.assertRaises(ValueError):
            self.store.unequal(self.signed(kind="training_offer"), [self.key], "vacancy")

    def test_by_the_key_of_another_service_it_proves_nothing(self):
        self.key.service = "statistics"
        with self.assertRaises(LookupError):
            self.store.unequal(self.signed(), [self.key], "vacancy")

    def test_damaged_it_proves_nothing(self):
        signed = self.signed()
        signed.signature = bytes([signed.signature[0] ^ 1]) + signed.signature[1:]
        with self.assertRaises(ValueError):
            self.store.unequal(signed, [self.key], "vacancy")
        with self.assertRaises(ValueError):
            self.store.unequal(feed_pb2.SignedMark(mark=b"\xff", key_id="k"), [self.key], "vacancy")

    def test_only_open_records_are_compared(self):
        self.assertEqual(sorted(self.store.held(SOURCE)), ["1", "2"])
        self.assertEqual(self.store.held("EG/momp/pes"), {})


class SigningKeysTest(unittest.TestCase):
    def test_a_key_is_valid_from_its_beginning_to_just_before_its_end(self):
        key = identity_service_pb2.SigningKey()
        key.not_before.FromNanoseconds(1_000_000_000_005)
        key.not_after.FromNanoseconds(2_000_000_000_000)

        def valid(nanoseconds):
            time = timestamp_pb2.Timestamp()
            time.FromNanoseconds(nanoseconds)
            return evidence.is_valid_at(key, time)

        self.assertFalse(valid(1_000_000_000_004))
        self.assertTrue(valid(1_000_000_000_005))
        self.assertTrue(valid(1_999_999_999_999))
        self.assertFalse(valid(2_000_000_000_000))
        key.ClearField("not_after")
        self.assertTrue(valid(253_402_300_799 * 10**9), "no end")


if __name__ == "__main__":
    unittest.main()
