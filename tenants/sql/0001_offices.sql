-- Offices, people, sessions, keys, audit and outbox. Every tenant table starts its keys with tenant_id.

CREATE TABLE installation (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    mode text NOT NULL DEFAULT 'production' CHECK (mode IN ('demo', 'test', 'production')),
    clock_offset interval NOT NULL DEFAULT '0',
    CHECK (mode <> 'production' OR clock_offset = '0')
);
INSERT INTO installation DEFAULT VALUES;
GRANT SELECT ON installation TO sahut_web, sahut_worker, sahut_sweep, sahut_search, sahut_backup;

-- Now: the database's time plus the demonstration's offset. Constant within a transaction.
CREATE FUNCTION sahut_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, public, pg_temp
    AS 'SELECT now() + clock_offset FROM installation';

CREATE FUNCTION current_tenant() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::int $$;

-- Enter a tenant for the rest of the transaction; answers the time that counts in it.
CREATE FUNCTION enter_tenant(tenant int) RETURNS timestamptz LANGUAGE plpgsql
    AS $$ BEGIN PERFORM set_config('app.tenant_id', tenant::text, true); RETURN sahut_now(); END $$;

-- Row security as every tenant table has it: forced, one policy for web and worker, one for backups.
CREATE PROCEDURE protect(tbl regclass, VARIADIC rights text[] DEFAULT '{SELECT,INSERT,UPDATE,DELETE}')
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tbl);
    EXECUTE format($p$CREATE POLICY tenant_rows ON %s TO sahut_web, sahut_worker
        USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::int)
        WITH CHECK (tenant_id = nullif(current_setting('app.tenant_id', true), '')::int)$p$, tbl);
    EXECUTE format('CREATE POLICY backup_rows ON %s FOR SELECT TO sahut_backup USING (true)', tbl);
    EXECUTE format('GRANT %s ON %s TO sahut_web, sahut_worker', array_to_string(rights, ', '), tbl);
    EXECUTE format('GRANT SELECT ON %s TO sahut_backup', tbl);
    -- Statistics of an almost empty table make plans that read all of it, and a session keeps its plans, those of
    -- foreign keys too. Until a table has 2,000 rows the planner's own guess for an unknown one is the better.
    EXECUTE format('ALTER TABLE %s SET (autovacuum_analyze_threshold = 2000, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_threshold = 2000)', tbl);
END $$;

-- Work that is found for all tenants at once: the sweep role reads whose it is and these columns, and nothing else.
CREATE PROCEDURE sweep(tbl regclass, VARIADIC columns text[] DEFAULT '{}')
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY sweep_rows ON %s FOR SELECT TO sahut_sweep USING (true)', tbl);
    EXECUTE format('GRANT SELECT (%s) ON %s TO sahut_sweep', array_to_string(array_prepend('tenant_id', columns), ', '), tbl);
END $$;

CREATE TABLE tenant (
    id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    uid uuid NOT NULL UNIQUE,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]{1,39}$'),
    code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{2,5}$'),
    name text NOT NULL,
    desk_name text NOT NULL,
    level text NOT NULL CHECK (level IN ('ministry', 'province', 'district', 'facility')),
    region text NOT NULL DEFAULT '',
    parent_id int REFERENCES tenant (id),
    timezone text NOT NULL,
    brand text NOT NULL DEFAULT '#0A6661',
    contacts jsonb NOT NULL DEFAULT '{}',
    languages text[] NOT NULL DEFAULT '{id,en}',
    host text UNIQUE,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);
-- What stands in it is printed on every office's door; only the owner (migrate, office commands) and
-- `open_office_below` write it.
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone_reads ON tenant FOR SELECT USING (true);
CREATE POLICY owner_writes ON tenant TO sahut_owner USING (true) WITH CHECK (true);
CREATE POLICY search_adds ON tenant FOR INSERT TO sahut_search WITH CHECK (parent_id IS NOT NULL);
GRANT INSERT ON tenant TO sahut_search;
GRANT SELECT ON tenant TO sahut_web, sahut_worker, sahut_sweep, sahut_search, sahut_backup;

