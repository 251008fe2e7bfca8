// The named boundaries of the exchange: the places where a crash, or a failure of its surroundings, tells right from
// wrong. `./dev chaos exchange` kills the service, PostgreSQL or the gateway at each of them (docs/chaos.md). To add one:
// a line here, and FAULT_POINT("name") where it is (contract_test holds the two together).
#pragma once

namespace tabadul::exchange {

struct Boundary {
  const char* name;
  const char* meaning;
};

inline constexpr Boundary kBoundaries[] = {
    // A process begins.
    {"start_before_epoch", "nothing is asked of the database yet"},
    {"epoch_before_commit", "an epoch is opened in the ledger, its transaction is open"},
    {"start_after_epoch", "the epoch is open, nobody writes yet"},
    // An item on its way in.
    {"push_message_taken", "a message of a stream is read, and not queued"},
    {"batch_queued", "a BatchPush is queued, and waits"},
    {"after_take", "the committer has taken messages from the queue"},
    {"before_lock_head", "the transaction is to begin"},
    {"after_lock_head", "the head is locked"},
    {"after_load", "what stands is read, nothing is decided"},
    {"before_write_rows", "all is decided, nothing is written"},
    {"after_write_rows", "the records are written, head and sources not yet"},
    {"before_commit", "all is written; the COMMIT is next"},
    {"after_commit_before_answer", "it is durable, and nobody knows"},
    {"before_ledger", "an erasure is durable, the ledger does not know of it"},
    {"after_ledger", "the ledger knows of an erasure, its writer does not"},
    {"before_answer", "followers know, the writer does not"},
    {"between_answers", "one writer of the transaction is answered, others are not"},
    {"after_answer", "all writers are answered"},
    {"push_answer_written", "the answer is handed to the stream"},
    // The hub's own changes.
    {"expiry_before_commit", "records are EXPIRED in an open transaction"},
    {"annotate_before_commit", "annotations are written in an open transaction"},
    {"own_change_after_commit", "an expiry or annotation is durable, followers do not know"},
    // Who may receive what.
    {"share_before_commit", "rights are changed in an open transaction"},
    {"resequence_before_commit", "some records have new sequences in an open transaction"},
    // A full export.
    {"run_begin_before_commit", "a run begins in an open transaction"},
    {"run_change_before_commit", "a run ends, is judged or confirmed in an open transaction"},
    {"run_list_made", "what a run will close is listed, nothing is decided"},
    {"run_chunk_before_commit", "some records of a run are closed in an open transaction"},
    // A change on its way out.
    {"watch_registered", "a follower is known, and not let in"},
    {"confirm_before_commit", "what a follower confirms is written in an open transaction"},
    {"watch_started", "a follower is let in, nothing is read for it"},
    {"feed_memory_read", "a page is taken from memory"},
    {"feed_rows_read", "a page's rows are read, its marks are not"},
    {"watch_page_read", "a page is made, and not sent"},
    {"watch_page_sent", "a page is handed to the stream"},
};

}  // namespace tabadul::exchange
