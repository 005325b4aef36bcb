-- Who may do what in a shared ledger. Three roles without a login; people are let in
-- by a login of their own that is a member of one of them:
--
--   landuse_reader    looks at rows and views, with QGIS or landuse
--   landuse_recorder  the same, and adds events
--   landuse_auditor   reads everything, also as whom and when the server itself saw
--                     each row written; runs `landuse ledger verify`
--
-- None of them may change, delete or truncate a row, and the triggers refuse it to the
-- owner too. `landuse ledger init` runs this file where the login may make roles.
-- Otherwise an administrator runs it once for each ledger, the ledger's schema first:
--
--   psql -d land -c 'SET search_path = landuse' -f roles.sql
--   psql -d land -c "CREATE ROLE li_na LOGIN PASSWORD '...' IN ROLE landuse_recorder"
DO $roles$
DECLARE
  role text;
  home text := current_schema();
BEGIN
  IF to_regclass(format('%I.genesis', home)) IS NULL THEN
    RAISE EXCEPTION 'schema % holds no ledger: set search_path to that of the ledger', home;
  END IF;
  FOREACH role IN ARRAY ARRAY['landuse_reader', 'landuse_recorder', 'landuse_auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', home, role);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', home, role);
  END LOOP;
END
$roles$;

REVOKE ALL ON genesis, imports, events, postings, touches, lineage, steps FROM PUBLIC;

GRANT SELECT ON genesis, imports, postings, touches, lineage, steps
  TO landuse_reader, landuse_recorder, landuse_auditor;
GRANT SELECT ON recorded, balances, parcels
  TO landuse_reader, landuse_recorder, landuse_auditor;
GRANT SELECT (seq, event_id, valid_date, recorded_at, import_no, content_sha256, body,
  hash, geometry) ON events TO landuse_reader, landuse_recorder;
GRANT SELECT (xmin) ON events TO landuse_recorder; -- read by a trigger
GRANT SELECT ON events, logins TO landuse_auditor;

GRANT INSERT ON imports, postings, touches, lineage TO landuse_recorder;
GRANT INSERT (seq, event_id, valid_date, recorded_at, import_no, content_sha256, body,
  hash) ON events TO landuse_recorder;
