-- Years of cases in the offices that are there. psql runs it; filling.py says its variables: cases, spot, number, long.
-- The superuser of the embedded server runs it, since row security is forced on the owner, too. The same
-- number gives the same rows, but for the times, which lie before now. Lots are drawn by hash: no seed state.
BEGIN;
CREATE SCHEMA filling;
SET LOCAL session_replication_role = replica; -- what is written here fits together: keys are not checked again
SET LOCAL synchronous_commit = off;
SET LOCAL maintenance_work_mem = '256MB';

-- A number from 0 to 1 that belongs to a row and a question.
CREATE FUNCTION filling.lot(n bigint, question int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
    'SELECT (hashint8extended(n, question) & 9007199254740991)::float8 / 9007199254740992';
CREATE FUNCTION filling.pick(n bigint, question int, among text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
    'SELECT among[1 + floor(filling.lot(n, question) * cardinality(among))::int]';
-- A time-ordered id as kit.ids makes them; `room` keeps the ids of different tables apart.
CREATE FUNCTION filling.id(at timestamptz, room int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(room), 3, '0')
               || '8' || lpad(to_hex(n), 15, '0'))::uuid $$;

-- Secondary indexes are built at the end, from all rows at once.
CREATE TABLE filling.later AS
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
FROM pg_index i WHERE indrelid = ANY ('{cases,contact,contact_identity,conversation,message,delivery,clock}'::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid);
SELECT format('DROP INDEX %s', name) FROM filling.later \gexec

-- Officers: four agents, a supervisor, and one officer of a unit in every office.
CREATE TABLE filling.officer AS
SELECT t.id AS tenant_id, place, filling.id('2024-01-01Z', 1, t.id * 8 + place) AS id,
       filling.id('2024-01-01Z', 2, t.id * 8 + place) AS person_id
FROM tenant t, generate_series(0, 5) place WHERE t.active;
INSERT INTO person (id, email, name)
SELECT person_id, format('petugas%s@%s.example', o.place, t.slug), format('Petugas %s %s', o.place, t.code)
FROM filling.officer o JOIN tenant t ON t.id = o.tenant_id;
INSERT INTO membership (tenant_id, id, person_id, roles, unit_ids)
SELECT o.tenant_id, o.id, o.person_id,
       ARRAY[CASE o.place WHEN 5 THEN 'unit_officer' WHEN 4 THEN 'supervisor' ELSE 'agent' END],
       CASE WHEN o.place = 5 THEN ARRAY(SELECT u.id FROM unit u WHERE u.tenant_id = o.tenant_id AND u.position = 5)
            ELSE '{}' END
FROM filling.officer o;

-- Offices by Zipf's law; the first is the biggest.
CREATE TABLE filling.office AS
SELECT id AS tenant_id, code, (row_number() OVER (ORDER BY id))::int AS rank,
       (sum(1.0 / row_number) OVER (ORDER BY id) / sum(1.0 / row_number) OVER ())::float8 AS upto,
       ARRAY(SELECT u.id FROM unit u WHERE u.tenant_id = t.id ORDER BY u.position) AS units,
       ARRAY(SELECT o.id FROM filling.officer o WHERE o.tenant_id = t.id AND o.place < 4 ORDER BY o.place) AS agents
FROM (SELECT id, code, row_number() OVER (ORDER BY id) FROM tenant WHERE active) t;

-- Two years, the oldest first. Of 100 cases 90 are closed, 5 answered and not yet closed, 5 in work.
CREATE TABLE filling.drawn AS
SELECT n, (n * 387420489043 + 11) & 1099511627775 AS bits, o.tenant_id, o.code, o.units, o.agents, at, :'spot'::timestamptz - at AS age,
       filling.id(at, 3, n) AS id, filling.id(:'spot'::timestamptz - interval '3 years', 4, n * 4 / 5) AS contact_id,
       CASE WHEN filling.lot(n, 1) < exp(-days / 38) THEN 'work' WHEN filling.lot(n, 1) < exp(-days / 73) THEN 'answered'
            ELSE 'closed' END AS phase
FROM (SELECT n, :'spot'::timestamptz - make_interval(secs => 60 + 63072000.0 * (1 - n::float8 / :cases)) AS at,
             730.0 * (1 - n::float8 / :cases) AS days,
             least(width_bucket(filling.lot(n, 0), (SELECT array_agg(upto ORDER BY rank) FROM filling.office)) + 1,
                   (SELECT max(rank) FROM filling.office)) AS rank
      FROM generate_series(1, :cases::bigint) n) AS lots
JOIN filling.office o USING (rank);
ANALYZE filling.drawn;

INSERT INTO contact (tenant_id, id, name, created_at)
SELECT tenant_id, contact_id, filling.pick(min(n), 2, '{Siti,Budi,Wayan,Yohanes,Maria,Agus,Sri,Putri,Rizal,Dewi}') || ' '
       || filling.pick(min(n), 3, '{Rahmawati,Santoso,Bere,Wulandari,Nugroho,Hidayat,Lestari,Siregar,Manurung,Bau}'), min(at)
FROM filling.drawn GROUP BY tenant_id, contact_id;
INSERT INTO contact_identity (tenant_id, scheme, value, contact_id)
SELECT tenant_id, 'phone', '+62812' || lpad(('x' || right(id::text, 8))::bit(32)::bigint::text, 9, '0'), id FROM contact;
INSERT INTO conversation (tenant_id, id, contact_id, account_id, scheme, address, last_in_at)
SELECT k.tenant_id, k.id, k.id, a.id, 'phone', '+62812' || lpad(('x' || right(k.id::text, 8))::bit(32)::bigint::text, 9, '0'),
       k.created_at
FROM contact k JOIN account a ON a.tenant_id = k.tenant_id AND a.kind = 'whatsapp';

INSERT INTO cases (tenant_id, id, number, kind, state, title, summary, channel, contact_id, conversation_id, unit_id,
    assignee_id, anonymous, confidential, escalated, mirrored, opened_at, first_seen_at, first_response_at, answered_at,
    closed_at, due_at, soon_at, last_message_at, unread, version)
SELECT tenant_id, id, :number,
    filling.pick(n, 5, '{complaint,complaint,complaint,complaint,complaint,complaint,consultation,information,information,aspiration}'),
    CASE phase WHEN 'work' THEN filling.pick(n, 6, '{received,received,verifying,in_progress,in_progress,in_progress,in_progress,waiting_contact}')
         WHEN 'answered' THEN 'answered' ELSE filling.pick(n, 6, '{closed,closed,closed,closed,closed,closed,closed,closed,closed,rejected}') END,
    problem || ' ' || place, problem || ' ' || place || '. ' || wish, channel, contact_id,
    CASE channel WHEN 'whatsapp' THEN contact_id END,
    CASE WHEN filling.lot(n, 7) < 0.8 THEN units[1 + floor(filling.lot(n, 8) * cardinality(units))::int] END,
    CASE WHEN filling.lot(n, 9) < 0.7 THEN agents[1 + floor(filling.lot(n, 10) * 4)::int] END,
    filling.lot(n, 11) < 0.05, filling.lot(n, 12) < 0.03, phase = 'work' AND filling.lot(n, 13) < 0.06,
    filling.lot(n, 14) < 0.01, at, at + interval '40 minutes', at + interval '3 hours',
    CASE WHEN phase <> 'work' THEN at + least(age * 0.6, interval '4 days') END,
    CASE WHEN phase = 'closed' THEN at + least(age * 0.9, interval '7 days') END,
    CASE WHEN phase = 'work' AND filling.lot(n, 15) < 0.9
         THEN :'spot'::timestamptz + make_interval(secs => (filling.lot(n, 16) - 0.25) * 864000) END,
    CASE WHEN phase = 'work' AND filling.lot(n, 15) < 0.9
         THEN :'spot'::timestamptz + make_interval(secs => (filling.lot(n, 16) - 0.25) * 864000 - 14400) END,
    at + least(age * 0.5, interval '4 days'), phase = 'work' AND filling.lot(n, 17) < 0.3, 6
FROM (SELECT d.*,
    filling.pick(n, 20, '{Antrean poli gigi selalu penuh,Obat hipertensi kosong sejak Senin,Jadwal imunisasi berubah tanpa kabar,Petugas loket tidak ramah,Kartu BPJS ditolak,Ambulans datang terlambat,Hasil laboratorium belum keluar,Parkir sempit dan gelap,Data cakupan imunisasi untuk skripsi,Vaksin meningitis untuk umrah,Dokter spesialis tidak hadir,Biaya rujukan tidak jelas,Ruang tunggu panas,Air bersih mati,Posyandu libur berminggu-minggu,Nomor telepon tidak diangkat,Surat sehat ditolak,Pelayanan gizi balita,Fogging demam berdarah,Toilet rusak}') AS problem,
    filling.pick(n, 21, '{di puskesmas kecamatan utara,di puskesmas kecamatan selatan,di rumah sakit daerah,di pustu desa sebelah,di loket pendaftaran,di ruang bersalin,di apotek puskesmas,di poli anak,di poli umum,di kantor dinas,di desa kami,di posyandu melati,di laboratorium,di instalasi gawat darurat,di ruang rawat inap,di pasar}') AS place,
    filling.pick(n, 22, '{Mohon dibantu secepatnya.,Sudah tiga kali saya pulang tanpa diperiksa.,Apakah ada jadwal lain?,Kami menunggu kabar dari petugas.,Tolong ditambah petugasnya.,Keluarga kami rumahnya jauh.,Mohon penjelasan tertulis.,Anak saya masih kecil.,Terima kasih atas perhatiannya.,Kemarin juga begitu.,Mengapa tidak ada pengumuman?,Kami siap membantu bila perlu.}') AS wish,
    filling.pick(n, 23, '{whatsapp,whatsapp,whatsapp,whatsapp,whatsapp,whatsapp,whatsapp,portal,portal,phone,counter,social_media}') AS channel
    FROM filling.drawn d) AS said;

-- What was said: the report, the acknowledgement, an answer, and in every fourth case a note and more words.
INSERT INTO message (tenant_id, id, case_id, conversation_id, direction, channel, author_kind, author_id, author_name,
    text, automatic, external_id, sent_at, at)
SELECT c.tenant_id, filling.id(at, 5, s.n * 8 + s.place), c.id, c.conversation_id, direction, c.channel,
    CASE direction WHEN 'in' THEN 'citizen' WHEN 'out' THEN CASE place WHEN 1 THEN 'system' ELSE 'staff' END ELSE 'staff' END,
    CASE WHEN place > 1 AND direction <> 'in' THEN agents[1] END,
    CASE WHEN place > 1 AND direction <> 'in' THEN 'Petugas ' || c.tenant_id ELSE '' END,
    CASE place WHEN 0 THEN c.summary WHEN 1 THEN 'Laporan Anda kami terima dengan nomor ' || c.number || '.'
         WHEN 2 THEN 'Terima kasih, laporan Anda sudah kami teruskan ke unit yang menangani. ' || c.title
         WHEN 3 THEN 'Sudah dihubungi lewat telepon, menunggu jadwal.' ELSE 'Baik, saya tunggu kabarnya. ' || c.title END,
    place = 1, CASE WHEN direction = 'note' THEN '' ELSE 'wamid.' || s.n || '.' || place END, at, at
FROM (SELECT d.n, d.tenant_id, d.id, d.agents, place,
             CASE place WHEN 1 THEN 'out' WHEN 2 THEN 'out' WHEN 3 THEN 'note' ELSE 'in' END AS direction,
             d.at + make_interval(mins => place * place * 37) AS at
      FROM filling.drawn d, generate_series(0, 5) place
      WHERE place <= 1 OR (place = 2 AND d.phase <> 'work') OR (place > 1 AND filling.lot(d.n, 30) < 0.25)) s
JOIN cases c ON c.tenant_id = s.tenant_id AND c.id = s.id;
INSERT INTO delivery (tenant_id, id, case_id, message_id, conversation_id, account_id, outbound, state, external_id,
    created_at, sent_at, progress_at)
SELECT m.tenant_id, m.id, m.case_id, m.id, m.conversation_id, v.account_id, '', 'read', 'out.' || m.id, m.at, m.at, m.at
FROM message m JOIN conversation v ON v.tenant_id = m.tenant_id AND v.id = m.conversation_id WHERE m.direction = 'out';

INSERT INTO case_event (tenant_id, case_id, at, actor_kind, actor_name, kind, detail)
SELECT d.tenant_id, d.id, d.at + make_interval(mins => e.place * 45),
    CASE e.place WHEN 0 THEN 'citizen' ELSE 'staff' END, CASE e.place WHEN 0 THEN '' ELSE 'Petugas' END, e.kind,
    jsonb_build_object('type', e.kind, 'case_id', d.id, 'at', d.at + make_interval(mins => e.place * 45)) || e.more
FROM filling.drawn d, (VALUES (0, 'case.opened', '{"kind": "complaint", "channel": "whatsapp"}'::jsonb), (1, 'case.seen', '{}'),
    (2, 'case.verified', '{"kind": "complaint"}'), (4, 'case.answered', '{}'), (5, 'case.closed', '{}'))
    AS e (place, kind, more)
WHERE e.place <= CASE d.phase WHEN 'work' THEN 2 WHEN 'answered' THEN 4 ELSE 5 END;

INSERT INTO clock (tenant_id, case_id, look_at, value)
SELECT c.tenant_id, c.id, min(k.due_at) FILTER (WHERE k.state = 'running' AND k.due_at >= :'spot'::timestamptz),
    json_agg(json_build_object('kind', k.kind, 'state', k.state, 'started_at', c.opened_at,
        'budget', json_build_object('unit', 'seconds', 'amount', 28800), 'calendar', 'office', 'rule', 'bench',
        'due_at', k.due_at, 'warn_at', k.due_at, 'met_at', k.met_at, 'pauses', json_build_array(),
        'breached_at', CASE WHEN k.state = 'running' AND k.due_at < :'spot'::timestamptz THEN k.due_at END))
FROM cases c, LATERAL (VALUES
    ('first_response', 'met', c.opened_at + interval '1 day', c.first_response_at),
    ('resolution', CASE WHEN c.closed_at IS NULL AND c.state <> 'answered' THEN 'running' ELSE 'met' END,
     coalesce(c.due_at, c.opened_at + interval '14 days'), c.answered_at)) AS k (kind, state, due_at, met_at)
GROUP BY c.tenant_id, c.id;

-- One long case in the biggest office: a hundred messages from both sides.
INSERT INTO message (tenant_id, id, case_id, conversation_id, direction, channel, author_kind, author_name, text, sent_at, at)
SELECT c.tenant_id, filling.id(at, 7, place), c.id, c.conversation_id, CASE place % 2 WHEN 0 THEN 'in' ELSE 'out' END,
    c.channel, CASE place % 2 WHEN 0 THEN 'citizen' ELSE 'staff' END, CASE place % 2 WHEN 0 THEN '' ELSE 'Petugas' END,
    c.summary, at, at
FROM (SELECT * FROM cases WHERE tenant_id = (SELECT tenant_id FROM filling.office WHERE rank = 1) AND state = 'in_progress'
          AND channel = 'whatsapp' AND NOT unread ORDER BY opened_at DESC LIMIT 1) c,
    LATERAL (SELECT place, c.opened_at + make_interval(secs => place) AS at FROM generate_series(1, :long) place) AS m;

SELECT definition FROM filling.later \gexec
DROP SCHEMA filling CASCADE;
COMMIT;