CREATE TABLE person (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%@%'),
    name text NOT NULL,
    language text NOT NULL DEFAULT 'id',
    theme text NOT NULL DEFAULT 'system',
    single_keys boolean NOT NULL DEFAULT true,
    password_hash text,
    password_changed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE unit (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    parent_id uuid,
    name text NOT NULL,
    kind text NOT NULL,
    address text NOT NULL DEFAULT '',
    is_facility boolean NOT NULL DEFAULT false,
    position int NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT true,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES unit (tenant_id, id)
);
CALL protect('unit');

-- A named person of one office (home) may act in another (host) for a time. Each office has a row of its own and writes
-- no other; the rows of both are one agreement by their id, and rights last as long as both rows say so.
CREATE TABLE delegation (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('host', 'home')),
    other_id int NOT NULL,
    email text NOT NULL,
    person_id uuid REFERENCES person (id), -- the host learns it when everybody has agreed
    role text NOT NULL CHECK (role IN ('agent', 'unit_officer', 'supervisor')),
    unit_ids uuid[] NOT NULL DEFAULT '{}',
    units text[] NOT NULL DEFAULT '{}',
    reason text NOT NULL,
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    asked_at timestamptz NOT NULL,
    guest_at timestamptz,
    office_at timestamptz,
    closed_at timestamptz,
    closed_by text CHECK (closed_by IN ('host', 'guest', 'home')),
    due_at timestamptz, -- what changed here waits to be told to the other office
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    CHECK (ends_at > begins_at AND ends_at - begins_at <= interval '30 days'),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);
CREATE INDEX delegation_open ON delegation (tenant_id, side, ends_at) WHERE closed_at IS NULL;
CREATE INDEX delegation_due ON delegation (tenant_id, due_at) WHERE due_at IS NOT NULL;
CALL protect('delegation');
CALL sweep('delegation', 'due_at');

CREATE TABLE membership (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES person (id),
    roles text[] NOT NULL,
    unit_ids uuid[] NOT NULL DEFAULT '{}',
    active boolean NOT NULL DEFAULT true,
    valid_from timestamptz, -- a guest's post begins with the delegation; every other has begun
    valid_until timestamptz,
    delegation_id uuid, -- the post of a guest
    phone text NOT NULL DEFAULT '' CHECK (phone = '' OR phone ~ '^\+[1-9][0-9]{7,14}$'),
    notices boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, person_id),
    FOREIGN KEY (tenant_id, delegation_id) REFERENCES delegation (tenant_id, id)
);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX membership_phone ON membership (tenant_id, phone) WHERE phone <> '';
CALL protect('membership');

