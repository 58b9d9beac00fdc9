-- Accounts, arrivals, contacts, cases, clocks, messages, deliveries, hand-over, registers.

CREATE TABLE account (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    address text NOT NULL DEFAULT '',
    settings jsonb NOT NULL DEFAULT '{}',
    secrets bytea NOT NULL DEFAULT '',
    active boolean NOT NULL DEFAULT true,
    -- Whoever greets on it is shown the menu of a report by questions.
    menu boolean NOT NULL DEFAULT true,
    -- The remote refuses everything the account sends: since when, why, and when it is asked again.
    blocked_at timestamptz,
    blocked_code text,
    blocked_until timestamptz,
    last_in_at timestamptz,
    last_out_at timestamptz,
    -- When the remote last asked whether the hook is ours, and when a call last came with a wrong signature.
    greeted_at timestamptz,
    unsigned_at timestamptz,
    -- When the remote last answered that the account can work; forgotten when its settings change.
    tested_at timestamptz,
    -- For a mailbox: when we look next (also the lease of whoever looks now; never while it is switched off), where
    -- that look begins, how often in a row a look failed, and why the last one did.
    look_at timestamptz,
    look_cursor text NOT NULL DEFAULT '',
    look_fails smallint NOT NULL DEFAULT 0,
    look_code text,
    -- When somebody may begin to listen to it, or until when somebody does; none before its first look.
    listen_at timestamptz,
    -- When the remote is asked next whether the account can work (also the lease of whoever asks now; never while it
    -- is switched off); since when it cannot, and why.
    probe_at timestamptz,
    probe_since timestamptz,
    probe_code text,
    probe_cause text,
    -- For a register: how often in a row following a case there failed.
    follow_fails smallint NOT NULL DEFAULT 0,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX account_address ON account (kind, address) WHERE active;
CREATE INDEX account_id ON account (id);
CREATE INDEX account_look ON account (tenant_id, look_at) WHERE look_at IS NOT NULL;
CREATE INDEX account_listen ON account (tenant_id, listen_at) WHERE listen_at IS NOT NULL;
CREATE INDEX account_probe ON account (tenant_id, probe_at) WHERE probe_at IS NOT NULL;
CALL protect('account', 'SELECT', 'INSERT', 'UPDATE');
CALL sweep('account', 'id', 'look_at', 'listen_at', 'probe_at');

-- Every arrival once. The entry is the truth that it came; intake decides what it means.
CREATE TABLE inbox_entry (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    external_id text NOT NULL,
    kind text NOT NULL,
    arrival bytea NOT NULL,
    received_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'taken', 'ignored', 'failed')),
    reason text NOT NULL DEFAULT '',
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    case_id uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX inbox_entry_once ON inbox_entry (tenant_id, account_id, kind, external_id);
CREATE INDEX inbox_entry_due ON inbox_entry (tenant_id, due_at, id) WHERE state = 'new';
CREATE INDEX inbox_entry_full ON inbox_entry (tenant_id, received_at) WHERE state IN ('taken', 'ignored') AND arrival <> '';
CREATE INDEX inbox_entry_failed ON inbox_entry (tenant_id, account_id, id) WHERE state = 'failed';
CALL protect('inbox_entry');
CALL sweep('inbox_entry', 'id', 'due_at', 'state');

