-- What one accepted message does to a database at the least: dedupe key, contact, case, message, event, clock.
CREATE TABLE bench_key (tenant_id int, key text, PRIMARY KEY (tenant_id, key));
CREATE TABLE bench_contact (tenant_id int, id uuid, address text, PRIMARY KEY (tenant_id, id));
CREATE TABLE bench_case (tenant_id int, id uuid, number text, title text, state text, due_at timestamptz,
    PRIMARY KEY (tenant_id, id));
CREATE INDEX bench_case_due ON bench_case (tenant_id, due_at, id);
CREATE TABLE bench_message (tenant_id int, id uuid, case_id uuid, text text, at timestamptz,
    PRIMARY KEY (tenant_id, id));
CREATE TABLE bench_event (tenant_id int, id uuid, kind text, fact jsonb, PRIMARY KEY (tenant_id, id));
CREATE TABLE bench_clock (tenant_id int, case_id uuid, due_at timestamptz, PRIMARY KEY (tenant_id, case_id));
CREATE INDEX bench_clock_due ON bench_clock (due_at);
CALL protect('bench_key');
CALL protect('bench_contact');
CALL protect('bench_case');
CALL protect('bench_message');
CALL protect('bench_event');
CALL protect('bench_clock');

CREATE FUNCTION bench_accept(t int, k text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c uuid := gen_random_uuid(); i uuid := gen_random_uuid();
    m uuid := gen_random_uuid(); e uuid := gen_random_uuid();
BEGIN
    PERFORM enter_tenant(t);
    INSERT INTO bench_key VALUES (t, k);
    INSERT INTO bench_contact VALUES (t, c, k);
    INSERT INTO bench_case VALUES (t, i, k, 'Antrean poli gigi selalu penuh', 'received', now() + interval '8 hours');
    INSERT INTO bench_message VALUES (t, m, i, 'Antrean poli gigi selalu penuh sejak pagi, mohon dibantu.', now());
    INSERT INTO bench_event VALUES (t, e, 'case.opened', '{"kind": "complaint"}');
    INSERT INTO bench_clock VALUES (t, i, now() + interval '8 hours');
END $$;
