"""In which records a copy and the hub differ, in a few small calls (docs/protocol.md#reconcile)."""

import evidence

ATTEMPTS = 5  # somebody else may write meanwhile
PREFIXES = 256  # in one call


class StateGone(Exception):
    """The hub no longer had the state that the comparison was begun with, each time."""


def differences(held, ask):
    """{record_id: (digest here, digest at the hub)}; None where one side has no such record asserted OPEN.

    `held`: digest by record_id. `ask(prefixes, at_sequence)` gives the hub's ReconcileResponse. What somebody else writes
    all the time may be missing. Raises StateGone.
    """
    tree = evidence.RecordTree(held.items())
    found, settled = None, False
    for _ in range(ATTEMPTS):
        try:
            found, settled = _compare(held, tree, ask)
        except StateGone:
            continue
        if settled:
            break
    if found is None:
        raise StateGone()
    return found


class _State:
    """The hub's tree in one state: that of the first answer."""

    def __init__(self, ask):
        self._ask, self._sequence = ask, 0

    def root(self):
        return self._call([]).buckets[0]

    def nodes(self, prefixes):
        for first in range(0, len(prefixes), PREFIXES):
            yield from self._call(prefixes[first:first + PREFIXES]).buckets

    def _call(self, prefixes):
        response = self._ask(prefixes, self._sequence)
        if prefixes and response.sequence != self._sequence:
            raise StateGone()
        self._sequence = response.sequence
        return response


def _differing(prefix, ours, theirs):
    """The prefixes of those of 256 children whose hashes are not the same."""
    if len(theirs) != len(ours):
        raise ValueError("256 hashes expected")
    return [prefix + bytes([i]) for i in range(256) if ours[32 * i:32 * i + 32] != theirs[32 * i:32 * i + 32]]


def _compare(held, tree, ask):
    """The differences, and whether these are all: records that have changed since that state are not in its answer."""
    state = _State(ask)
    children = _differing(b"", tree.children(), state.root().children)
    buckets = [prefix for child in state.nodes(children)
               for prefix in _differing(child.prefix, tree.buckets(child.prefix), child.children)]
    theirs, moved = {}, set()
    for bucket in state.nodes(buckets):
        theirs.update((record.record_id, record.digest) for record in bucket.records)
        if bucket.moved:
            moved.add(bucket.prefix)
    wanted = set(buckets)
    ours = {record_id: digest for record_id, digest in held.items() if evidence.bucket_of(record_id) in wanted}
    found = {}
    for record_id in ours.keys() | theirs.keys():
        here, there = ours.get(record_id), theirs.get(record_id)
        if here != there and not (there is None and evidence.bucket_of(record_id) in moved):
            found[record_id] = (here, there)
    return found, not moved
