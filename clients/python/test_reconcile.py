#!/usr/bin/python3
"""Which records differ: two sides compare their trees, while the hub goes on."""

import collections
import unittest

import tabadul_client  # noqa: F401 (finds the stubs)
import evidence
import reconcile
from tabadul.exchange.v1 import reconcile_pb2


def digest(text):
    return evidence.hashlib.sha256(text.encode()).digest()


def records(*texts):
    """"id=content" as digest by record_id."""
    return {identifier: digest(content) for identifier, content in (text.split("=") for text in texts)}


class Hub:
    """Answers as the hub does, of one source."""

    def __init__(self, held):
        self.held, self.sequence, self.calls, self.moved = held, 7, 0, set()

    def ask(self, prefixes, at_sequence):
        self.calls += 1
        tree, by_bucket = evidence.RecordTree(self.held.items()), collections.defaultdict(list)
        for record_id in sorted(self.held):
            by_bucket[evidence.bucket_of(record_id)].append(record_id)
        response = reconcile_pb2.ReconcileResponse(sequence=self.sequence)
        for prefix in prefixes or [b""]:
            bucket = response.buckets.add(prefix=prefix)
            if len(prefix) < 2:
                bucket.children = tree.buckets(prefix) if prefix else tree.children()
            for record_id in by_bucket[prefix]:
                if record_id in self.moved:
                    bucket.moved += 1
                else:
                    bucket.records.add(record_id=record_id, digest=self.held[record_id])
        return response


class ReconcileTest(unittest.TestCase):
    def test_equal_sides_are_one_call(self):
        hub = Hub(records("1=a", "شاغر-٢=b"))
        self.assertEqual(reconcile.differences(dict(hub.held), hub.ask), {})
        self.assertEqual(hub.calls, 1)

    def test_what_is_missing_additional_or_another_one_is_found_in_three_calls(self):
        same = [f"{number}=same" for number in range(1000)]
        hub = Hub(records(*same, "شاغر-٢=theirs", "hub=only"))
        found = reconcile.differences(records(*same, "شاغر-٢=ours", "copy=only"), hub.ask)
        self.assertEqual(found, {"شاغر-٢": (digest("ours"), digest("theirs")), "hub": (None, digest("only")),
                                 "copy": (digest("only"), None)})
        self.assertEqual(hub.calls, 3)

    def test_everything_is_found_in_as_many_calls_as_it_takes(self):
        hub = Hub(records(*(f"{number}=a" for number in range(600))))
        self.assertEqual(len(reconcile.differences({}, hub.ask)), 600)

    def test_it_begins_again_when_the_hub_no_longer_has_the_state(self):
        hub = Hub(records("1=a"))

        def ask(prefixes, at_sequence):
            hub.sequence += hub.calls == 1  # of the second call it is another state
            return hub.ask(prefixes, at_sequence)

        self.assertEqual(reconcile.differences({}, ask), {"1": (None, digest("a"))})
        self.assertEqual(hub.calls, 2 + 3)

    def test_a_hub_whose_state_is_always_another_is_given_up(self):
        hub = Hub(records("1=a"))

        def ask(prefixes, at_sequence):
            hub.sequence += 1
            return hub.ask(prefixes, at_sequence)

        with self.assertRaises(reconcile.StateGone):
            reconcile.differences({}, ask)

    def test_a_record_that_has_moved_is_not_taken_for_a_difference(self):
        hub = Hub(records("1=changed", "2=b"))
        hub.moved = {"1"}
        self.assertEqual(reconcile.differences(records("1=a"), hub.ask), {"2": (None, digest("b"))})


if __name__ == "__main__":
    unittest.main()
