-- What one ask cost, for lists of asks.
CREATE INDEX entries_by_ask ON entries (ask_id);
