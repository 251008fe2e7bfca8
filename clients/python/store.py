"""A copy of the feed in SQLite: one row a record, changed in the same transaction as the cursor.

A process killed at any point goes on where the file is. The set hashes are computed from the rows themselves when the
file is opened, and then kept as rows change: what a mark proves is what is held.
"""

import sqlite3

import evidence
from google.protobuf.message import DecodeError
from tabadul.exchange.v1 import feed_pb2, record_pb2


class Store:
    def __init__(self, path):
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA secure_delete=ON")  # an erased payload leaves the file
        self._db.execute("CREATE TABLE IF NOT EXISTS record (hub_id TEXT PRIMARY KEY, source TEXT NOT NULL, item BLOB,"
                         " stored BLOB NOT NULL, round INTEGER NOT NULL)")  # item: of a record asserted OPEN
        self._db.execute("CREATE TABLE IF NOT EXISTS place (cursor TEXT NOT NULL, round INTEGER NOT NULL)")
        if not self._db.execute("SELECT 1 FROM place").fetchone():
            self._db.execute("INSERT INTO place VALUES ('', 0)")
        self._cursor, self._round = self._db.execute("SELECT cursor, round FROM place").fetchone()
        self._hashes = {}  # by source
        for (stored,) in self._db.execute("SELECT stored FROM record"):
            self._count(record_pb2.StoredRecord.FromString(stored))

    # -- what follow() asks --------------------------------------------------------------------------------------------

    def cursor(self):
        return self._cursor

    def apply(self, changes, cursor):
        """All of the changes and the cursor, in one transaction."""
        with self._transaction():
            for change in changes:
                if change.HasField("removal"):
                    self._remove(change.removal.hub_id)
                elif change.state.asserted == record_pb2.ASSERTED_STATE_ERASED:
                    self._remove(change.state.hub_id)
                else:
                    self._put(change.state)
            self._move(cursor, self._round)

    def withdraw(self, withdrawn):
        """The right to hold these has ended. (Of single sections the records come anew, without them.)"""
        with self._transaction():
            self._db.execute("DELETE FROM record WHERE source = ?", (withdrawn.source,))
        self._hashes.pop(withdrawn.source, None)

    def restart(self):
        """Another history: what is held stays until the feed has come again from its beginning."""
        with self._transaction():
            self._move("", self._round + 1)

    def marked(self):
        """Everything has come: what was not named since restart() is no longer there."""
        old = self._db.execute("SELECT hub_id FROM record WHERE round < ?", (self._round,)).fetchall()
        if old:
            with self._transaction():
                for (hub_id,) in old:
                    self._remove(hub_id)

    # -- proof -----------------------------------------------------------------------------------------------------------

    def unequal(self, signed_mark, keys, kind):
        """The mark, and the sources of which this copy is not what the hub signed; none = proven equal. ValueError if the
        mark is not the hub's, or not of this kind's feed; LookupError if its key is not among `keys` (ask for them again)."""
        try:
            mark = feed_pb2.Mark.FromString(signed_mark.mark)
        except DecodeError:
            raise ValueError("the mark cannot be read") from None
        key = evidence.signing_key(keys, signed_mark.key_id, mark.time)
        if key is None:
            raise LookupError(f"no published key {signed_mark.key_id} of that time")
        if not evidence.verify(key.public_key, "tabadul-mark-v1", signed_mark.mark, signed_mark.signature):
            raise ValueError("the mark's signature is wrong")
        if mark.kind != kind:
            raise ValueError(f"the mark is of the feed of {mark.kind}")
        empty = evidence.SetHash()
        different = []
        for source in mark.sources:
            held = self._hashes.get(source.source, empty)
            if held.count != source.count or held.digest() != source.set_hash:
                different.append(source.source)
        return mark, different

    def held(self, source):
        """digest by record_id, of the source's records asserted OPEN: what is compared (reconcile.py)."""
        rows = self._db.execute("SELECT stored FROM record WHERE source = ? AND item IS NOT NULL", (source,))
        records = (record_pb2.StoredRecord.FromString(stored) for (stored,) in rows)
        return {stored.record.record_id: evidence.digest_of(stored) for stored in records}

    def records(self):
        for (stored,) in self._db.execute("SELECT stored FROM record ORDER BY hub_id"):
            yield record_pb2.StoredRecord.FromString(stored)

    # -- rows --------------------------------------------------------------------------------------------------------------

    def _transaction(self):
        self._db.execute("BEGIN IMMEDIATE")
        return self._db  # commits at the end of `with`, or rolls back

    def _move(self, cursor, round_):
        self._db.execute("UPDATE place SET cursor = ?, round = ?", (cursor, round_))
        self._cursor, self._round = cursor, round_

    def _count(self, stored):
        """Into the set hash of its source, if it is asserted OPEN; its item."""
        if stored.asserted != record_pb2.ASSERTED_STATE_OPEN:
            return None
        item = evidence.item_of(stored.record.record_id, evidence.digest_of(stored))
        self._hashes.setdefault(stored.record.source, evidence.SetHash()).add(item)
        return item

    def _remove(self, hub_id):
        row = self._db.execute("DELETE FROM record WHERE hub_id = ? RETURNING source, item", (hub_id,)).fetchone()
        if row and row[1] is not None:
            self._hashes[row[0]].remove(row[1])

    def _put(self, stored):
        self._remove(stored.hub_id)
        self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?)",
                         (stored.hub_id, stored.record.source, self._count(stored), stored.SerializeToString(),
                          self._round))
