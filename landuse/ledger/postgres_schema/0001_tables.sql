-- What a shared ledger keeps, in the schema that comes first in search_path.
-- The columns are those of the file, so that the same rows have the same hashes;
-- text is compared byte by byte (COLLATE "C") whatever the language of the server.
CREATE TABLE genesis (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  body text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL
);

CREATE TABLE imports (
  import_no bigint PRIMARY KEY CHECK (import_no > 0),
  content_sha256 text COLLATE "C" NOT NULL UNIQUE,
  first_seq bigint NOT NULL UNIQUE,
  events bigint NOT NULL CHECK (events > 0),
  body text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL
);

-- geometry is read out of the hashed body by the server and cannot be set: what a
-- map shows is what the hash covers. It is there for people who look with QGIS.
-- What refers to what is checked in 0003, once for all rows of a statement.
-- written_as and written_at are the server's own notes: no role may set them.
CREATE TABLE events (
  seq bigint PRIMARY KEY CHECK (seq > 0),
  event_id text COLLATE "C" NOT NULL UNIQUE,
  valid_date text COLLATE "C" NOT NULL,
  recorded_at text COLLATE "C" NOT NULL,
  import_no bigint NOT NULL,
  content_sha256 text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  geometry geometry GENERATED ALWAYS AS (
    ST_GeomFromWKB(
      decode(body::json #>> '{event,geometry}', 'hex'),
      coalesce((body::json #>> '{event,epsg}')::integer, 0)
    )
  ) STORED,
  written_as text NOT NULL DEFAULT session_user,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX events_by_content ON events (content_sha256);
CREATE INDEX events_by_place ON events USING gist (geometry);

CREATE TABLE postings (
  seq bigint NOT NULL,
  line bigint NOT NULL,
  valid_date text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  area_dm2 bigint NOT NULL,
  PRIMARY KEY (seq, line)
);

CREATE TABLE touches (
  subject text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (subject, seq)
);
CREATE INDEX touches_by_event ON touches (seq);

CREATE TABLE lineage (
  seq bigint NOT NULL,
  line bigint NOT NULL,
  parent text COLLATE "C" NOT NULL,
  child text COLLATE "C" NOT NULL,
  area_dm2 bigint,
  PRIMARY KEY (seq, line)
);
CREATE INDEX lineage_by_parent ON lineage (parent);
CREATE INDEX lineage_by_child ON lineage (child);

-- Which steps of the schema were taken, by which login; `steps` only grows as well.
CREATE TABLE steps (
  step bigint PRIMARY KEY CHECK (step > 0),
  taken_as text NOT NULL DEFAULT session_user,
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