-- A name as it is searched for: small letters without accents and apostrophes, every word after one blank.
CREATE FUNCTION search_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT ' ' || pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.lower(pg_catalog.regexp_replace(
    pg_catalog.normalize(pg_catalog.translate(name, '''`´‘’ʼʻ′', ''), 'NFKD'), '[\u0300-\u036f]', '', 'g')),
    '[\s!-/:-@\[-`{-~]+', ' ', 'g')) $$;
CREATE TABLE contact (
    tenant_id int NOT NULL REFERENCES tenant (id) NOT ENFORCED,
    id uuid NOT NULL,
    name text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT 'id',
    created_at timestamptz NOT NULL,
    name_key text GENERATED ALWAYS AS (search_name(name)) STORED,
    version int NOT NULL DEFAULT 1,
    -- The contact that this one was found to be: what it had is there as long as that holds.
    merged_into uuid CHECK (merged_into <> id),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, merged_into) REFERENCES contact (tenant_id, id)
);
CALL protect('contact', 'SELECT', 'INSERT', 'UPDATE');
CREATE INDEX contact_name ON contact USING gin (tenant_id, name_key gin_trgm_ops)
    WITH (gin_pending_list_limit = 256) WHERE name <> '';

-- One mailbox however its address is written: small letters, nothing behind a plus, and Gmail's dots mean nothing.
CREATE FUNCTION mailbox_of(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN host IN ('gmail.com', 'googlemail.com') THEN pg_catalog.replace(box, '.', '') || '@gmail.com'
                  ELSE box || '@' || host END
      FROM (SELECT pg_catalog.split_part(pg_catalog.split_part(pg_catalog.lower(address), '@', 1), '+', 1) AS box,
                   pg_catalog.split_part(pg_catalog.lower(address), '@', 2) AS host) AS parts $$;
CREATE TABLE contact_identity (
    tenant_id int NOT NULL,
    scheme text NOT NULL,
    value text NOT NULL,
    contact_id uuid NOT NULL,
    mailbox text GENERATED ALWAYS AS (CASE scheme WHEN 'email' THEN mailbox_of(value) END) STORED,
    PRIMARY KEY (tenant_id, scheme, value),
    FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) NOT ENFORCED
);
CREATE INDEX contact_identity_contact ON contact_identity (tenant_id, contact_id);
CREATE INDEX contact_identity_mailbox ON contact_identity (tenant_id, mailbox) WHERE mailbox IS NOT NULL;
-- By its last digits, the last four of which the desk shows anyway.
CREATE INDEX contact_identity_ending ON contact_identity (tenant_id, reverse(value) COLLATE "C") WHERE scheme = 'phone';
CALL protect('contact_identity');

-- Two contacts of whom a remote spoke as of one person, or of whom an officer said that they are not;
-- the lower id stands first.
CREATE TABLE contact_pair (
    tenant_id int NOT NULL,
    one_id uuid NOT NULL,
    other_id uuid NOT NULL,
    together_at timestamptz,
    denied_at timestamptz,
    PRIMARY KEY (tenant_id, one_id, other_id),
    FOREIGN KEY (tenant_id, one_id) REFERENCES contact (tenant_id, id),
    FOREIGN KEY (tenant_id, other_id) REFERENCES contact (tenant_id, id)
);
CREATE INDEX contact_pair_other ON contact_pair (tenant_id, other_id);
CALL protect('contact_pair');

-- One contact was found to be another. What the merge moved stands here, so that exactly that can be put back.
CREATE TABLE contact_merge (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    kept_id uuid NOT NULL,
    absorbed_id uuid NOT NULL,
    reason text NOT NULL,
    identities text[] NOT NULL, -- scheme and value with a blank between
    conversations uuid[] NOT NULL,
    cases uuid[] NOT NULL,
    at timestamptz NOT NULL,
    by_id uuid,
    by_name text NOT NULL,
    undone_at timestamptz,
    undone_by uuid,
    undone_name text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, kept_id) REFERENCES contact (tenant_id, id),
    FOREIGN KEY (tenant_id, absorbed_id) REFERENCES contact (tenant_id, id),
    CHECK (kept_id <> absorbed_id)
);
CREATE UNIQUE INDEX contact_merge_standing ON contact_merge (tenant_id, absorbed_id) WHERE undone_at IS NULL;
CREATE INDEX contact_merge_kept ON contact_merge (tenant_id, kept_id);
CALL protect('contact_merge');

-- What citizens allow and withdraw, by channel and address: the last line of an address counts. No contact is named,
-- so that neither a merge nor its undoing changes what was said.
CREATE TABLE consent (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('extra_messages')),
    channel text NOT NULL,
    scheme text NOT NULL,
    address text NOT NULL,
    given boolean NOT NULL,
    wording text NOT NULL,
    source text NOT NULL CHECK (source IN ('message', 'tracking', 'desk')),
    reason text NOT NULL DEFAULT '',
    actor_kind text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX consent_address ON consent (tenant_id, scheme, address, channel, at DESC, id DESC);
CALL protect('consent', 'SELECT', 'INSERT');
-- A ledger keeps its lines for ever, and the words in them until its citizen is erased.
GRANT UPDATE (reason) ON consent TO sahut_web, sahut_worker;

-- A thread with one contact on one account. `last_in_at` starts the channel's window for free text.
CREATE TABLE conversation (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    account_id uuid NOT NULL,
    scheme text NOT NULL,
    address text NOT NULL,
    last_in_at timestamptz,
    warned_at timestamptz,
    -- A dialogue is under way: said here too, so that a plain message need not look for one.
    asked boolean NOT NULL DEFAULT false,
    -- Brakes on letters hold for a mailbox, however its address is written (conversations/rules.py: plain_mailbox).
    mailbox text GENERATED ALWAYS AS (CASE scheme WHEN 'email' THEN mailbox_of(address) END) STORED,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) NOT ENFORCED,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) NOT ENFORCED
);
CREATE UNIQUE INDEX conversation_once ON conversation (tenant_id, account_id, scheme, address);
CREATE INDEX conversation_mailbox ON conversation (tenant_id, mailbox) WHERE mailbox IS NOT NULL;
CREATE INDEX conversation_contact ON conversation (tenant_id, contact_id);
CALL protect('conversation', 'SELECT', 'INSERT', 'UPDATE');

-- A report that is made by questions and answers, under the id of its conversation; gone when it is a case.
-- `due_at`: when it counts as left alone.
CREATE TABLE dialogue (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    state bytea NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, id) REFERENCES conversation (tenant_id, id)
);
CREATE INDEX dialogue_due ON dialogue (tenant_id, due_at, id);
CALL protect('dialogue');
CALL sweep('dialogue', 'id', 'due_at');

-- Free days of the whole country, by decree. `sahut migrate` fills it; what was entered by hand stays, and so does
-- what was taken back: the row remembers it, or the next release would bring the day again.
CREATE TABLE national_day (
    date date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('public', 'joint_leave')),
    name text NOT NULL,
    decree text NOT NULL DEFAULT '',
    revoked boolean NOT NULL DEFAULT false,
    PRIMARY KEY (date, kind)
);
GRANT SELECT ON national_day TO sahut_web, sahut_worker, sahut_backup;

-- An office's own hours and days; with the national days they make the calendar that its due times are counted in.
CREATE TABLE calendar (
    tenant_id int NOT NULL REFERENCES tenant (id),
    key text NOT NULL,
    name text NOT NULL,
    hours jsonb NOT NULL,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, key)
);
CALL protect('calendar');

-- Rule sets are dated and never changed: a new rule is a new version.
CREATE TABLE rule_set (
    tenant_id int NOT NULL REFERENCES tenant (id),
    version text NOT NULL,
    effective_from date NOT NULL,
    rules jsonb NOT NULL,
    saved_by text NOT NULL DEFAULT '',
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, version)
);
CALL protect('rule_set', 'SELECT', 'INSERT');

-- Open cases are counted anew in the background when an office changes its rules or hours: one row a change.
CREATE TABLE recount (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    why text NOT NULL CHECK (why IN ('rules', 'hours')),
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    due_at timestamptz,
    total int NOT NULL,
    done int NOT NULL DEFAULT 0,
    changed int NOT NULL DEFAULT 0,
    failed int NOT NULL DEFAULT 0,
    reached uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    round smallint NOT NULL DEFAULT 1, -- in the second one only what was worked on meanwhile
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX recount_due ON recount (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX recount_asked ON recount (tenant_id, asked_at DESC);
CALL protect('recount');
CALL sweep('recount', 'id', 'due_at');

-- Every name in it is qualified instead of a search_path being set: so it is inlined where a case is inserted.
CREATE FUNCTION search_words(title text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT pg_catalog.ts_delete(pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.indonesian', title), 'A')
                    OPERATOR(pg_catalog.||) CASE WHEN title OPERATOR(pg_catalog.=) body THEN '' -- a short message is its own title
                    ELSE pg_catalog.to_tsvector('pg_catalog.indonesian', pg_catalog.left(body, 4000)) END,
    ARRAY['yang','di','ke','dan','ini','itu','dari','untuk','dengan','pada','ada','adalah','saya','tidak']) $$;

-- What cases are about, in the office's own words and order. Nobody deletes one: cases keep theirs.
CREATE TABLE topic (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    name text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    position int NOT NULL DEFAULT 0,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX topic_name ON topic (tenant_id, lower(name)) WHERE active;
CALL protect('topic');

-- Authorities outside this platform, in the office's own list. Nobody deletes one: cases keep theirs.
CREATE TABLE authority (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    name text NOT NULL,
    reach text NOT NULL DEFAULT '',
    active boolean NOT NULL DEFAULT true,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX authority_name ON authority (tenant_id, lower(name)) WHERE active;
CALL protect('authority');

CREATE TABLE cases (
    tenant_id int NOT NULL REFERENCES tenant (id) NOT ENFORCED,
    id uuid NOT NULL,
    number text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    title text NOT NULL,
    summary text NOT NULL DEFAULT '',
    channel text NOT NULL,
    contact_id uuid,
    conversation_id uuid,
    unit_id uuid,
    assignee_id uuid,
    facility_id uuid,
    topic_id uuid,
    grade text,
    priority text NOT NULL DEFAULT 'normal',
    anonymous boolean NOT NULL DEFAULT false,
    confidential boolean NOT NULL DEFAULT false,
    spam boolean NOT NULL DEFAULT false,
    danger boolean NOT NULL DEFAULT false,
    duplicate_of uuid,
    escalated boolean NOT NULL DEFAULT false,
    -- Another office speaks with its citizen.
    spoken_for boolean NOT NULL DEFAULT false,
    mirrored boolean NOT NULL DEFAULT false,
    lapor_number text NOT NULL DEFAULT '',
    -- Another office is filing it in the register, and no number is known yet.
    filed_elsewhere boolean NOT NULL DEFAULT false,
    -- Came from a sheet whose import was undone: emptied, and shown to nobody.
    withdrawn boolean NOT NULL DEFAULT false,
    -- Its citizen's data are gone (case_erasure says since when and why).
    erased boolean NOT NULL DEFAULT false,
    reopened smallint NOT NULL DEFAULT 0,
    pin_generation smallint NOT NULL DEFAULT 1,
    opened_at timestamptz NOT NULL,
    first_seen_at timestamptz,
    first_response_at timestamptz,
    answered_at timestamptz,
    closed_at timestamptz,
    due_at timestamptz,
    soon_at timestamptz,
    -- When a promise of SP4N-LAPOR's own that runs has used up 80 % of its time.
    lapor_soon_at timestamptz,
    last_message_at timestamptz NOT NULL,
    unread boolean NOT NULL DEFAULT true,
    rating smallint,
    version int NOT NULL DEFAULT 1,
    words tsvector GENERATED ALWAYS AS (search_words(title, summary)) STORED,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) NOT ENFORCED,
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) NOT ENFORCED,
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, facility_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, topic_id) REFERENCES topic (tenant_id, id),
    FOREIGN KEY (tenant_id, assignee_id) REFERENCES membership (tenant_id, id),
    FOREIGN KEY (tenant_id, duplicate_of) REFERENCES cases (tenant_id, id)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX cases_number ON cases (tenant_id, number);
CREATE INDEX cases_inbox ON cases (tenant_id, due_at, id) INCLUDE (state, unit_id, assignee_id, escalated, mirrored, soon_at, lapor_soon_at)
    WHERE closed_at IS NULL AND state <> 'answered';
CREATE INDEX cases_danger ON cases (tenant_id) WHERE danger AND closed_at IS NULL;
CREATE INDEX cases_unit ON cases (tenant_id, unit_id, due_at, id)
    WHERE closed_at IS NULL AND state <> 'answered' AND unit_id IS NOT NULL;
CREATE INDEX cases_contact ON cases (tenant_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX cases_joined ON cases (tenant_id, conversation_id) WHERE channel = 'portal' AND conversation_id IS NOT NULL;
CREATE INDEX cases_opened ON cases (tenant_id, opened_at DESC, id DESC);
CREATE INDEX cases_words ON cases USING gin (tenant_id, words) WITH (fastupdate = on);
CREATE INDEX cases_kept ON cases (tenant_id, kind, closed_at, id) WHERE closed_at IS NOT NULL AND NOT erased AND NOT withdrawn;
CREATE INDEX cases_lapor ON cases (tenant_id, lapor_number) WHERE lapor_number <> '';
CALL protect('cases', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE case_event (
    tenant_id int NOT NULL,
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY, -- nobody outside names it: it only says what came first
    case_id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL DEFAULT '',
    kind text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, case_id, at, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id) NOT ENFORCED
);
CALL protect('case_event', 'SELECT', 'INSERT');

CREATE TABLE message (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    conversation_id uuid,
    direction text NOT NULL CHECK (direction IN ('in', 'out', 'note', 'peer')),
    kind text NOT NULL DEFAULT 'text',
    channel text NOT NULL,
    author_kind text NOT NULL,
    author_id uuid,
    author_name text NOT NULL DEFAULT '',
    text text NOT NULL,
    automatic boolean NOT NULL DEFAULT false,
    -- Whoever is named as its sender may be somebody else.
    unproven boolean NOT NULL DEFAULT false,
    reply_to text NOT NULL DEFAULT '',
    external_id text NOT NULL DEFAULT '',
    template text NOT NULL DEFAULT '',
    reaction text NOT NULL DEFAULT '',
    -- Of the office to what a citizen wrote; empty when it was taken back, none when there never was one.
    office_reaction text,
    original_text text,
    revoked_at timestamptz,
    sent_at timestamptz NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, case_id, at, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id) NOT ENFORCED,
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) NOT ENFORCED
);
CREATE UNIQUE INDEX message_id ON message (tenant_id, id);
CREATE INDEX message_external ON message (tenant_id, conversation_id, external_id) WHERE external_id <> '';
CREATE INDEX message_letters ON message (tenant_id, conversation_id, at) WHERE channel = 'email' AND direction = 'out';
CALL protect('message', 'SELECT', 'INSERT', 'UPDATE');

-- A citizen was written to about a case in a thread that is not its own, because that took no free text: what they
-- answer there belongs to the case.
CREATE TABLE case_elsewhere (
    tenant_id int NOT NULL,
    conversation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id, case_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX case_elsewhere_case ON case_elsewhere (tenant_id, case_id);
CALL protect('case_elsewhere');

-- What an officer writes on a case: one text in each tab. A held answer waits here for its moment to be sent.
CREATE TABLE draft (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    author_id uuid NOT NULL,
    author_name text NOT NULL,
    tab text NOT NULL CHECK (tab IN ('reply', 'note', 'peer')),
    state text NOT NULL DEFAULT 'writing' CHECK (state IN ('writing', 'held')),
    text text NOT NULL,
    plan bytea NOT NULL,
    case_version int NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    due_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, author_id) REFERENCES membership (tenant_id, id)
);
CREATE UNIQUE INDEX draft_once ON draft (tenant_id, case_id, author_id, tab) WHERE state = 'writing';
CREATE INDEX draft_case ON draft (tenant_id, case_id);
CREATE INDEX draft_author ON draft (tenant_id, author_id, updated_at);
CREATE INDEX draft_due ON draft (tenant_id, due_at, id) WHERE state = 'held';
CALL protect('draft');
CALL sweep('draft', 'id', 'due_at', 'state');

CREATE TABLE attachment (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid,
    message_id uuid,
    draft_id uuid,
    name text NOT NULL,
    mime_type text NOT NULL DEFAULT '',
    size bigint NOT NULL DEFAULT 0,
    sha256 text NOT NULL DEFAULT '',
    storage_key text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('waiting', 'scanning', 'stored', 'refused', 'infected', 'failed')),
    reason text NOT NULL DEFAULT '',
    source jsonb,
    account_id uuid,
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES message (tenant_id, id),
    FOREIGN KEY (tenant_id, draft_id) REFERENCES draft (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CREATE INDEX attachment_draft ON attachment (tenant_id, draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX attachment_case ON attachment (tenant_id, case_id) WHERE case_id IS NOT NULL;
CREATE INDEX attachment_orphan ON attachment (tenant_id, created_at)
    WHERE case_id IS NULL AND draft_id IS NULL AND (mime_type <> 'message/rfc822' OR state = 'waiting');
CREATE INDEX attachment_original ON attachment (tenant_id, created_at) WHERE mime_type = 'message/rfc822';
CREATE INDEX attachment_due ON attachment (tenant_id, due_at) WHERE state = 'waiting' AND due_at IS NOT NULL;
CREATE INDEX attachment_scan ON attachment (tenant_id, due_at)
    WHERE state IN ('scanning', 'infected') AND due_at IS NOT NULL;
CALL protect('attachment');
CALL sweep('attachment', 'id', 'due_at', 'state');

CREATE TABLE disposition (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    from_unit_id uuid,
    unit_id uuid NOT NULL,
    instruction text NOT NULL,
    due_at timestamptz,
    actor_id uuid,
    actor_name text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    answered_at timestamptz,
    -- One unit leads, others help; who has a copy may read.
    role text NOT NULL DEFAULT 'lead' CHECK (role IN ('lead', 'helper', 'copy')),
    -- What is with the unit now: `open` and `answered` are; `returned` and `ended` are no more.
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'returned', 'ended')),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, from_unit_id) REFERENCES unit (tenant_id, id)
);
CREATE INDEX disposition_case ON disposition (tenant_id, case_id, at);
CREATE UNIQUE INDEX disposition_lead ON disposition (tenant_id, case_id)
    WHERE role = 'lead' AND state IN ('open', 'answered');
CREATE UNIQUE INDEX disposition_here ON disposition (tenant_id, case_id, unit_id) WHERE state IN ('open', 'answered');
CREATE INDEX disposition_beside ON disposition (tenant_id, unit_id, role, case_id)
    WHERE role <> 'lead' AND state IN ('open', 'answered');
CALL protect('disposition');

-- Which dispositions somebody has to approve: one ordered list for each office, the first rule that fits counts.
CREATE TABLE approval_plan (
    tenant_id int NOT NULL REFERENCES tenant (id),
    rules jsonb NOT NULL,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id)
);
CALL protect('approval_plan');

-- A disposition that waits for its approval, or did. The unit has nothing of it until it is approved.
CREATE TABLE approval_request (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    helpers uuid[] NOT NULL DEFAULT '{}',
    copies uuid[] NOT NULL DEFAULT '{}',
    instruction text NOT NULL,
    due_at timestamptz,
    why text[] NOT NULL,
    approvers text NOT NULL CHECK (approvers IN ('supervisor', 'head', 'either')),
    state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'approved', 'changed', 'refused', 'withdrawn', 'overtaken', 'lapsed')),
    -- Who leads stays; the others come beside it.
    adds boolean NOT NULL DEFAULT false,
    -- Whom the rule names did not decide in time, or is nobody: who else approves may, too.
    widened boolean NOT NULL DEFAULT false,
    asked_by uuid,
    asked_name text NOT NULL DEFAULT '',
    asked_at timestamptz NOT NULL,
    -- The citizen hears whose it is once it is passed on.
    wrong_door boolean NOT NULL DEFAULT false,
    decided_by uuid,
    decided_name text NOT NULL DEFAULT '',
    decided_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    CHECK ((state = 'waiting') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX approval_request_waiting ON approval_request (tenant_id, case_id) WHERE state = 'waiting';
CALL protect('approval_request');

-- What the worker looks at again at a moment; `about` is the part, request or question that it is about.
CREATE TABLE reminder (
    tenant_id int NOT NULL,
    matter text NOT NULL CHECK (matter IN ('part', 'help', 'approval', 'consent', 'lapsed')),
    about uuid NOT NULL,
    case_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, matter, about),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX reminder_due ON reminder (tenant_id, due_at);
CALL protect('reminder');
CALL sweep('reminder', 'due_at');

-- How a unit is reached outside the desk, and what the office lets it do there.
CREATE TABLE unit_terms (
    tenant_id int NOT NULL,
    unit_id uuid NOT NULL,
    phone text NOT NULL DEFAULT '' CHECK (phone = '' OR phone ~ '^\+[1-9][0-9]{7,14}$'),
    email text NOT NULL DEFAULT '' CHECK (email = lower(email)),
    sees_files boolean NOT NULL DEFAULT true,
    answers_directly boolean NOT NULL DEFAULT false,
    -- The calendar that says when it is open; empty: the office's own.
    calendar text NOT NULL DEFAULT '',
    -- Since when number and mailbox are these: codes that were sent before, and whom they let in, count no more.
    reach_since timestamptz NOT NULL DEFAULT '-infinity',
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, unit_id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE INDEX unit_terms_phone ON unit_terms (tenant_id, phone) WHERE phone <> '';
CREATE INDEX unit_terms_email ON unit_terms (tenant_id, email) WHERE email <> '';
CALL protect('unit_terms');

-- The way by which a unit reads and answers one case without an account. The address is signed, not stored.
CREATE TABLE unit_link (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    disposition_id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, disposition_id) REFERENCES disposition (tenant_id, id)
);
CREATE INDEX unit_link_case ON unit_link (tenant_id, case_id);
CREATE UNIQUE INDEX unit_link_living ON unit_link (tenant_id, disposition_id) WHERE revoked_at IS NULL;
CALL protect('unit_link');

-- A one-time code that was sent to the unit's own number or mailbox, and the browser that it let in. The code itself is
-- stored nowhere: it follows from the installation's key and this id, which is that of its delivery.
CREATE TABLE unit_code (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    wrong smallint NOT NULL DEFAULT 0,
    used_at timestamptz,
    pass_digest bytea,
    pass_ends_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES unit_link (tenant_id, id)
);
CREATE INDEX unit_code_link ON unit_code (tenant_id, link_id, sent_at);
CALL protect('unit_code');

-- What a unit answered: the note as the unit wrote it, and the message that the citizen got of it.
CREATE TABLE unit_answer (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    disposition_id uuid NOT NULL,
    message_id uuid NOT NULL,
    came_by text NOT NULL CHECK (came_by IN ('link', 'whatsapp', 'email', 'desk')),
    -- `returned`: the desk asked the unit for a better one, and said why.
    -- `proposed`: to the office that speaks with the citizen.
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'released', 'returned', 'proposed')),
    released_id uuid,
    word text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, disposition_id) REFERENCES disposition (tenant_id, id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES message (tenant_id, id),
    FOREIGN KEY (tenant_id, released_id) REFERENCES message (tenant_id, id)
);
CREATE INDEX unit_answer_case ON unit_answer (tenant_id, case_id);
CREATE INDEX unit_answer_waiting ON unit_answer (tenant_id, case_id) WHERE state = 'waiting';
CALL protect('unit_answer');

-- A case without its citizen: since when and why; or the law that makes the office keep what it knows. What is to go and
-- cannot yet, because something of it is on its way, is looked at again; `link_id`: whose other office waits to hear it.
CREATE TABLE case_erasure (
    tenant_id int NOT NULL,
    case_id uuid NOT NULL,
    ground text NOT NULL DEFAULT '' CHECK (ground IN ('', 'request', 'retention')),
    law text NOT NULL DEFAULT '',
    erased_at timestamptz,
    look_at timestamptz,
    link_id uuid,
    PRIMARY KEY (tenant_id, case_id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX case_erasure_look ON case_erasure (tenant_id, look_at) WHERE look_at IS NOT NULL;
CALL protect('case_erasure');
CALL sweep('case_erasure', 'look_at');

-- How many months after their end cases of each kind keep their citizen's data, by kind; one that is not named keeps
-- them. `advised`: an office below that has said nothing yet is shown it. `due_at`: when it is looked what has to go.
CREATE TABLE retention_plan (
    tenant_id int NOT NULL REFERENCES tenant (id),
    periods jsonb NOT NULL,
    advised boolean NOT NULL DEFAULT false,
    version int NOT NULL DEFAULT 1,
    due_at timestamptz,
    PRIMARY KEY (tenant_id)
);
CREATE INDEX retention_plan_due ON retention_plan (tenant_id, due_at) WHERE due_at IS NOT NULL;
CALL protect('retention_plan');
CALL sweep('retention_plan', 'due_at');
CREATE POLICY search_rows ON retention_plan FOR SELECT TO sahut_search USING (true);
GRANT SELECT (tenant_id, periods, advised) ON retention_plan TO sahut_search;

-- When a unit's number last wrote to an account: free text may be sent to it for a day.
CREATE TABLE unit_line (
    tenant_id int NOT NULL,
    unit_id uuid NOT NULL,
    account_id uuid NOT NULL,
    last_in_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, account_id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CALL protect('unit_line');

-- The promises of a case, which one fact may move together: a list of clocks. `look_at` is when the next is missed.
-- `foreseen_*` is what that look will find, where that is known: since when, the fact to tell, when the look after
-- it is due, the clocks then. Whoever writes other clocks takes it away.
CREATE TABLE clock (
    tenant_id int NOT NULL,
    case_id uuid NOT NULL,
    look_at timestamptz,
    value json NOT NULL,
    foreseen_at timestamptz,
    foreseen_kind text,
    foreseen_fact jsonb,
    foreseen_look_at timestamptz,
    foreseen_value json,
    PRIMARY KEY (tenant_id, case_id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id) NOT ENFORCED
) WITH (fillfactor = 80, toast_tuple_target = 4080);
CREATE INDEX clock_look ON clock (tenant_id, look_at) WHERE look_at IS NOT NULL;
CALL protect('clock');
CALL sweep('clock', 'look_at');

-- What a colleague was told outside the desk; what they write back there stands in no case.
CREATE TABLE notice (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    membership_id uuid,
    case_id uuid,
    kind text NOT NULL CHECK (kind IN ('disposed', 'assigned', 'alert', 'answer', 'round', 'approval', 'part', 'expired', 'unit', 'unit_code')),
    at timestamptz NOT NULL,
    -- Of a unit's own number or mailbox, behind which no colleague with an account may sit.
    unit_id uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES membership (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    CHECK (num_nonnulls(membership_id, unit_id) = 1)
);
CREATE INDEX notice_unit ON notice (tenant_id, unit_id, at DESC) WHERE unit_id IS NOT NULL;
CREATE INDEX notice_member ON notice (tenant_id, membership_id, at DESC);
CALL protect('notice');

-- Who is to hear of a promise in danger, once the office is open. `outward` ones wait to be carried to the office
-- above; one that came from below names the office and has no case here.
CREATE TABLE alert (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'outward', 'told', 'dropped')),
    membership_id uuid,
    case_id uuid,
    office text NOT NULL DEFAULT '',
    number text NOT NULL,
    target text NOT NULL,
    percent smallint NOT NULL,
    promised_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    due_at timestamptz,
    told_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES membership (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    CHECK (state = 'outward' OR membership_id IS NOT NULL OR due_at IS NULL)
);
CREATE INDEX alert_due ON alert (tenant_id, due_at, id) WHERE state = 'waiting';
CREATE INDEX alert_outward ON alert (tenant_id, due_at, id) WHERE state = 'outward';
CREATE INDEX alert_old ON alert (tenant_id, told_at) WHERE told_at IS NOT NULL;
CALL protect('alert');
CALL sweep('alert', 'id', 'due_at', 'state');

-- When a colleague last wrote to an account: only that opens its window for free text.
CREATE TABLE colleague_line (
    tenant_id int NOT NULL,
    membership_id uuid NOT NULL,
    account_id uuid NOT NULL,
    last_in_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, membership_id, account_id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES membership (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CALL protect('colleague_line');

-- Carries a message of a case, or a notice to a colleague, whose membership is then its conversation; or neither: a
-- question of a dialogue, or the answer to somebody who asked for a report's state.
CREATE TABLE delivery (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid,
    message_id uuid,
    notice_id uuid,
    conversation_id uuid NOT NULL,
    account_id uuid NOT NULL,
    outbound bytea NOT NULL,
    -- What leaves in its place where extra messages were stopped meanwhile; none for what is no extra message.
    extra bytea,
    state text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown')),
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz,
    lease_owner uuid,
    external_id text NOT NULL DEFAULT '',
    error_code text NOT NULL DEFAULT '',
    remote_code text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    progress_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    -- Its message holds case and conversation by keys of its own.
    FOREIGN KEY (tenant_id, message_id) REFERENCES message (tenant_id, id) NOT ENFORCED,
    FOREIGN KEY (tenant_id, notice_id) REFERENCES notice (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) NOT ENFORCED,
    CHECK (num_nonnulls(message_id, notice_id) <= 1 AND (message_id IS NULL OR case_id IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX delivery_message ON delivery (tenant_id, message_id);
CREATE INDEX delivery_external ON delivery (tenant_id, account_id, external_id) WHERE external_id <> '';
CREATE INDEX delivery_due ON delivery (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_notice ON delivery (tenant_id, case_id) WHERE case_id IS NOT NULL AND message_id IS NULL;
CREATE INDEX delivery_talk ON delivery (tenant_id, conversation_id) WHERE case_id IS NULL;
CREATE INDEX delivery_open ON delivery (tenant_id, conversation_id, created_at, id)
    WHERE state IN ('queued', 'sending');
CALL protect('delivery');
CALL sweep('delivery', 'id', 'due_at', 'state');

-- How far an account, or the talk with one recipient, has used up what may be sent (delivery/rules.py): when the next
-- message would leave if one followed the other in the slowest step. A lost row is a limit that the remote tells us.
CREATE TABLE sending_pace (
    tenant_id int NOT NULL REFERENCES tenant (id),
    place uuid NOT NULL,
    free_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, place)
) WITH (fillfactor = 80);
CREATE INDEX sending_pace_free ON sending_pace (tenant_id, free_at);
CALL protect('sending_pace');

-- When automatic news to citizens wait for the morning, in minutes of the office's day; the usual hours without a row.
CREATE TABLE quiet_hours (
    tenant_id int NOT NULL REFERENCES tenant (id),
    active boolean NOT NULL,
    begins smallint NOT NULL CHECK (begins BETWEEN 0 AND 1439),
    ends smallint NOT NULL CHECK (ends BETWEEN 0 AND 1439),
    version int NOT NULL,
    PRIMARY KEY (tenant_id)
);
CALL protect('quiet_hours');

-- Messages that an administrator sent to see whether an account works, under the ids of their deliveries; of the
-- address what staff see anyway.
CREATE TABLE test_message (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    address text NOT NULL,
    template text NOT NULL DEFAULT '',
    by_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, id) REFERENCES delivery (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CREATE INDEX test_message_account ON test_message (tenant_id, account_id, at);
CALL protect('test_message');

-- A link joins two mirrored cases. Both tenants keep a row with the same id; neither sees the other's.
CREATE TABLE link (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('source', 'target')),
    peer_uid uuid NOT NULL,
    peer_number text NOT NULL DEFAULT '',
    state text NOT NULL
        CHECK (state IN ('offered', 'accepted', 'in_progress', 'answered', 'closed', 'returned', 'withdrawn',
            'expired')),
    reason text NOT NULL,
    said text NOT NULL DEFAULT '',
    chain uuid[] NOT NULL DEFAULT '{}',
    -- The numbers of questions between the desks that wait for an answer: our last one, and theirs.
    asked int NOT NULL DEFAULT 0,
    owed int NOT NULL DEFAULT 0,
    turn text NOT NULL GENERATED ALWAYS AS (CASE WHEN asked > 0 AND owed > 0 THEN 'both' WHEN owed > 0 THEN 'ours'
        WHEN asked > 0 THEN 'theirs' ELSE '' END) STORED,
    -- Whose desk speaks with the citizen, and what one desk asked of the other about that.
    speaker text NOT NULL DEFAULT 'source' CHECK (speaker IN ('source', 'target')),
    wish text NOT NULL DEFAULT '' CHECK (wish IN ('', 'offered', 'asked', 'taken')),
    with_files boolean NOT NULL DEFAULT false,
    -- Whether and since when the other office says that it files the matter in a public register, whether a supervisor
    -- waits for that no longer, and whether we told it that we do.
    peer_files boolean NOT NULL DEFAULT false,
    peer_files_at timestamptz,
    peer_passed boolean NOT NULL DEFAULT false,
    told_files boolean NOT NULL DEFAULT false,
    -- The case it was made with, where that was merged into another one since.
    home_id uuid,
    copy text NOT NULL DEFAULT '' CHECK (copy IN ('', 'asked', 'erased', 'kept')),
    copy_said text NOT NULL DEFAULT '',
    -- Who has the matter beyond the office asked, by name: as that office told it, or as we told the one that asked.
    holder text NOT NULL DEFAULT '',
    agree_by timestamptz,
    due_at timestamptz,
    peer_seq int NOT NULL DEFAULT 0,
    own_seq int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    -- The words of what the package carried: what both sides may search, and nothing that stayed at home.
    handed tsvector NOT NULL DEFAULT '',
    -- What the citizen had written by then: the package carries it or leaves it out, and no later letter does.
    known uuid[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX link_case ON link (tenant_id, case_id);
CREATE INDEX link_home ON link (tenant_id, home_id) WHERE home_id IS NOT NULL;
CREATE INDEX link_newest ON link (tenant_id, created_at DESC, id DESC) INCLUDE (peer_uid);
CREATE INDEX link_due ON link (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
CALL protect('link');
CALL sweep('link', 'id', 'due_at');

-- What one desk proposed to tell the citizen, at the office whose desk speaks.
CREATE TABLE proposal (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    link_id uuid NOT NULL,
    message_id uuid NOT NULL,
    -- The message at the office that proposed it.
    of_id uuid,
    -- It came from the desk that speaks, and goes to the citizen without ours.
    spoken boolean NOT NULL DEFAULT false,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'said')),
    said_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES link (tenant_id, id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES message (tenant_id, id),
    FOREIGN KEY (tenant_id, said_id) REFERENCES message (tenant_id, id)
);
CREATE INDEX proposal_case ON proposal (tenant_id, case_id);
CALL protect('proposal');

-- What an office agreed with another one, each side for itself, and what of its cases leaves it for that office.
CREATE TABLE relation (
    tenant_id int NOT NULL REFERENCES tenant (id),
    peer_uid uuid NOT NULL,
    asks boolean NOT NULL,
    receives boolean NOT NULL,
    agree_hours int,
    stands_hours int NOT NULL,
    title boolean NOT NULL,
    facility boolean NOT NULL,
    earlier boolean NOT NULL,
    identity text NOT NULL CHECK (identity IN ('none', 'masked', 'consented', 'clear')),
    files text[] NOT NULL,
    version int NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, peer_uid)
);
CREATE INDEX relation_peer ON relation (peer_uid);
CALL protect('relation');
CREATE POLICY search_rows ON relation FOR SELECT TO sahut_search USING (true);
GRANT SELECT (tenant_id, peer_uid, receives) ON relation TO sahut_search;

-- An office of another installation with which this one exchanges letters over HTTP: what stands on its door, where
-- its own door is, and the keys of both directions, sealed. An invited one has not told yet who it is.
CREATE TABLE far_office (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('invited', 'connected', 'cut')),
    uid uuid,
    slug text NOT NULL DEFAULT '',
    code text NOT NULL DEFAULT '',
    name text NOT NULL,
    desk_name text NOT NULL DEFAULT '',
    level text NOT NULL DEFAULT 'district' CHECK (level IN ('ministry', 'province', 'district', 'facility')),
    timezone text NOT NULL DEFAULT 'Asia/Jakarta',
    region text NOT NULL DEFAULT '',
    -- How it stands to us, as our administrator says, and how we stand to it, as it says.
    kin text NOT NULL DEFAULT 'other' CHECK (kin IN ('above', 'below', 'sibling', 'other')),
    kin_there text NOT NULL DEFAULT 'other' CHECK (kin_there IN ('above', 'below', 'sibling', 'other')),
    address text NOT NULL DEFAULT '',
    receives boolean NOT NULL DEFAULT false,
    keys bytea NOT NULL,
    -- A key of theirs that was replaced counts for a day longer.
    rotated_at timestamptz,
    invited_until timestamptz,
    last_out_at timestamptz,
    last_in_at timestamptz,
    unsigned_at timestamptz,
    last_error text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (state = 'invited' OR uid IS NOT NULL OR state = 'cut')
);
CREATE UNIQUE INDEX far_office_uid ON far_office (tenant_id, uid) WHERE uid IS NOT NULL;
CREATE INDEX far_office_id ON far_office (id);
CALL protect('far_office');
CREATE POLICY search_rows ON far_office FOR SELECT TO sahut_search USING (true);
GRANT SELECT (tenant_id, id, state, uid, slug, name, region, kin, kin_there) ON far_office TO sahut_search;

-- Offices by the id that letters use: those of this installation, and those elsewhere that the entered office knows.
-- Inlined where it is joined, with the rights of whoever asks.
CREATE FUNCTION known_offices() RETURNS TABLE (uid uuid, slug text, name text, level text, region text) LANGUAGE sql STABLE
AS $$ SELECT t.uid, t.slug, t.name, t.level, t.region FROM tenant t
      UNION ALL
      SELECT f.uid, f.slug, f.name, f.level, f.region FROM far_office f
      WHERE f.tenant_id = current_tenant() AND f.uid IS NOT NULL $$;

CREATE TABLE letter (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    seq int NOT NULL,
    kind text NOT NULL,
    body bytea NOT NULL,
    state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'delivered', 'dead', 'settled', 'aside')),
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz,
    last_error text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    delivered_at timestamptz,
    -- Somebody gave it up, or dismissed it there (`aside`): who and why; those behind it go on without it.
    settled_by text NOT NULL DEFAULT '',
    settled_reason text NOT NULL DEFAULT '',
    -- To an office of another installation: carried in rounds of their own, so that a slow one holds up nobody here.
    far boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, id),
    -- Of a hand-over whose offer was dismissed here there is no link: only the letters that say so.
    UNIQUE (tenant_id, link_id, seq)
);
CREATE INDEX letter_full ON letter (tenant_id, delivered_at) WHERE state = 'delivered' AND body <> '';
CREATE INDEX letter_due ON letter (tenant_id, due_at, id) WHERE state = 'waiting' AND NOT far;
CREATE INDEX letter_due_far ON letter (tenant_id, due_at, id) WHERE state = 'waiting' AND far;
CREATE INDEX letter_dead ON letter (tenant_id, id) WHERE state = 'dead';
CALL protect('letter');
CALL sweep('letter', 'id', 'due_at', 'state', 'far');

-- How the citizen of a case is named to the other office: the same words on both sides of a hand-over.
CREATE TABLE link_citizen (
    tenant_id int NOT NULL,
    link_id uuid NOT NULL,
    citizen text NOT NULL,
    named boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, link_id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES link (tenant_id, id)
);
CALL protect('link_citizen');

-- What citizens were asked to agree to about a case of theirs, word by word.
CREATE TABLE consent_question (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('handover', 'register', 'reporter')),
    offices uuid[] NOT NULL,
    conversation_id uuid,
    message_id uuid NOT NULL,
    channel text NOT NULL,
    asked text NOT NULL,
    wording text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id),
    CHECK ((purpose = 'handover') = (offices <> '{}'))
);
CREATE INDEX consent_question_case ON consent_question (tenant_id, case_id, at, id);
CREATE INDEX consent_question_thread ON consent_question (tenant_id, conversation_id, at) WHERE conversation_id IS NOT NULL;
CALL protect('consent_question', 'SELECT', 'INSERT');
GRANT UPDATE (asked) ON consent_question TO sahut_web, sahut_worker;

-- What citizens said about one case and one purpose, themselves or to an officer; the last line counts.
CREATE TABLE case_consent (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('handover', 'register', 'reporter')),
    office uuid,
    given boolean NOT NULL,
    channel text NOT NULL,
    how text NOT NULL,
    wording text NOT NULL,
    question_id uuid,
    actor_kind text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES consent_question (tenant_id, id),
    CHECK ((purpose = 'handover') = (office IS NOT NULL))
);
CREATE INDEX case_consent_case ON case_consent (tenant_id, case_id, at, id);
CALL protect('case_consent', 'SELECT', 'INSERT');
GRANT UPDATE (how) ON case_consent TO sahut_web, sahut_worker;

-- Letters of other offices that took effect here: what they were and when, nothing of what they said.
CREATE TABLE letter_taken (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    seq int NOT NULL,
    kind text NOT NULL,
    written_at timestamptz NOT NULL,
    taken_at timestamptz NOT NULL,
    settled_by text NOT NULL DEFAULT '',
    settled_reason text NOT NULL DEFAULT '',
    -- Why it changed nothing: it was not for that office to say.
    refused text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES link (tenant_id, id)
);
CREATE INDEX letter_taken_link ON letter_taken (tenant_id, link_id);
CALL protect('letter_taken', 'SELECT', 'INSERT');

-- A case in somebody else's register. Every step is committed before and after the call outside.
CREATE TABLE register_link (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    account_id uuid NOT NULL,
    step text NOT NULL
        CHECK (step IN ('draft', 'uploading', 'submitting', 'submitted', 'transfer_requested', 'tracking', 'finished',
            'failed', 'needs_person')),
    mode text NOT NULL DEFAULT 'api' CHECK (mode IN ('api', 'manual', 'sandbox')),
    filing bytea NOT NULL,
    documents text[] NOT NULL DEFAULT '{}',
    remote_id text NOT NULL DEFAULT '',
    tracking_id text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT '',
    status_since timestamptz,
    raw_code text NOT NULL DEFAULT '',
    raw_name text NOT NULL DEFAULT '',
    institution text NOT NULL DEFAULT '',
    proposes_close boolean NOT NULL DEFAULT false,
    attempts smallint NOT NULL DEFAULT 0,
    error_code text NOT NULL DEFAULT '',
    due_at timestamptz,
    actor_id uuid,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    polled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
-- What was filed to try things stands beside what was filed in earnest, and its ids are another system's.
CREATE UNIQUE INDEX register_link_open ON register_link (tenant_id, case_id, (mode = 'sandbox')) WHERE step <> 'failed';
CREATE INDEX register_link_case ON register_link (tenant_id, case_id);
CREATE UNIQUE INDEX register_link_remote ON register_link (tenant_id, account_id, remote_id, (mode = 'sandbox'))
    WHERE remote_id <> '';
CREATE INDEX register_link_due ON register_link (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
CALL protect('register_link');
CALL sweep('register_link', 'id', 'due_at');

CREATE TABLE register_entry (
    tenant_id int NOT NULL,
    register_link_id uuid NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    author text NOT NULL DEFAULT '',
    text text NOT NULL,
    at timestamptz,
    first_seen_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, register_link_id, key),
    FOREIGN KEY (tenant_id, register_link_id) REFERENCES register_link (tenant_id, id)
);
CALL protect('register_entry', 'SELECT', 'INSERT');
GRANT UPDATE (author, text) ON register_entry TO sahut_web, sahut_worker;

-- What an office writes to a case in a register, by the same rules as a filing.
CREATE TABLE register_answer (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    register_link_id uuid NOT NULL,
    step text NOT NULL CHECK (step IN ('waiting', 'sending', 'sent', 'failed', 'needs_person')),
    text text NOT NULL,
    kind text NOT NULL DEFAULT 'answer' CHECK (kind IN ('answer', 'disposition', 'more_data')),
    files jsonb NOT NULL DEFAULT '[]',
    attempts smallint NOT NULL DEFAULT 0,
    error_code text NOT NULL DEFAULT '',
    due_at timestamptz,
    actor_id uuid,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, register_link_id) REFERENCES register_link (tenant_id, id)
);
CREATE INDEX register_answer_link ON register_answer (tenant_id, register_link_id);
CREATE INDEX register_answer_due ON register_answer (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
CALL protect('register_answer');
CALL sweep('register_answer', 'id', 'due_at');

-- What an office files by itself; one row, and off until somebody turns it on.
CREATE TABLE register_rule (
    tenant_id int NOT NULL REFERENCES tenant (id),
    active boolean NOT NULL DEFAULT false,
    kinds text[] NOT NULL DEFAULT '{}',
    topics uuid[] NOT NULL DEFAULT '{}',
    version int NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);
CALL protect('register_rule');

-- What a register keeps for all cases: institutions, templates, categories … A row that is there no more is inactive.
CREATE TABLE register_master (
    tenant_id int NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL
        CHECK (kind IN ('institution', 'template', 'category', 'classification', 'channel', 'location')),
    code text NOT NULL,
    name text NOT NULL,
    parent text NOT NULL DEFAULT '',
    typed boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true,
    seen_at timestamptz NOT NULL,
    gone_at timestamptz,
    PRIMARY KEY (tenant_id, account_id, kind, code),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CALL protect('register_master');

-- How an office's words and those of a register stand for each other: one map as a whole, so that it has one version.
CREATE TABLE register_map (
    tenant_id int NOT NULL,
    account_id uuid NOT NULL,
    map text NOT NULL CHECK (map IN
        ('status', 'classification', 'category', 'institution', 'location', 'channel', 'template', 'columns')),
    pairs jsonb NOT NULL DEFAULT '{}',
    version int NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, map),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CALL protect('register_map');

-- What is done again and again for a register as a whole, and how the last time went.
CREATE TABLE register_chore (
    tenant_id int NOT NULL,
    account_id uuid NOT NULL,
    chore text NOT NULL CHECK (chore IN ('masters', 'listing', 'reconciliation')),
    due_at timestamptz,
    attempts smallint NOT NULL DEFAULT 0,
    done_at timestamptz,
    error_code text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, account_id, chore),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CREATE INDEX register_chore_due ON register_chore (tenant_id, due_at) WHERE due_at IS NOT NULL;
CALL protect('register_chore');
CALL sweep('register_chore', 'due_at');

CREATE TABLE rating (
    tenant_id int NOT NULL,
    case_id uuid NOT NULL,
    solved text NOT NULL DEFAULT '',
    score smallint NOT NULL CHECK (score BETWEEN 1 AND 5),
    comment text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, case_id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CALL protect('rating');

-- Wrong PINs, counted per case number whether or not such a case exists.
CREATE TABLE pin_failure (
    tenant_id int NOT NULL REFERENCES tenant (id),
    number text NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, number, id)
);
CALL protect('pin_failure');

-- Answers that an office wrote once; what its variables may be, helpdesk.canned.rules says.
CREATE TABLE canned_reply (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CALL protect('canned_reply');

-- What an office says in place of an automatic text of ours (helpdesk.texts): none where it says the usual again, so that
-- the version goes on. `parts`: SMS that it makes, at most.
CREATE TABLE own_text (
    tenant_id int NOT NULL REFERENCES tenant (id),
    key text NOT NULL,
    form text NOT NULL CHECK (form IN ('message', 'sms', 'subject')),
    language text NOT NULL,
    text text,
    parts smallint NOT NULL DEFAULT 0,
    version int NOT NULL,
    PRIMARY KEY (tenant_id, key, form, language)
);
CALL protect('own_text');

-- Texts that a channel approved beforehand, as the remote knows them.
CREATE TABLE message_template (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    category text NOT NULL,
    body text NOT NULL,
    variables text[] NOT NULL DEFAULT '{}',
    state text NOT NULL CHECK (state IN ('approved', 'pending', 'rejected', 'paused', 'disabled')),
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, name, language),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CALL protect('message_template');

-- When an office looks at all its channels. `since`: rounds that begin later are not made yet; `due_at`: when something
-- is to be done next (a round begins, a reminder, an end).
CREATE TABLE round_plan (
    tenant_id int NOT NULL REFERENCES tenant (id),
    plan jsonb NOT NULL,
    active boolean NOT NULL DEFAULT true,
    version int NOT NULL DEFAULT 1,
    since timestamptz NOT NULL,
    due_at timestamptz,
    PRIMARY KEY (tenant_id)
);
CREATE INDEX round_plan_due ON round_plan (tenant_id, due_at) WHERE due_at IS NOT NULL;
CALL protect('round_plan');
CALL sweep('round_plan', 'due_at');

-- One look. What it is (running, missed, …) follows from the times that stand in it; `reminders`: minutes still to be told.
CREATE TABLE monitoring_round (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    day date NOT NULL,
    place smallint NOT NULL,
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reminders smallint[] NOT NULL DEFAULT '{}',
    missed_at timestamptz,
    alarmed_at timestamptz,
    finished_at timestamptz,
    finished_by uuid,
    finished_name text NOT NULL DEFAULT '',
    handover text NOT NULL DEFAULT '',
    excused_at timestamptz,
    excused_by uuid,
    excused_name text NOT NULL DEFAULT '',
    excuse text NOT NULL DEFAULT '',
    signed_at timestamptz,
    signed_by uuid,
    signed_name text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, finished_by) REFERENCES membership (tenant_id, id),
    FOREIGN KEY (tenant_id, excused_by) REFERENCES membership (tenant_id, id),
    FOREIGN KEY (tenant_id, signed_by) REFERENCES membership (tenant_id, id)
);
CREATE UNIQUE INDEX monitoring_round_once ON monitoring_round (tenant_id, begins_at);
CREATE INDEX monitoring_round_day ON monitoring_round (tenant_id, day);
CREATE INDEX monitoring_round_open ON monitoring_round (tenant_id, ends_at) WHERE finished_at IS NULL AND excused_at IS NULL;
CALL protect('monitoring_round');

-- What was to be looked at, as the office was when the round began; what was found there, and by whom.
CREATE TABLE round_line (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    place smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('account', 'due_soon', 'late', 'hand')),
    name text NOT NULL DEFAULT '',
    channel text NOT NULL DEFAULT '',
    account_id uuid,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'quiet', 'found', 'problem')),
    found int NOT NULL DEFAULT 0 CHECK (found >= 0),
    note text NOT NULL DEFAULT '',
    checked_at timestamptz,
    checked_by uuid,
    checked_name text NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, round_id) REFERENCES monitoring_round (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, checked_by) REFERENCES membership (tenant_id, id)
);
CREATE UNIQUE INDEX round_line_once ON round_line (tenant_id, round_id, place);
CALL protect('round_line');

-- Cases that were opened out of a line.
CREATE TABLE round_case (
    tenant_id int NOT NULL,
    line_id uuid NOT NULL,
    case_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, line_id, case_id),
    FOREIGN KEY (tenant_id, line_id) REFERENCES round_line (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CALL protect('round_case');

-- A telephone call as its exchange tells of it. How it stands follows from its moments (helpdesk.calls.rules), so that
-- events in another order leave the same row. `caller`: E.164, empty for nobody; `written`: what was shown then.
CREATE TABLE phone_call (
    tenant_id int NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    remote_id text NOT NULL,
    caller text NOT NULL DEFAULT '',
    written text NOT NULL DEFAULT '',
    began_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    seconds int,
    outcome text CHECK (outcome IN ('answered', 'missed', 'busy')),
    recording text NOT NULL DEFAULT '',
    -- Who calls back whoever was missed, and since when that is done.
    taken_by uuid,
    taken_name text NOT NULL DEFAULT '',
    taken_at timestamptz,
    done_at timestamptz,
    done_name text NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, taken_by) REFERENCES membership (tenant_id, id)
);
CREATE UNIQUE INDEX phone_call_once ON phone_call (tenant_id, account_id, remote_id);
CREATE INDEX phone_call_began ON phone_call (tenant_id, began_at DESC, id DESC);
CALL protect('phone_call');

-- Cases that were opened for a call or that it was noted on.
CREATE TABLE call_case (
    tenant_id int NOT NULL,
    call_id uuid NOT NULL,
    case_id uuid NOT NULL,
    noted_at timestamptz NOT NULL,
    noted_name text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, call_id, case_id),
    FOREIGN KEY (tenant_id, call_id) REFERENCES phone_call (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX call_case_case ON call_case (tenant_id, case_id);
CALL protect('call_case');

-- Sheets that an office kept its cases in (helpdesk.sheets). A file on its way in: its pages, what their columns hold, and
-- how far the worker is with its lines; `due_at` while something is to be done about it.
CREATE TABLE sheet_import (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    name text NOT NULL,
    tabs jsonb NOT NULL,
    tab smallint NOT NULL DEFAULT 0,
    choice jsonb,
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'running', 'done', 'undoing', 'undone')),
    total int NOT NULL DEFAULT 0,
    new int NOT NULL DEFAULT 0,
    known int NOT NULL DEFAULT 0,
    wrong int NOT NULL DEFAULT 0,
    undone int NOT NULL DEFAULT 0,
    kept int NOT NULL DEFAULT 0,
    by_id uuid,
    by_name text NOT NULL,
    made_at timestamptz NOT NULL,
    due_at timestamptz,
    finished_at timestamptz,
    undone_name text NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, by_id) REFERENCES membership (tenant_id, id)
);
CREATE INDEX sheet_import_due ON sheet_import (tenant_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX sheet_import_made ON sheet_import (tenant_id, made_at DESC);
CALL protect('sheet_import');
CALL sweep('sheet_import', 'id', 'due_at');

-- The lines of its pages. What was written in one goes when it is known what became of it; `place`: the line of the file.
CREATE TABLE sheet_line (
    tenant_id int NOT NULL,
    import_id uuid NOT NULL,
    tab smallint NOT NULL,
    place int NOT NULL,
    cells text[] NOT NULL,
    number text NOT NULL DEFAULT '',
    fate text CHECK (fate IN ('new', 'known', 'wrong', 'undone', 'kept')),
    remarks jsonb NOT NULL DEFAULT '[]',
    case_id uuid,
    PRIMARY KEY (tenant_id, import_id, tab, place),
    FOREIGN KEY (tenant_id, import_id) REFERENCES sheet_import (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX sheet_line_waits ON sheet_line (tenant_id, import_id, tab, place) WHERE fate IS NULL;
CREATE INDEX sheet_line_case ON sheet_line (tenant_id, case_id) WHERE case_id IS NOT NULL;
CALL protect('sheet_line');

-- Which lines are cases already: a line of any later file with the same key is the same case. `mark` tells another text
-- under the same number apart.
CREATE TABLE sheet_case (
    tenant_id int NOT NULL,
    key text NOT NULL,
    import_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number text NOT NULL,
    mark bytea NOT NULL,
    escalated_to text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key),
    FOREIGN KEY (tenant_id, import_id) REFERENCES sheet_import (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CREATE INDEX sheet_case_case ON sheet_case (tenant_id, case_id);
CREATE INDEX sheet_case_import ON sheet_case (tenant_id, import_id);
CALL protect('sheet_case');

-- What an office said of its last sheet's columns.
CREATE TABLE sheet_choice (
    tenant_id int NOT NULL REFERENCES tenant (id),
    choice jsonb NOT NULL,
    PRIMARY KEY (tenant_id)
);
CALL protect('sheet_choice');

-- What an office tells those below it. Whom it is for is said here and read through the listed functions: nothing is
-- copied, so what is changed or taken back holds everywhere at once.
CREATE TABLE announcement (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    importance text NOT NULL CHECK (importance IN ('usual', 'important')),
    audience text NOT NULL CHECK (audience IN ('all', 'province', 'offices')),
    province text NOT NULL DEFAULT '',
    offices uuid[] NOT NULL DEFAULT '{}',
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > begins_at),
    by_name text NOT NULL,
    written_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX announcement_newest ON announcement (tenant_id, written_at DESC, id DESC);
CALL protect('announcement');
GRANT SELECT ON announcement TO sahut_search;
CREATE POLICY search_reads ON announcement FOR SELECT TO sahut_search USING (true);

-- Who of this office has read which wording of an announcement of an office above.
CREATE TABLE announcement_read (
    tenant_id int NOT NULL,
    announcement_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    version int NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, announcement_id, membership_id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES membership (tenant_id, id)
);
CALL protect('announcement_read');
GRANT SELECT ON announcement_read TO sahut_search;
CREATE POLICY search_reads ON announcement_read FOR SELECT TO sahut_search USING (true);

-- An announcement on its way to an office elsewhere that stands below: which wording it is to have, and which it has.
-- It is one of ours, or one of `announcement_heard` that is passed on.
CREATE TABLE announcement_far (
    tenant_id int NOT NULL REFERENCES tenant (id),
    announcement_id uuid NOT NULL,
    peer_uid uuid NOT NULL,
    version int NOT NULL,
    told int NOT NULL DEFAULT 0,
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz,
    last_error text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, announcement_id, peer_uid)
);
CREATE INDEX announcement_far_due ON announcement_far (tenant_id, due_at) WHERE due_at IS NOT NULL;
CALL protect('announcement_far');
CALL sweep('announcement_far', 'due_at');

-- What offices above, on installations of their own, tell this one.
CREATE TABLE announcement_heard (
    tenant_id int NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    peer_uid uuid NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    importance text NOT NULL CHECK (importance IN ('usual', 'important')),
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > begins_at),
    changed_at timestamptz NOT NULL,
    version int NOT NULL,
    withdrawn boolean NOT NULL DEFAULT false,
    -- Its id where it was written; whose words they are and through whom they came, where they were passed on to us.
    told_id uuid NOT NULL,
    said_by text NOT NULL DEFAULT '',
    chain uuid[] NOT NULL DEFAULT '{}',
    -- For whom below us it is as well: `all`, a province's two digits, or nobody.
    onward text NOT NULL DEFAULT '',
    -- Whoever says it stands above us still; and how often what we pass on has changed.
    counts boolean NOT NULL DEFAULT true,
    passed int NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CALL protect('announcement_heard');
GRANT SELECT ON announcement_heard TO sahut_search;
CREATE POLICY search_reads ON announcement_heard FOR SELECT TO sahut_search USING (true);

-- What an office above, on an installation of its own, is told of how this one stands: the figures it has, and when to
-- look again whether they have changed.
CREATE TABLE figures_told (
    tenant_id int NOT NULL REFERENCES tenant (id),
    peer_uid uuid NOT NULL,
    figures bytea NOT NULL DEFAULT '',
    told_at timestamptz,
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    last_error text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, peer_uid)
);
CREATE INDEX figures_told_due ON figures_told (tenant_id, due_at);
CALL protect('figures_told');
CALL sweep('figures_told', 'due_at');

-- How offices below, on installations of their own, stand, as they told last: numbers and times, as overview_offices().
CREATE TABLE figures_heard (
    tenant_id int NOT NULL REFERENCES tenant (id),
    peer_uid uuid NOT NULL,
    at timestamptz NOT NULL,
    open_cases bigint NOT NULL,
    late_cases bigint NOT NULL,
    recent_cases bigint NOT NULL,
    answered_cases bigint NOT NULL,
    median_seconds double precision,
    last_activity timestamptz,
    rounds bigint NOT NULL,
    rounds_missed bigint NOT NULL,
    ratings bigint NOT NULL,
    mean_score double precision,
    channels bigint NOT NULL,
    channels_failing bigint NOT NULL,
    PRIMARY KEY (tenant_id, peer_uid)
);
CALL protect('figures_heard');
GRANT SELECT ON figures_heard TO sahut_search;
CREATE POLICY search_reads ON figures_heard FOR SELECT TO sahut_search USING (true);

-- Figures that came from an office elsewhere and were not taken: the last ones of each, for the letter log.
CREATE TABLE figures_refused (
    tenant_id int NOT NULL REFERENCES tenant (id),
    peer_uid uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    why text NOT NULL,
    PRIMARY KEY (tenant_id, peer_uid)
);
CALL protect('figures_refused');

-- Directory: which office does a hook or a remote's address belong to. Exact key in, ids out.
GRANT SELECT ON account TO sahut_search;
CREATE POLICY search_reads ON account FOR SELECT TO sahut_search USING (true);

CREATE FUNCTION directory_account(account_in uuid) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'SELECT a.tenant_id FROM account a JOIN tenant t ON t.id = a.tenant_id
    WHERE a.id = account_in AND a.active AND t.active';

CREATE FUNCTION directory_far_office(far_in uuid) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'SELECT f.tenant_id FROM far_office f JOIN tenant t ON t.id = f.tenant_id
    WHERE f.id = far_in AND f.state <> ''cut'' AND t.active';

CREATE FUNCTION directory_addresses(kind_in text, address_in text)
RETURNS TABLE (tenant_id int, account_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'SELECT a.tenant_id, a.id FROM account a JOIN tenant t ON t.id = a.tenant_id
    WHERE a.kind = kind_in AND a.address = address_in AND a.active AND t.active';

-- Search: neither @@ nor LIKE is leakproof, so under row security they can never use an index; this door can.
-- What is rare is fetched by its index, what is common is met soon on the walk from the newest case back; which
-- of the two it is, is tried and not guessed. Which units the asker sees is judged before the cut. `named_in`:
-- names count, too. Who wants to stay unnamed is not found by who they are.
CREATE FUNCTION search_cases(
    words_in text, number_in text, scheme_in text, value_in text, ending_in text, named_in boolean,
    units_in uuid[], kind_in text, channel_in text, state_in text, unit_in uuid, topic_in uuid, grade_in text,
    before_in timestamptz, before_id_in uuid, limit_in int
) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    t int := current_tenant();
    rare constant int := 2000;
    words tsquery := (SELECT string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', ' & ')::tsquery
                      FROM unnest(search_words('', words_in)));
    names text[] := ARRAY(SELECT '% ' || part || '%' FROM unnest(string_to_array(search_name(words_in), ' ')) part
                          WHERE part <> '' LIMIT 6);
    likes text;
    matters uuid[] := '{}';
    people uuid[] := '{}';
    ways text[] := '{}';
BEGIN
    IF t IS NULL THEN RAISE EXCEPTION 'search_cases: no tenant entered'; END IF;
    IF words IS NOT NULL THEN
        EXECUTE 'SELECT array_agg(id) FROM (SELECT id FROM cases WHERE tenant_id = $1 AND words @@ $2 LIMIT $3) s'
            INTO matters USING t, words, rare + 1;
        ways := ways || CASE WHEN cardinality(matters) > rare THEN 'c.words @@ $10' ELSE 'c.id = ANY ($13)' END;
    END IF;
    IF number_in <> '' THEN ways := ways || 'starts_with(c.number, $11)'::text; END IF;
    IF value_in <> '' THEN
        people := ARRAY(SELECT i.contact_id FROM contact_identity i
                        WHERE i.tenant_id = t AND i.scheme = scheme_in AND i.value = value_in);
    ELSIF length(ending_in) >= 4 THEN
        EXECUTE 'SELECT array_agg(i.contact_id) FROM contact_identity i WHERE i.tenant_id = $1 AND i.scheme = ''phone''
                 AND starts_with(reverse(i.value) COLLATE "C", $2)' INTO people USING t, reverse(ending_in);
    END IF;
    IF named_in AND length(translate(array_to_string(names, ''), '% ', '')) >= 3 THEN
        likes := (SELECT string_agg(format('k.name_key LIKE %L', name), ' AND ') FROM unnest(names) name);
        EXECUTE 'SELECT $2 || array_agg(id) FROM (SELECT k.id FROM contact k WHERE k.tenant_id = $1
                 AND k.name <> '''' AND ' || likes || ' LIMIT $3) s' INTO people USING t, people, rare + 1;
    END IF;
    IF cardinality(people) > rare THEN
        ways := ways || ('NOT c.anonymous AND (SELECT ' || likes || ' FROM contact k'
                         ' WHERE k.tenant_id = c.tenant_id AND k.id = c.contact_id)');
    ELSIF cardinality(people) > 0 THEN
        ways := ways || 'NOT c.anonymous AND c.contact_id = ANY ($12)'::text;
    END IF;
    IF cardinality(ways) = 0 THEN RETURN; END IF;
    RETURN QUERY EXECUTE (SELECT 'SELECT id FROM (' || string_agg('(SELECT c.id, c.opened_at FROM cases c'
            ' WHERE c.tenant_id = $1 AND ($2 IS NULL OR c.unit_id = ANY ($2) OR EXISTS (SELECT FROM disposition p'
            ' WHERE p.tenant_id = $1 AND p.case_id = c.id AND p.unit_id = ANY ($2) AND p.role <> ''lead'''
            ' AND p.state IN (''open'', ''answered''))) AND ($3 IS NULL OR c.kind = $3)'
            ' AND ($4 IS NULL OR c.channel = $4) AND ($5 IS NULL OR c.state = $5) AND ($6 IS NULL OR c.unit_id = $6)'
            ' AND ($14 IS NULL OR c.topic_id = $14) AND ($15 IS NULL OR c.grade = $15)'
            ' AND (c.opened_at, c.id) < ($7, $8) AND ' || way || ' ORDER BY c.opened_at DESC, c.id DESC LIMIT $9)',
            ' UNION ') || ') AS found ORDER BY opened_at DESC, id DESC LIMIT $9' FROM unnest(ways) way)
        USING t, units_in, kind_in, channel_in, state_in, unit_in, before_in, before_id_in, limit_in,
              words, number_in, people, matters, topic_in, grade_in;
END $$;
-- Contacts by number, address or name, as far as the asker sees one of their cases that does not ask for silence.
CREATE FUNCTION search_contacts(
    words_in text, scheme_in text, value_in text, ending_in text, units_in uuid[], limit_in int
) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    t int := current_tenant();
    names text[] := ARRAY(SELECT '% ' || part || '%' FROM unnest(string_to_array(search_name(words_in), ' ')) part
                          WHERE part <> '' LIMIT 6);
    way text;
BEGIN
    IF t IS NULL THEN RAISE EXCEPTION 'search_contacts: no tenant entered'; END IF;
    IF value_in <> '' THEN
        way := 'k.id IN (SELECT i.contact_id FROM contact_identity i WHERE i.tenant_id = $1 AND i.scheme = $2'
               ' AND (i.value = $3 OR ($2 = ''email'' AND i.mailbox = mailbox_of($3))))';
    ELSIF length(ending_in) >= 4 THEN
        way := 'k.id IN (SELECT i.contact_id FROM contact_identity i WHERE i.tenant_id = $1 AND i.scheme = ''phone'''
               ' AND starts_with(reverse(i.value) COLLATE "C", $4))';
    ELSIF length(translate(array_to_string(names, ''), '% ', '')) >= 3 THEN
        way := 'k.name <> '''' AND '
               || (SELECT string_agg(format('k.name_key LIKE %L', name), ' AND ') FROM unnest(names) name);
    ELSE RETURN;
    END IF;
    RETURN QUERY EXECUTE 'SELECT k.id FROM contact k WHERE k.tenant_id = $1 AND k.merged_into IS NULL AND ' || way
        || ' AND EXISTS (SELECT FROM (SELECT o.id FROM cases o WHERE o.tenant_id = $1 AND o.contact_id = k.id UNION ALL'
           ' SELECT o.id FROM conversation v JOIN cases o ON o.tenant_id = v.tenant_id AND o.conversation_id = v.id'
           ' AND o.channel = ''portal'' WHERE v.tenant_id = $1 AND v.contact_id = k.id) m'
           ' JOIN cases c ON c.tenant_id = $1 AND c.id = m.id WHERE NOT c.anonymous'
           ' AND ($5 IS NULL OR c.unit_id = ANY ($5))) ORDER BY k.created_at DESC, k.id LIMIT $6'
        USING t, scheme_in, value_in, reverse(ending_in), units_in, limit_in;
END $$;
GRANT SELECT ON contact, contact_identity, conversation TO sahut_search;
CREATE POLICY search_reads ON conversation FOR SELECT TO sahut_search USING (true);
CREATE POLICY search_reads ON contact FOR SELECT TO sahut_search USING (true);
CREATE POLICY search_reads ON contact_identity FOR SELECT TO sahut_search USING (true);
GRANT SELECT ON cases TO sahut_search;
GRANT SELECT (tenant_id, case_id, unit_id, role, state) ON disposition TO sahut_search;
CREATE POLICY search_reads ON disposition FOR SELECT TO sahut_search USING (true);
CREATE POLICY search_reads ON cases FOR SELECT TO sahut_search USING (true);

GRANT SELECT (tenant_id, begins_at, ends_at, finished_at) ON monitoring_round TO sahut_search;
GRANT SELECT (tenant_id, at, score) ON rating TO sahut_search;
CREATE POLICY search_reads ON monitoring_round FOR SELECT TO sahut_search USING (true);
CREATE POLICY search_reads ON rating FOR SELECT TO sahut_search USING (true);

-- How the entered office and those below it stand: numbers and one time, never a row of theirs (decision 15).
-- First responses, rounds and ratings are those of the last 30 days; the median is in seconds.
CREATE FUNCTION overview_offices() RETURNS TABLE (
    office_id int, open_cases bigint, late_cases bigint, recent_cases bigint, answered_cases bigint,
    median_seconds double precision, last_activity timestamptz,
    rounds bigint, rounds_missed bigint, ratings bigint, mean_score double precision,
    channels bigint, channels_failing bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    t int := current_tenant();
    at timestamptz := sahut_now();
    since timestamptz := at - interval '30 days';
BEGIN
    IF t IS NULL THEN RAISE EXCEPTION 'overview_offices: no tenant entered'; END IF;
    RETURN QUERY WITH RECURSIVE below AS (
            SELECT o.id FROM tenant o WHERE o.id = t
            UNION SELECT o.id FROM tenant o JOIN below b ON o.parent_id = b.id WHERE o.active)
        SELECT b.id, w.open, w.late, r.opened, r.answered, r.median, greatest(w.last, r.last),
               m.ended, m.missed, g.many, g.mean, a.many, a.failing
        FROM below b,
        LATERAL (SELECT count(*) AS open, count(*) FILTER (WHERE c.due_at < at) AS late,
                        max(c.last_message_at) AS last
                 FROM cases c WHERE c.tenant_id = b.id AND c.closed_at IS NULL AND c.state <> 'answered') w,
        LATERAL (SELECT count(*) AS opened, count(c.first_response_at) AS answered,
                        max(c.last_message_at) AS last,
                        percentile_cont(0.5) WITHIN GROUP (
                            ORDER BY extract(epoch FROM c.first_response_at - c.opened_at)::float8) AS median
                 FROM cases c WHERE c.tenant_id = b.id AND c.opened_at > since
                 AND NOT c.spam AND NOT c.mirrored) r,
        LATERAL (SELECT count(*) AS ended,
                        count(*) FILTER (WHERE n.finished_at IS NULL OR n.finished_at > n.ends_at) AS missed
                 FROM monitoring_round n WHERE n.tenant_id = b.id AND n.begins_at > since AND n.ends_at <= at) m,
        LATERAL (SELECT count(*) AS many, avg(s.score)::float8 AS mean
                 FROM rating s WHERE s.tenant_id = b.id AND s.at > since) g,
        LATERAL (SELECT count(*) AS many,
                        count(*) FILTER (WHERE x.blocked_at IS NOT NULL OR x.look_fails > 0 OR x.follow_fails > 0
                                         OR x.probe_since IS NOT NULL)
                            AS failing
                 FROM account x WHERE x.tenant_id = b.id AND x.active AND x.address <> '') a;
END $$;

-- How offices elsewhere stand that are below the entered office, or below one that is below it here: each once, as it
-- told last, and of those that have told nothing yet only who they are.
CREATE FUNCTION figures_below() RETURNS TABLE (
    uid uuid, slug text, name text, region text, at timestamptz,
    open_cases bigint, late_cases bigint, recent_cases bigint, answered_cases bigint,
    median_seconds double precision, last_activity timestamptz,
    rounds bigint, rounds_missed bigint, ratings bigint, mean_score double precision,
    channels bigint, channels_failing bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    t int := current_tenant();
BEGIN
    IF t IS NULL THEN RAISE EXCEPTION 'figures_below: no tenant entered'; END IF;
    RETURN QUERY WITH RECURSIVE below AS (
            SELECT o.id FROM tenant o WHERE o.id = t
            UNION SELECT o.id FROM tenant o JOIN below b ON o.parent_id = b.id WHERE o.active)
        SELECT DISTINCT ON (f.uid) f.uid, f.slug, f.name, f.region, h.at,
               h.open_cases, h.late_cases, h.recent_cases, h.answered_cases, h.median_seconds, h.last_activity,
               h.rounds, h.rounds_missed, h.ratings, h.mean_score, h.channels, h.channels_failing
        FROM below b JOIN far_office f ON f.tenant_id = b.id
            AND f.state = 'connected' AND f.kin = 'below' AND f.kin_there = 'above'
        LEFT JOIN figures_heard h ON h.tenant_id = f.tenant_id AND h.peer_uid = f.uid
        ORDER BY f.uid, f.tenant_id <> t, h.at DESC NULLS LAST;
END $$;

-- Which offices have said whether they take offers of the entered one: their public id and that one word.
CREATE FUNCTION relations_with_us() RETURNS TABLE (uid uuid, receives boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    t int := current_tenant();
BEGIN
    IF t IS NULL THEN RAISE EXCEPTION 'relations_with_us: no tenant entered'; END IF;
    RETURN QUERY SELECT o.uid, r.receives FROM tenant us JOIN relation r ON r.peer_uid = us.uid
        JOIN tenant o ON o.id = r.tenant_id WHERE us.id = t AND o.id <> t AND o.active;
END $$;

-- How long the nearest office above the entered one that advises it keeps citizens' data; no row where none does.
CREATE FUNCTION retention_above() RETURNS TABLE (office_id int, periods jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    t int := current_tenant();
BEGIN
    IF t IS NULL THEN RAISE EXCEPTION 'retention_above: no tenant entered'; END IF;
    RETURN QUERY WITH RECURSIVE above AS (
            SELECT o.parent_id AS office, 1 AS place FROM tenant o WHERE o.id = t
            UNION SELECT o.parent_id, v.place + 1 FROM tenant o JOIN above v ON o.id = v.office)
        SELECT p.tenant_id, p.periods FROM above v JOIN tenant o ON o.id = v.office AND o.active
        JOIN retention_plan p ON p.tenant_id = o.id AND p.advised ORDER BY v.place LIMIT 1;
END $$;

-- What the offices above tell the entered one now, and what they pass on to it: then with the name of whose words they
-- are (`said_by`), that office's uid and the id that it gave them.
CREATE FUNCTION announcements_here() RETURNS TABLE (
    id uuid, office_id int, title text, body text, importance text, begins_at timestamptz, ends_at timestamptz,
    changed_at timestamptz, version int, said_by text, origin uuid, told_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    t int := current_tenant();
    at timestamptz := sahut_now();
BEGIN
    IF t IS NULL THEN RAISE EXCEPTION 'announcements_here: no tenant entered'; END IF;
    RETURN QUERY WITH RECURSIVE above AS (
            SELECT o.parent_id AS office FROM tenant o WHERE o.id = t
            UNION SELECT o.parent_id FROM tenant o JOIN above v ON o.id = v.office)
        SELECT a.id, a.tenant_id, a.title, a.body, a.importance, a.begins_at, a.ends_at, a.changed_at, a.version,
               '', o.uid, a.id
        FROM tenant us, above v JOIN tenant o ON o.id = v.office AND o.active JOIN announcement a ON a.tenant_id = o.id
        WHERE us.id = t AND a.withdrawn_at IS NULL AND a.begins_at <= at AND a.ends_at > at
        AND CASE a.audience WHEN 'all' THEN true WHEN 'province' THEN left(us.region, 2) = a.province
            ELSE us.uid = ANY (a.offices) END
        UNION ALL
        SELECT h.id, h.tenant_id, h.title, h.body, h.importance, h.begins_at, h.ends_at, h.changed_at, h.version,
               coalesce(nullif(h.said_by, ''), f.name), coalesce(h.chain[1], h.peer_uid), h.told_id
        FROM tenant us, above v JOIN tenant o ON o.id = v.office AND o.active
        JOIN announcement_heard h ON h.tenant_id = o.id
        JOIN far_office f ON f.tenant_id = h.tenant_id AND f.uid = h.peer_uid
        WHERE us.id = t AND h.counts AND NOT h.withdrawn AND h.begins_at <= at AND h.ends_at > at
        AND h.onward <> '' AND h.onward IN ('all', left(us.region, 2)) AND us.uid <> ALL (h.chain)
        ORDER BY 5, 6 DESC, 1;
END $$;

-- Which offices an announcement of the entered one is for, and how many of their people have read it as it stands now:
-- numbers and one time, never who.
CREATE FUNCTION announcement_readers(announcement_in uuid) RETURNS TABLE (
    office_id int, people bigint, readers bigint, first_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    t int := current_tenant();
    at timestamptz := sahut_now();
BEGIN
    IF t IS NULL THEN RAISE EXCEPTION 'announcement_readers: no tenant entered'; END IF;
    RETURN QUERY WITH RECURSIVE below AS (
            SELECT o.id, o.uid, o.region FROM tenant o WHERE o.parent_id = t AND o.active
            UNION SELECT o.id, o.uid, o.region FROM tenant o JOIN below b ON o.parent_id = b.id WHERE o.active)
        SELECT b.id, count(m.id), count(r.membership_id), min(r.at)
        FROM announcement a JOIN below b ON CASE a.audience WHEN 'all' THEN true
            WHEN 'province' THEN left(b.region, 2) = a.province ELSE b.uid = ANY (a.offices) END
        LEFT JOIN membership m ON m.tenant_id = b.id AND m.active AND m.delegation_id IS NULL
            AND (m.valid_until IS NULL OR m.valid_until > at)
        LEFT JOIN announcement_read r ON r.tenant_id = b.id AND r.announcement_id = a.id AND r.membership_id = m.id
            AND r.version = a.version
        WHERE a.tenant_id = t AND a.id = announcement_in GROUP BY b.id;
END $$;

-- Mails that nobody with a case asked for, counted for each address over all offices: whoever types a stranger's
-- address everywhere has few mails sent there. A keyed mark stands for the address; only the functions reach it.
CREATE TABLE unasked_mail (
    mark bytea PRIMARY KEY,
    since timestamptz NOT NULL,
    many int NOT NULL
);
CREATE INDEX unasked_mail_since ON unasked_mail (since);
ALTER TABLE unasked_mail ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY search_rows ON unasked_mail TO sahut_search USING (true) WITH CHECK (true);
CREATE POLICY backup_rows ON unasked_mail FOR SELECT TO sahut_backup USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON unasked_mail TO sahut_search;
GRANT SELECT ON unasked_mail TO sahut_backup;

-- In the order of the marks: two offices that write to the same people at once never wait for each other crosswise.
CREATE FUNCTION count_unasked_mail(marks_in bytea[], counts_in int[]) RETURNS TABLE (mark_out bytea, many_out int)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO unasked_mail AS u (mark, since, many)
    SELECT w.mark, sahut_now(), w.many FROM unnest(marks_in, counts_in) AS w (mark, many) ORDER BY w.mark
    ON CONFLICT (mark) DO UPDATE SET
        many = excluded.many + CASE WHEN u.since > excluded.since - interval '1 day' THEN least(u.many, 1000) ELSE 0 END,
        since = CASE WHEN u.since > excluded.since - interval '1 day' THEN u.since ELSE excluded.since END
    RETURNING u.mark, u.many
$$;
CREATE FUNCTION forget_unasked_mail() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH gone AS (DELETE FROM unasked_mail WHERE mark IN (SELECT mark FROM unasked_mail
        WHERE since <= sahut_now() - interval '1 day' ORDER BY since LIMIT 10000 FOR UPDATE SKIP LOCKED) RETURNING 1)
    SELECT count(*) FROM gone
$$;

DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
             AND proname IN ('directory_account', 'directory_far_office', 'directory_addresses', 'search_cases', 'search_contacts',
                             'overview_offices', 'figures_below', 'relations_with_us', 'retention_above', 'count_unasked_mail', 'forget_unasked_mail',
                             'announcements_here', 'announcement_readers') LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sahut_web, sahut_worker', f);
        EXECUTE format('ALTER FUNCTION %s OWNER TO sahut_search', f);
    END LOOP;
END $$;

-- Accept: one round trip, one commit and one statement for calls of several offices. Each row enters its own office
-- before row security judges it; one that were judged in another would be refused. Answers how many were new.
CREATE FUNCTION receive(
    tenants int[], accounts uuid[], ids uuid[], external_ids text[], kinds text[], arrivals bytea[]
) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    t timestamptz := sahut_now();
    added int;
BEGIN
    INSERT INTO inbox_entry (tenant_id, id, account_id, external_id, kind, arrival, received_at, due_at, state, reason)
    SELECT a.tenant, a.id, a.account, a.external_id, a.kind, a.arrival, t, t,
           CASE a.kind WHEN 'ignored' THEN 'ignored' ELSE 'new' END,
           CASE a.kind WHEN 'ignored' THEN convert_from(a.arrival, 'UTF8')::json ->> 'reason' ELSE '' END
    FROM (SELECT set_config('app.tenant_id', u.tenant::text, true) AS entered, u.*
          FROM unnest(tenants, accounts, ids, external_ids, kinds, arrivals)
               AS u (tenant, account, id, external_id, kind, arrival) OFFSET 0) AS a
    WHERE a.entered = a.tenant::text
    ON CONFLICT (tenant_id, account_id, kind, external_id) DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END $$;

-- A national day came or went: every office counts its open cases anew, each entered in turn as `receive` does.
CREATE FUNCTION count_all_anew(asked_by_in text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    t timestamptz := sahut_now();
    office int;
    asked int := 0;
    added int;
BEGIN
    FOR office IN SELECT id FROM tenant WHERE active ORDER BY id LOOP
        PERFORM set_config('app.tenant_id', office::text, true);
        UPDATE recount SET due_at = NULL, finished_at = t WHERE due_at IS NOT NULL;
        INSERT INTO recount (tenant_id, id, why, asked_by, asked_at, due_at, total)
        SELECT office, gen_random_uuid(), 'hours', asked_by_in, t, t, count(*)
        FROM cases WHERE tenant_id = office AND closed_at IS NULL HAVING count(*) > 0;
        GET DIAGNOSTICS added = ROW_COUNT;
        asked := asked + added;
    END LOOP;
    RETURN asked;
END $$;

-- Which offices have work of a kind due now: ids and times only, a skip over the index, oldest office first.
CREATE FUNCTION due_tenants(work text, limit_in int) RETURNS TABLE (tenant_id int, due_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    t timestamptz := sahut_now();
    source text := CASE work
        WHEN 'inbox' THEN 'inbox_entry WHERE state = ''new'''
        WHEN 'outbox' THEN 'outbox WHERE seq IS NULL'
        WHEN 'delivery' THEN 'delivery WHERE due_at IS NOT NULL'
        WHEN 'attachment' THEN 'attachment WHERE state = ''waiting'' AND due_at IS NOT NULL'
        WHEN 'scan' THEN 'attachment WHERE state IN (''scanning'', ''infected'') AND due_at IS NOT NULL'
        WHEN 'offer' THEN 'link WHERE due_at IS NOT NULL'
        WHEN 'letter' THEN 'letter WHERE state = ''waiting'' AND NOT far'
        WHEN 'far_letter' THEN 'letter WHERE state = ''waiting'' AND far'
        WHEN 'announcement' THEN 'announcement_far WHERE due_at IS NOT NULL'
        WHEN 'figures' THEN 'figures_told WHERE true'
        WHEN 'register' THEN 'register_link WHERE due_at IS NOT NULL'
        WHEN 'register_answer' THEN 'register_answer WHERE due_at IS NOT NULL'
        WHEN 'chore' THEN 'register_chore WHERE due_at IS NOT NULL'
        WHEN 'alert' THEN 'alert WHERE state = ''waiting'''
        WHEN 'alarm' THEN 'alert WHERE state = ''outward'''
        WHEN 'reminder' THEN 'reminder WHERE true'
        WHEN 'delegation' THEN 'delegation WHERE due_at IS NOT NULL'
        WHEN 'retention' THEN 'retention_plan WHERE due_at IS NOT NULL'
        WHEN 'erasure' THEN 'case_erasure WHERE look_at IS NOT NULL'
        WHEN 'recount' THEN 'recount WHERE due_at IS NOT NULL'
        WHEN 'sheet' THEN 'sheet_import WHERE due_at IS NOT NULL'
        WHEN 'held' THEN 'draft WHERE state = ''held'''
        WHEN 'dialogue' THEN 'dialogue WHERE due_at IS NOT NULL'
        WHEN 'round' THEN 'round_plan WHERE due_at IS NOT NULL'
        WHEN 'mailbox' THEN 'account WHERE look_at IS NOT NULL'
        WHEN 'listening' THEN 'account WHERE listen_at IS NOT NULL'
        WHEN 'probe' THEN 'account WHERE probe_at IS NOT NULL'
        WHEN 'clock' THEN 'clock WHERE look_at IS NOT NULL' END;
    due text := CASE WHEN work IN ('clock', 'mailbox', 'erasure') THEN 'look_at' WHEN work = 'listening' THEN 'listen_at'
        WHEN work = 'probe' THEN 'probe_at' ELSE 'due_at' END;
BEGIN
    IF source IS NULL THEN RAISE EXCEPTION 'due_tenants: unknown work %', work; END IF;
    RETURN QUERY EXECUTE format('WITH RECURSIVE step AS (
            (SELECT s.tenant_id, s.%2$I AS due_at FROM %1$s ORDER BY tenant_id, %2$I LIMIT 1)
            UNION ALL
            SELECT n.tenant_id, n.due_at FROM step, LATERAL (SELECT s.tenant_id, s.%2$I AS due_at
                FROM %1$s AND s.tenant_id > step.tenant_id ORDER BY tenant_id, %2$I LIMIT 1) n)
        SELECT step.tenant_id, step.due_at FROM step WHERE step.due_at <= $1 ORDER BY step.due_at LIMIT $2',
        replace(source, ' WHERE ', ' s WHERE '), due) USING t, limit_in;
END $$;
GRANT EXECUTE ON FUNCTION due_tenants(text, int) TO sahut_sweep;

-- A demonstration may move its clock forward; a production database refuses by its own constraint.
CREATE FUNCTION move_demonstration_clock(by_in interval) RETURNS timestamptz
LANGUAGE sql VOLATILE AS
    'UPDATE installation SET clock_offset = clock_offset + by_in WHERE mode <> ''production'' RETURNING now() + clock_offset';
REVOKE ALL ON FUNCTION move_demonstration_clock(interval) FROM PUBLIC;
GRANT UPDATE (clock_offset) ON installation TO sahut_owner;
