-- A ledger only grows: no row is changed, taken out or put in the place of another.
-- (INSERT OR REPLACE would take a row out without asking the triggers on DELETE.)
CREATE TRIGGER genesis_no_update BEFORE UPDATE ON genesis
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER genesis_no_delete BEFORE DELETE ON genesis
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER genesis_no_replace BEFORE INSERT ON genesis
WHEN EXISTS (SELECT 1 FROM genesis WHERE only_row = NEW.only_row)
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER imports_no_update BEFORE UPDATE ON imports
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER imports_no_delete BEFORE DELETE ON imports
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER imports_no_replace BEFORE INSERT ON imports
WHEN EXISTS (SELECT 1 FROM imports WHERE import_no = NEW.import_no)
  OR EXISTS (SELECT 1 FROM imports WHERE content_sha256 = NEW.content_sha256)
  OR EXISTS (SELECT 1 FROM imports WHERE first_seq = NEW.first_seq)
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER events_no_replace BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id)
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER postings_no_replace BEFORE INSERT ON postings
WHEN EXISTS (SELECT 1 FROM postings WHERE seq = NEW.seq AND line = NEW.line)
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER touches_no_update BEFORE UPDATE ON touches
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER touches_no_delete BEFORE DELETE ON touches
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER touches_no_replace BEFORE INSERT ON touches
WHEN EXISTS (SELECT 1 FROM touches WHERE subject = NEW.subject AND seq = NEW.seq)
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER lineage_no_update BEFORE UPDATE ON lineage
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER lineage_no_delete BEFORE DELETE ON lineage
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER lineage_no_replace BEFORE INSERT ON lineage
WHEN EXISTS (SELECT 1 FROM lineage WHERE seq = NEW.seq AND line = NEW.line)
BEGIN
  SELECT RAISE(ABORT, 'the ledger only grows');
END;
