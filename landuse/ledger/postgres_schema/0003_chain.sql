-- The server refuses a row that does not continue the chain, whoever writes it and
-- with whatever program: numbers without gaps, hash = sha256(previous, newline, body).
-- Before an import comes the last event, or the first row of the ledger; before the
-- first event of an import the import, before the others the event before.
CREATE FUNCTION hash_after(previous text, body text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT
RETURN encode(sha256(convert_to(previous || E'\n' || body, 'UTF8')), 'hex');

CREATE FUNCTION import_continues() RETURNS trigger LANGUAGE plpgsql
AS $import_continues$
DECLARE
  last_seq bigint := coalesce((SELECT max(seq) FROM events), 0);
  last_import bigint := coalesce(
    (SELECT max(import_no) FROM imports WHERE import_no <> NEW.import_no), 0);
  last_hash text := coalesce(
    (SELECT hash FROM events WHERE seq = last_seq), (SELECT hash FROM genesis));
BEGIN
  IF NEW.first_seq <> last_seq + 1 OR NEW.import_no <> last_import + 1
    OR NEW.hash IS DISTINCT FROM hash_after(last_hash, NEW.body)
  THEN
    RAISE EXCEPTION 'the row does not continue the chain'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$import_continues$;

CREATE FUNCTION events_continue() RETURNS trigger LANGUAGE plpgsql
AS $events_continue$
BEGIN
  IF EXISTS (
    SELECT FROM (
      SELECT body, hash, import_no, coalesce(
        (SELECT i.hash FROM imports i WHERE i.first_seq = added.seq),
        (SELECT e.hash FROM events e WHERE e.seq = added.seq - 1)
      ) AS previous FROM added
    ) AS link
    WHERE hash IS DISTINCT FROM hash_after(previous, body)
      OR import_no IS DISTINCT FROM (SELECT max(i.import_no) FROM imports i)
  ) THEN
    RAISE EXCEPTION 'the row does not continue the chain'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$events_continue$;

-- Postings, touches and lineage come with their event and never after it.
CREATE FUNCTION comes_with_its_event() RETURNS trigger LANGUAGE plpgsql
AS $comes_with_its_event$
BEGIN
  IF EXISTS (
    SELECT FROM added LEFT JOIN events USING (seq)
    WHERE events.xmin IS DISTINCT FROM pg_current_xact_id()::xid
  ) THEN
    RAISE EXCEPTION 'the row does not come with its event'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$comes_with_its_event$;

CREATE TRIGGER imports_continue AFTER INSERT ON imports
  FOR EACH ROW EXECUTE FUNCTION import_continues();
CREATE TRIGGER events_continue AFTER INSERT ON events
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION events_continue();
CREATE TRIGGER postings_come_along AFTER INSERT ON postings
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION comes_with_its_event();
CREATE TRIGGER touches_come_along AFTER INSERT ON touches
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION comes_with_its_event();
CREATE TRIGGER lineage_come_along AFTER INSERT ON lineage
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION comes_with_its_event();

ALTER TABLE imports ENABLE ALWAYS TRIGGER imports_continue;
ALTER TABLE events ENABLE ALWAYS TRIGGER events_continue;
ALTER TABLE postings ENABLE ALWAYS TRIGGER postings_come_along;
ALTER TABLE touches ENABLE ALWAYS TRIGGER touches_come_along;
ALTER TABLE lineage ENABLE ALWAYS TRIGGER lineage_come_along;
