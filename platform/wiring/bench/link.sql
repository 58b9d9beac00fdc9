-- Hand-overs between the districts and the ministry above them, in a database that fill.sql has filled. psql runs it;
-- filling.py says its variables: linked, number. The newest cases of the districts are those that were handed over.
BEGIN;
SET LOCAL session_replication_role = replica; -- what is written here fits together: keys are not checked again
SET LOCAL synchronous_commit = off;

CREATE SCHEMA filling;
CREATE TABLE filling.handed AS
SELECT c.*, (1099511627775 - n * 387420489043) & 1099511627775 AS bits, ministry.code, ministry.uid AS above_uid,
       here.uid AS here_uid, ministry.id AS above_id, md5('link' || n)::uuid AS link_id, md5('mirrored' || n)::uuid AS above_case,
       (ARRAY['offered', 'accepted', 'in_progress', 'in_progress', 'answered', 'answered', 'closed', 'closed', 'closed',
              'returned'])[1 + n % 10] AS link_state,
       c.opened_at + interval '2 hours' AS at
FROM (SELECT row_number() OVER (ORDER BY opened_at DESC) AS n, * FROM cases WHERE tenant_id > 1
      ORDER BY opened_at DESC LIMIT :linked) c
JOIN tenant here ON here.id = c.tenant_id JOIN tenant ministry ON ministry.id = 1;

INSERT INTO cases (tenant_id, id, number, kind, state, title, summary, channel, mirrored, opened_at, first_seen_at, answered_at,
    closed_at, due_at, soon_at, last_message_at, unread, version)
SELECT above_id, above_case, :number, kind,
    CASE link_state WHEN 'offered' THEN 'received' WHEN 'accepted' THEN 'verifying' WHEN 'returned' THEN 'rejected'
         ELSE link_state END,
    title, summary, 'relay', true, at, at + interval '1 hour',
    CASE WHEN link_state IN ('answered', 'closed') THEN at + interval '1 day' END,
    CASE WHEN link_state IN ('closed', 'returned') THEN at + interval '2 days' END,
    CASE WHEN link_state IN ('offered', 'accepted', 'in_progress') THEN at + interval '3 days' END,
    CASE WHEN link_state IN ('offered', 'accepted', 'in_progress') THEN at + interval '2 days' END, at, false, 3
FROM filling.handed;

INSERT INTO link (tenant_id, id, case_id, side, peer_uid, peer_number, state, reason, own_seq, peer_seq, created_at,
    changed_at, handed)
SELECT h.tenant_id, link_id, h.id, 'source', above_uid, m.number, link_state, 'Mohon bantuan', 1, 2, at, at,
    search_words(h.title, h.summary)
FROM filling.handed h JOIN cases m ON m.tenant_id = above_id AND m.id = above_case
UNION ALL
SELECT above_id, link_id, above_case, 'target', here_uid, h.number, link_state, 'Mohon bantuan', 2, 1, at, at,
    search_words(h.title, h.summary)
FROM filling.handed h;

UPDATE cases c SET escalated = true FROM filling.handed h
WHERE c.tenant_id = h.tenant_id AND c.id = h.id AND h.link_state IN ('offered', 'accepted', 'in_progress');

INSERT INTO case_event (tenant_id, case_id, at, actor_kind, actor_name, kind, detail)
SELECT e.tenant_id, e.case_id, e.at, 'staff', 'Petugas', e.kind,
    jsonb_build_object('type', e.kind, 'case_id', e.case_id, 'at', e.at) || e.more
FROM filling.handed h, LATERAL (VALUES
    (h.tenant_id, h.id, h.at, 'case.escalated', jsonb_build_object('link_id', link_id, 'to_tenant', above_uid), true),
    (h.tenant_id, h.id, h.at + interval '1 day', 'handover.changed',
     jsonb_build_object('link_id', link_id, 'state', 'answered', 'side', 'source'), link_state IN ('answered', 'closed')),
    (above_id, above_case, h.at, 'case.opened', '{"kind": "complaint", "channel": "relay"}', true),
    (above_id, above_case, h.at + interval '1 hour', 'case.verified', '{"kind": "complaint"}', link_state <> 'offered'),
    (above_id, above_case, h.at + interval '1 day', 'case.answered', '{}', link_state IN ('answered', 'closed')),
    (above_id, above_case, h.at + interval '2 days', 'case.closed', '{}', link_state = 'closed'))
    AS e (tenant_id, case_id, at, kind, more, holds)
WHERE e.holds;
DROP SCHEMA filling CASCADE;
COMMIT;
