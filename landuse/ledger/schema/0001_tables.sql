-- What a ledger keeps. STRICT: a number is a number and a text is a text.
CREATE TABLE genesis (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1) DEFAULT 1,
  body TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE imports (
  import_no INTEGER PRIMARY KEY,
  content_sha256 TEXT NOT NULL UNIQUE,
  first_seq INTEGER NOT NULL UNIQUE,
  events INTEGER NOT NULL CHECK (events > 0),
  body TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  valid_date TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  import_no INTEGER NOT NULL REFERENCES imports (import_no),
  content_sha256 TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_content ON events (content_sha256);

CREATE TABLE postings (
  seq INTEGER NOT NULL REFERENCES events (seq),
  line INTEGER NOT NULL,
  valid_date TEXT NOT NULL,
  subject TEXT NOT NULL,
  account TEXT NOT NULL,
  area_dm2 INTEGER NOT NULL,
  PRIMARY KEY (seq, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE touches (
  subject TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES events (seq),
  PRIMARY KEY (subject, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX touches_by_event ON touches (seq);

CREATE TABLE lineage (
  seq INTEGER NOT NULL REFERENCES events (seq),
  line INTEGER NOT NULL,
  parent TEXT NOT NULL,
  child TEXT NOT NULL,
  area_dm2 INTEGER,
  PRIMARY KEY (seq, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX lineage_by_parent ON lineage (parent);
CREATE INDEX lineage_by_child ON lineage (child);
