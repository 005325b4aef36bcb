-- A ledger only grows: no row is changed, taken out or put in the place of another,
-- by whoever it may be; the owner of the tables has to take a trigger away first,
-- and `landuse ledger verify` says so. ALWAYS: also where a session plays a replica.
CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $only_grows$
BEGIN
  RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'integrity_constraint_violation';
END
$only_grows$;

CREATE TRIGGER genesis_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON genesis
  FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER imports_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON imports
  FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER events_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER postings_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON postings
  FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER touches_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON touches
  FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER lineage_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON lineage
  FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

ALTER TABLE genesis ENABLE ALWAYS TRIGGER genesis_only_grows;
ALTER TABLE imports ENABLE ALWAYS TRIGGER imports_only_grows;
ALTER TABLE events ENABLE ALWAYS TRIGGER events_only_grows;
ALTER TABLE postings ENABLE ALWAYS TRIGGER postings_only_grows;
ALTER TABLE touches ENABLE ALWAYS TRIGGER touches_only_grows;
ALTER TABLE lineage ENABLE ALWAYS TRIGGER lineage_only_grows;

CREATE TRIGGER steps_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON steps
  FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
ALTER TABLE steps ENABLE ALWAYS TRIGGER steps_only_grows;
