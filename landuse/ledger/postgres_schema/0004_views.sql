-- What people open: in QGIS, in a spreadsheet, in psql. Days are days and numbers are
-- numbers here; all of it follows from the hashed rows, nothing is entered.

-- Every event with its facts.
CREATE VIEW recorded AS
SELECT
  seq,
  event_id,
  fact ->> 'event' AS event,
  valid_date::date AS valid_date,
  recorded_at::timestamptz AS recorded_at,
  body::json ->> 'recorded_by' AS recorded_by,
  import_no,
  fact ->> 'parcel_id' AS parcel_id,
  fact ->> 'batch_id' AS batch_id,
  fact ->> 'zone_id' AS zone_id,
  fact ->> 'enterprise_id' AS enterprise_id,
  (fact ->> 'area_dm2')::bigint / 100.0 AS area_m2,
  fact ->> 'method' AS method,
  fact ->> 'document_no' AS document_no,
  (fact ->> 'document_date')::date AS document_date,
  fact ->> 'evidence_sha256' AS evidence_sha256,
  fact ->> 'reverses' AS reverses,
  fact -> 'parents' AS parents,
  fact -> 'children' AS children,
  fact -> 'details' AS details,
  fact ->> 'remark' AS remark,
  hash,
  geometry
FROM events, LATERAL (SELECT body::json -> 'event' AS fact) AS said;

-- For auditors: what the clerk says of who and when, beside what the server saw.
CREATE VIEW logins AS
SELECT
  seq,
  event_id,
  body::json ->> 'recorded_by' AS recorded_by,
  written_as,
  recorded_at::timestamptz AS recorded_at,
  written_at,
  written_at - recorded_at::timestamptz AS written_after
FROM events;

-- What stands today on each account; every book sums to zero.
CREATE VIEW balances AS
SELECT account, sum(area_dm2) / 100.0 AS area_m2
FROM postings
WHERE valid_date <= current_date::text
GROUP BY account;

-- Each parcel as it stands today: its accounts, its last event that was not reversed,
-- its last outline, in CGCS2000 (EPSG:4490) whatever it was recorded in.
CREATE VIEW parcels AS
WITH of_today AS (
  SELECT subject, account, sum(area_dm2) AS area_dm2
  FROM postings
  WHERE valid_date <= current_date::text AND subject LIKE 'parcel:%'
  GROUP BY subject, account
), standing AS (
  SELECT
    substr(subject, 8) AS parcel_id,
    string_agg(account, ', ' ORDER BY account)
      FILTER (WHERE area_dm2 > 0 AND account NOT IN (
        'external', 'survey_difference', 'uncounted', 'assembled', 'revitalized'
      )) AS account,
    sum(area_dm2) FILTER (WHERE area_dm2 > 0 AND account NOT IN (
        'external', 'survey_difference', 'uncounted', 'assembled', 'revitalized'
      )) / 100.0 AS area_m2,
    sum(area_dm2) FILTER (WHERE account = 'assembled') / 100.0 AS assembled_m2,
    sum(area_dm2) FILTER (WHERE account = 'revitalized') / 100.0 AS revitalized_m2
  FROM of_today
  GROUP BY subject
), valid AS (
  SELECT said.* FROM recorded AS said
  WHERE said.valid_date <= current_date AND said.parcel_id IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM recorded AS other
      WHERE other.reverses = said.event_id AND other.valid_date <= current_date
    )
), latest AS (
  SELECT DISTINCT ON (parcel_id) parcel_id, event, valid_date, document_no, zone_id
  FROM valid ORDER BY parcel_id, valid_date DESC, seq DESC
), outline AS (
  SELECT DISTINCT ON (parcel_id) parcel_id, geometry
  FROM valid WHERE geometry IS NOT NULL
  ORDER BY parcel_id, valid_date DESC, seq DESC
)
SELECT
  (row_number() OVER (ORDER BY parcel_id COLLATE "C"))::integer AS gid,
  parcel_id,
  account,
  area_m2,
  assembled_m2,
  revitalized_m2,
  latest.event AS last_event,
  latest.valid_date AS since,
  latest.document_no,
  latest.zone_id,
  CASE WHEN ST_SRID(outline.geometry) IN (SELECT srid FROM spatial_ref_sys)
    THEN ST_Multi(ST_Transform(outline.geometry, 4490))
  END::geometry(MultiPolygon, 4490) AS geometry
FROM standing
FULL JOIN latest USING (parcel_id)
LEFT JOIN outline USING (parcel_id);