-- The name under which somebody works here: a guest's with the own office.
CREATE FUNCTION staff_name(name text, tenant int, delegation uuid) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS 'SELECT CASE WHEN delegation IS NULL THEN name ELSE name || coalesce('' ('' || (SELECT t.desk_name
        FROM delegation d JOIN tenant t ON t.id = d.other_id WHERE d.tenant_id = tenant AND d.id = delegation)
        || '')'', '''') END';

-- A person is seen by the offices that person works for, and by nobody else.
ALTER TABLE person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY colleagues ON person FOR SELECT TO sahut_web, sahut_worker
    USING (EXISTS (SELECT FROM membership m WHERE m.person_id = person.id));
CREATE POLICY search_reads ON person FOR SELECT TO sahut_search USING (true);
CREATE POLICY search_writes ON person FOR UPDATE TO sahut_search USING (true) WITH CHECK (true);
CREATE POLICY search_adds ON person FOR INSERT TO sahut_search WITH CHECK (true);
CREATE POLICY backup_rows ON person FOR SELECT TO sahut_backup USING (true);
GRANT SELECT (id, email, name, language, theme, created_at) ON person TO sahut_web, sahut_worker;
GRANT SELECT, INSERT, UPDATE ON person TO sahut_search;
GRANT SELECT ON person TO sahut_backup;

CREATE TABLE session (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    digest bytea NOT NULL,
    person_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES membership (tenant_id, person_id)
);
CREATE INDEX session_digest ON session (digest);
CALL protect('session');

CREATE TABLE api_key (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX api_key_digest ON api_key (digest);
CALL protect('api_key');

-- Links for a first or a new password: hashed, single use, short-lived.
CREATE TABLE one_time_link (
    digest bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person (id),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
ALTER TABLE one_time_link ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY search_rows ON one_time_link TO sahut_search USING (true) WITH CHECK (true);
CREATE POLICY backup_rows ON one_time_link FOR SELECT TO sahut_backup USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON one_time_link TO sahut_search;
GRANT SELECT ON one_time_link TO sahut_backup;

CREATE TABLE audit_entry (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id uuid,
    detail jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_entry_time ON audit_entry (tenant_id, at DESC, id DESC);
CALL protect('audit_entry', 'SELECT', 'INSERT');

-- The sealer chains entries a few seconds after they were appended: hash = sha256(previous hash, entry).
CREATE TABLE audit_seal (
    tenant_id int NOT NULL,
    position bigint NOT NULL,
    entry_id uuid NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (tenant_id, position),
    UNIQUE (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES audit_entry (tenant_id, id)
);
CALL protect('audit_seal', 'SELECT', 'INSERT');

-- Entries that wait for their seal: written with the entry, removed with the seal, so nearly always empty.
CREATE TABLE audit_unsealed (
    tenant_id int NOT NULL,
    entry_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES audit_entry (tenant_id, id)
);
CALL protect('audit_unsealed');
CALL sweep('audit_unsealed');
CREATE FUNCTION due_audit_tenants(limit_in int) RETURNS TABLE (tenant_id int) LANGUAGE sql STABLE AS
    'SELECT DISTINCT u.tenant_id FROM audit_unsealed u LIMIT limit_in';
GRANT EXECUTE ON FUNCTION due_audit_tenants(int) TO sahut_sweep;

-- Facts waiting to be told. `seq` is given when the dispatcher publishes: readers' order, per tenant.
CREATE TABLE outbox (
    tenant_id int NOT NULL, -- no reference: each fact would hold the office's own row, and no office is ever deleted
    id uuid NOT NULL DEFAULT uuidv7(),
    kind text NOT NULL,
    fact jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts int NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    last_error text,
    seq bigint,
    published_at timestamptz,
    -- Some part never took it in: published without that one, and told to whoever runs the place.
    given_up_at timestamptz,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX outbox_due ON outbox (tenant_id, due_at, id) WHERE seq IS NULL;
CREATE INDEX outbox_given_up ON outbox (given_up_at) WHERE given_up_at IS NOT NULL;
CREATE UNIQUE INDEX outbox_seq ON outbox (tenant_id, seq) WHERE seq IS NOT NULL;
CALL protect('outbox');
CALL sweep('outbox', 'id', 'due_at', 'seq', 'given_up_at');

CREATE TABLE outbox_heard (
    tenant_id int NOT NULL,
    outbox_id uuid NOT NULL,
    subscriber text NOT NULL,
    PRIMARY KEY (tenant_id, outbox_id, subscriber),
    FOREIGN KEY (tenant_id, outbox_id) REFERENCES outbox (tenant_id, id) ON DELETE CASCADE
);
CALL protect('outbox_heard', 'SELECT', 'INSERT');

CREATE TABLE counter (
    tenant_id int NOT NULL REFERENCES tenant (id),
    name text NOT NULL,
    value bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, name)
);
CALL protect('counter');

-- A request of an integrator that was answered once is answered the same way again.
CREATE TABLE idempotency_key (
    tenant_id int NOT NULL REFERENCES tenant (id),
    client_id uuid NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    status int,
    answer bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, client_id, route, key)
);
CALL protect('idempotency_key');
CREATE INDEX idempotency_key_age ON idempotency_key (tenant_id, created_at);

-- When each office's old rows are looked for next, once a day; an office without a row is due.
CREATE TABLE forgetting (
    tenant_id int PRIMARY KEY REFERENCES tenant (id),
    due_at timestamptz NOT NULL
);
CALL protect('forgetting');
CALL sweep('forgetting', 'due_at');
CREATE FUNCTION due_forgetting_tenants(limit_in int) RETURNS TABLE (tenant_id int) LANGUAGE sql STABLE AS
    'SELECT t.id FROM tenant t LEFT JOIN forgetting f ON f.tenant_id = t.id
     WHERE f.due_at IS NULL OR f.due_at <= sahut_now() ORDER BY f.due_at NULLS FIRST LIMIT limit_in';
GRANT EXECUTE ON FUNCTION due_forgetting_tenants(int) TO sahut_sweep;

-- References of what a message writes are declared and not enforced (ARCHITECTURE 36): this tells which of them lead
-- nowhere, read by the role that makes backups.
CREATE FUNCTION dangling_references() RETURNS TABLE (reference text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    r record;
    dangles boolean;
BEGIN
    FOR r IN
        SELECT o.conname, o.conrelid::regclass AS holder, o.confrelid::regclass AS target,
               string_agg(format('t.%I = h.%I', theirs.attname, mine.attname), ' AND ') AS same,
               string_agg(format('h.%I IS NOT NULL', mine.attname), ' AND ') AS said
        FROM pg_constraint o CROSS JOIN LATERAL unnest(o.conkey, o.confkey) AS k (mine, theirs)
        JOIN pg_attribute mine ON mine.attrelid = o.conrelid AND mine.attnum = k.mine
        JOIN pg_attribute theirs ON theirs.attrelid = o.confrelid AND theirs.attnum = k.theirs
        WHERE o.contype = 'f' AND NOT o.conenforced GROUP BY o.oid, o.conname, o.conrelid, o.confrelid ORDER BY 1
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s h WHERE %s AND NOT EXISTS (SELECT FROM %s t WHERE %s))',
                       r.holder, r.said, r.target, r.same) INTO dangles;
        IF dangles THEN
            reference := r.conname;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION dangling_references() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dangling_references() TO sahut_backup;

-- Directory: before a tenant is known. Exact key in, ids out; owned by the search role.
GRANT SELECT ON membership, delegation, session, api_key TO sahut_search;
CREATE POLICY search_reads ON delegation FOR SELECT TO sahut_search USING (true);
CREATE POLICY search_reads ON membership FOR SELECT TO sahut_search USING (true);
CREATE POLICY search_reads ON session FOR SELECT TO sahut_search USING (true);
CREATE POLICY search_reads ON api_key FOR SELECT TO sahut_search USING (true);

CREATE FUNCTION directory_person(email_in text)
RETURNS TABLE (person_id uuid, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'SELECT id, password_hash FROM person WHERE email = lower(email_in)';

-- What a guest may in a host's office at this moment, and whence they are; nothing as soon as either office, the guest,
-- the guest's own post or the clock has ended it. Read by the two functions below, as the search role.
CREATE FUNCTION delegation_held(tenant int, delegation_in uuid, person_in uuid)
RETURNS TABLE (home_id int, home_name text, home_slug text, role text, unit_ids uuid[], reason text, ends_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT t.id, t.desk_name, t.slug, d.role, d.unit_ids, d.reason, d.ends_at
    FROM delegation d
    JOIN delegation h ON h.tenant_id = d.other_id AND h.id = d.id AND h.side = 'home' AND h.person_id = person_in
        AND h.closed_at IS NULL AND h.guest_at IS NOT NULL AND h.office_at IS NOT NULL
    JOIN membership hm ON hm.tenant_id = d.other_id AND hm.person_id = person_in AND hm.active
        AND hm.delegation_id IS NULL AND (hm.valid_until IS NULL OR hm.valid_until > sahut_now())
    JOIN tenant t ON t.id = d.other_id AND t.active
    WHERE d.tenant_id = tenant AND d.id = delegation_in AND d.side = 'host' AND d.closed_at IS NULL
      AND d.begins_at <= sahut_now() AND d.ends_at > sahut_now()
$$;

CREATE FUNCTION directory_memberships(person_in uuid)
RETURNS TABLE (tenant_id int, membership_id uuid, guest_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'SELECT m.tenant_id, m.id, g.ends_at FROM membership m JOIN tenant t ON t.id = m.tenant_id
    LEFT JOIN LATERAL delegation_held(m.tenant_id, m.delegation_id, m.person_id) g ON m.delegation_id IS NOT NULL
    WHERE m.person_id = person_in AND m.active AND t.active
      AND (m.valid_until IS NULL OR m.valid_until > sahut_now())
      AND (m.delegation_id IS NULL OR g.ends_at IS NOT NULL) ORDER BY m.delegation_id IS NOT NULL, m.tenant_id';

-- A living session, its person's rights in that tenant as they are now, or nothing. `duties`: this person has a
-- delegation to another office, or one to decide about.
CREATE FUNCTION directory_session(digest_in bytea)
RETURNS TABLE (tenant_id int, session_id uuid, person_id uuid, membership_id uuid, roles text[],
               unit_ids uuid[], name text, language text, theme text, single_keys boolean, last_seen_at timestamptz,
               now timestamptz, home_id int, home_name text, home_slug text, guest_until timestamptz, guest_reason text,
               duties boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT s.tenant_id, s.id, s.person_id, m.id,
           CASE WHEN g.home_id IS NULL THEN m.roles ELSE ARRAY[g.role] END,
           CASE WHEN g.home_id IS NULL THEN m.unit_ids ELSE g.unit_ids END,
           p.name, p.language, p.theme, p.single_keys, s.last_seen_at, sahut_now(),
           g.home_id, g.home_name, g.home_slug, g.ends_at, g.reason,
           m.delegation_id IS NULL AND EXISTS (SELECT FROM delegation o
               WHERE o.tenant_id = s.tenant_id AND o.side = 'home' AND o.closed_at IS NULL AND o.ends_at > sahut_now()
                 AND (o.person_id = s.person_id OR (o.office_at IS NULL AND 'administrator' = ANY (m.roles))))
    FROM session s
    JOIN membership m ON m.tenant_id = s.tenant_id AND m.person_id = s.person_id
    JOIN person p ON p.id = s.person_id
    JOIN tenant t ON t.id = s.tenant_id
    LEFT JOIN LATERAL delegation_held(m.tenant_id, m.delegation_id, m.person_id) g ON m.delegation_id IS NOT NULL
    WHERE s.digest = digest_in AND s.revoked_at IS NULL
      AND s.expires_at > now() AND s.last_seen_at > now() - interval '30 minutes'
      AND (p.password_changed_at IS NULL OR s.created_at >= p.password_changed_at)
      AND m.active AND (m.valid_until IS NULL OR m.valid_until > sahut_now()) AND t.active
      AND (m.delegation_id IS NULL OR g.home_id IS NOT NULL)
$$;

CREATE FUNCTION directory_api_key(digest_in bytea)
RETURNS TABLE (tenant_id int, key_id uuid, name text, scopes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'SELECT k.tenant_id, k.id, k.name, k.scopes FROM api_key k JOIN tenant t ON t.id = k.tenant_id
    WHERE k.digest = digest_in AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > now()) AND t.active';

-- People are added and change their passwords only through these doors.
-- A link that was open before somebody is added elsewhere must not open the further office, too.
CREATE FUNCTION directory_add_person(id_in uuid, email_in text, name_in text, language_in text)
RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'UPDATE one_time_link SET used_at = now() WHERE used_at IS NULL
        AND person_id = (SELECT id FROM person WHERE email = lower(email_in));
    INSERT INTO person (id, email, name, language) VALUES (id_in, lower(email_in), name_in, language_in)
    ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id';

-- Somebody new, or nobody: whose address is known already is not for one office to add.
CREATE FUNCTION directory_add_newcomer(id_in uuid, email_in text, name_in text, language_in text)
RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'INSERT INTO person (id, email, name, language) VALUES (id_in, lower(email_in), name_in, language_in)
    ON CONFLICT (email) DO NOTHING RETURNING id';

CREATE FUNCTION directory_set_password(person_in uuid, hash_in text)
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'UPDATE one_time_link SET used_at = now() WHERE person_id = person_in AND used_at IS NULL;
    UPDATE person SET password_hash = hash_in, password_changed_at = now() WHERE id = person_in';

-- The same password hashed anew: no session ends, and one that was changed meanwhile is not brought back.
CREATE FUNCTION directory_rehash(person_in uuid, old_in text, new_in text)
RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'UPDATE person SET password_hash = new_in WHERE id = person_in AND password_hash = old_in RETURNING true';

CREATE FUNCTION directory_set_preferences(person_in uuid, language_in text, theme_in text, keys_in boolean)
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'UPDATE person SET language = language_in, theme = theme_in, single_keys = coalesce(keys_in, single_keys)
    WHERE id = person_in';

CREATE FUNCTION directory_make_link(digest_in bytea, person_in uuid, valid interval)
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'INSERT INTO one_time_link (digest, person_id, expires_at) VALUES (digest_in, person_in, now() + valid)';

CREATE FUNCTION directory_read_link(digest_in bytea)
RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'SELECT person_id FROM one_time_link WHERE digest = digest_in AND used_at IS NULL AND expires_at > now()';

CREATE FUNCTION directory_use_link(digest_in bytea)
RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'UPDATE one_time_link SET used_at = now()
    WHERE digest = digest_in AND used_at IS NULL AND expires_at > now() RETURNING person_id';

CREATE FUNCTION directory_forget_links()
RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'WITH gone AS (DELETE FROM one_time_link
        WHERE least(used_at, expires_at) < now() - interval ''30 days'' RETURNING 1)
    SELECT count(*) FROM gone';

DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT oid FROM pg_proc WHERE proname LIKE 'directory\_%' AND pronamespace = 'public'::regnamespace LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sahut_web, sahut_worker', f);
        EXECUTE format('ALTER FUNCTION %s OWNER TO sahut_search', f);
    END LOOP;
END $$;

-- An office below the one that is entered; once more answers the same one, so that an interruption can be mended.
CREATE FUNCTION open_office_below(uid_in uuid, slug_in text, code_in text, name_in text, desk_in text,
    level_in text, region_in text, timezone_in text)
RETURNS int LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    levels text[] := '{ministry,province,district,facility}';
    above text := (SELECT level FROM tenant WHERE id = current_tenant() AND active);
    made int;
BEGIN
    IF above IS NULL OR array_position(levels, above) >= array_position(levels, level_in) THEN
        RAISE EXCEPTION 'this office opens no %', level_in USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO tenant (uid, slug, code, name, desk_name, level, region, parent_id, timezone)
    VALUES (uid_in, slug_in, code_in, name_in, desk_in, level_in, region_in, current_tenant(), timezone_in)
    ON CONFLICT DO NOTHING RETURNING id INTO made;
    RETURN coalesce(made, (SELECT id FROM tenant WHERE slug = slug_in AND code = code_in AND name = name_in
        AND level = level_in AND region = region_in AND parent_id = current_tenant()));
END $$;
REVOKE ALL ON FUNCTION open_office_below(uuid, text, text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_office_below(uuid, text, text, text, text, text, text, text) TO sahut_web;
ALTER FUNCTION open_office_below(uuid, text, text, text, text, text, text, text) OWNER TO sahut_search;
