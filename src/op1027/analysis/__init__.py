"""One question a module, each answered by a frame that follows from a ledger."""
