SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.advisor (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    email character varying(320) NOT NULL,
    name character varying(200) NOT NULL,
    role character varying(20) NOT NULL,
    language character varying(2) NOT NULL,
    digest character varying(10) NOT NULL,
    active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.application (
    id uuid NOT NULL,
    client_file_id uuid NOT NULL,
    program character varying(100) NOT NULL,
    state character varying(20) NOT NULL,
    asked integer,
    awarded integer,
    reason character varying(30),
    due_on date,
    asked_on date,
    answered_on date,
    comment text NOT NULL,
    version integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by character varying(200) NOT NULL
);
CREATE TABLE public.audit (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(200) NOT NULL,
    action character varying(30) NOT NULL,
    subject uuid,
    detail character varying(200) NOT NULL
);
CREATE TABLE public.client_file (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    import_id uuid,
    name character varying(200) NOT NULL,
    words text NOT NULL,
    state character varying(10) NOT NULL,
    version integer NOT NULL,
    profile json NOT NULL,
    goal character varying(20),
    retain_until date,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by character varying(200) NOT NULL
);
CREATE TABLE public.confidential (
    client_file_id uuid NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE public.consent (
    id uuid NOT NULL,
    client_file_id uuid NOT NULL,
    kind character varying(30) NOT NULL,
    given_on date NOT NULL,
    withdrawn_on date,
    by character varying(200) NOT NULL
);
CREATE TABLE public.dismissal (
    client_file_id uuid NOT NULL,
    program character varying(100) NOT NULL,
    reason character varying(30) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(200) NOT NULL
);
CREATE TABLE public.import (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    file_name character varying(200) NOT NULL,
    by character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone
);
CREATE TABLE public.link (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    client_file_id uuid,
    kind character varying(10) NOT NULL,
    token_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    by character varying(200) NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    opened_at timestamp with time zone
);
CREATE TABLE public.news (
    id uuid NOT NULL,
    client_file_id uuid NOT NULL,
    key character varying(200) NOT NULL,
    program character varying(100) NOT NULL,
    kind character varying(30) NOT NULL,
    content json NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.note (
    id uuid NOT NULL,
    client_file_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(200) NOT NULL,
    text text NOT NULL
);
CREATE TABLE public.organisation (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.plan (
    id uuid NOT NULL,
    client_file_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(200) NOT NULL,
    name character varying(30) NOT NULL,
    catalogue_version character varying(40) NOT NULL,
    document json NOT NULL
);
CREATE TABLE public.revision (
    client_file_id uuid NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(200) NOT NULL,
    what character varying(20) NOT NULL,
    name character varying(200) NOT NULL,
    profile json NOT NULL,
    goal character varying(20)
);
CREATE TABLE public.sent_news (
    news_id uuid NOT NULL,
    advisor_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.standings (
    client_file_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    content json NOT NULL
);
INSERT INTO public.advisor VALUES ('3a5876ff-cc68-44ae-942e-a622e67a97b2', '368f23b9-93b2-4e27-8576-56bc4a407480', 'pole@example.org', 'Ann of Pôle', 'administrator', 'fr', 'weekly', true, '2026-11-23 15:00:02+00');
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.application VALUES ('cebfdf6b-42ac-4597-b4bb-ea72665a6d52', '055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', 'beauce-sartigan-microcredit-agricole', 'to_ask', 50000, NULL, NULL, NULL, NULL, NULL, '', 1, '2026-11-23 15:00:07+00', 'Ann of Pôle');
INSERT INTO public.audit VALUES ('ec8fe22a-b59e-4839-9f9c-3c2ba728bfaa', '368f23b9-93b2-4e27-8576-56bc4a407480', '2026-11-23 15:00:02+00', 'Ann of Pôle', 'advisor_added', NULL, 'administrator');
INSERT INTO public.audit VALUES ('98a611cb-3d06-4e29-bdc0-c782203324ee', '368f23b9-93b2-4e27-8576-56bc4a407480', '2026-11-23 15:00:03+00', 'Ann of Pôle', 'created', '055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', '');
INSERT INTO public.audit VALUES ('1794df34-c91f-4230-81db-44d39f59379e', '368f23b9-93b2-4e27-8576-56bc4a407480', '2026-11-23 15:00:04+00', 'Ann of Pôle', 'consent_given', '055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', 'target_groups');
INSERT INTO public.audit VALUES ('b8914ff7-20f4-4c7a-b7bf-d5a029ea52bb', '368f23b9-93b2-4e27-8576-56bc4a407480', '2026-11-23 15:00:05+00', 'Ann of Pôle', 'saved', '055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', '');
INSERT INTO public.audit VALUES ('7804cb54-5487-4a37-81dd-48e75657c1ba', '368f23b9-93b2-4e27-8576-56bc4a407480', '2026-11-23 15:00:06+00', 'Ann of Pôle', 'noted', '055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', '');
INSERT INTO public.audit VALUES ('c8d8d9d8-46aa-4f8e-8929-8bb732d41d27', '368f23b9-93b2-4e27-8576-56bc4a407480', '2026-11-23 15:00:07+00', 'Ann of Pôle', 'application_added', '055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', 'beauce-sartigan-microcredit-agricole');
INSERT INTO public.audit VALUES ('9082110e-d649-4d05-afd0-4ab25bc62357', '368f23b9-93b2-4e27-8576-56bc4a407480', '2026-11-23 15:00:08+00', 'Ann of Pôle', 'created', '42883645-a14b-4b81-948d-1f6c053356f9', '');
INSERT INTO public.audit VALUES ('371dbbb2-d333-4f04-ae20-563f3f467baf', '368f23b9-93b2-4e27-8576-56bc4a407480', '2026-11-23 15:00:10+00', 'Ann of Pôle', 'archived', '42883645-a14b-4b81-948d-1f6c053356f9', '');
INSERT INTO public.client_file VALUES ('055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', '368f23b9-93b2-4e27-8576-56bc4a407480', NULL, 'Coop de l''été; « à Québec »', 'coop de l ete a quebec', 'active', 2, '{"enterprise": {"employees": 4}, "project": {"total_cost": 300000}, "confirmations": {}}', 'Rénover', NULL, '2026-11-23 15:00:03+00', '2026-11-23 15:00:05+00', 'Ann of Pôle');
INSERT INTO public.client_file VALUES ('42883645-a14b-4b81-948d-1f6c053356f9', '368f23b9-93b2-4e27-8576-56bc4a407480', NULL, 'Ancienne', 'ancienne', 'archived', 1, '{"enterprise": {}, "project": {}, "confirmations": {}}', NULL, NULL, '2026-11-23 15:00:08+00', '2026-11-23 15:00:09+00', 'Ann of Pôle');
INSERT INTO public.confidential VALUES ('055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', '\x6741414141414272446a69746f6d77784a7554495035367779706755447a664d567877355f57672d643879394f516c57727153767151696868573673616e3155425f654f6f7634394e593172466444537071794a4f2d41486c4843796a4236535653433447376f643252646d68394a6a55535f506e69394162483777315f6b33617442323947363469395254');
INSERT INTO public.consent VALUES ('de230b52-dc25-4053-bb7d-40f30c380501', '055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', 'target_groups', '2026-11-20', NULL, 'Ann of Pôle');
INSERT INTO public.note VALUES ('7d55a434-32c6-4314-8689-b43754f9d242', '055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', '2026-11-23 15:00:06+00', 'Ann of Pôle', 'Rappeler la trésorière.
Avant l''été.');
INSERT INTO public.organisation VALUES ('368f23b9-93b2-4e27-8576-56bc4a407480', 'Pôle', '2026-11-23 15:00:01+00');
INSERT INTO public.revision VALUES ('055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', 1, '2026-11-23 15:00:03+00', 'Ann of Pôle', 'created', 'Coop de l''été; « à Québec »', '{"enterprise": {"employees": 3}, "project": {}, "confirmations": {}}', 'Rénover');
INSERT INTO public.revision VALUES ('055ce9af-0ff1-44b8-b5d5-b572cdcf6f38', 2, '2026-11-23 15:00:05+00', 'Ann of Pôle', 'saved', 'Coop de l''été; « à Québec »', '{"enterprise": {"employees": 4}, "project": {"total_cost": 300000}, "confirmations": {}}', 'Rénover');
INSERT INTO public.revision VALUES ('42883645-a14b-4b81-948d-1f6c053356f9', 1, '2026-11-23 15:00:08+00', 'Ann of Pôle', 'created', 'Ancienne', '{"enterprise": {}, "project": {}, "confirmations": {}}', NULL);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.advisor
    ADD CONSTRAINT pk_advisor PRIMARY KEY (id);
ALTER TABLE ONLY public.application
    ADD CONSTRAINT pk_application PRIMARY KEY (id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (id);
ALTER TABLE ONLY public.client_file
    ADD CONSTRAINT pk_client_file PRIMARY KEY (id);
ALTER TABLE ONLY public.confidential
    ADD CONSTRAINT pk_confidential PRIMARY KEY (client_file_id);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT pk_consent PRIMARY KEY (id);
ALTER TABLE ONLY public.dismissal
    ADD CONSTRAINT pk_dismissal PRIMARY KEY (client_file_id, program);
ALTER TABLE ONLY public.import
    ADD CONSTRAINT pk_import PRIMARY KEY (id);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT pk_link PRIMARY KEY (id);
ALTER TABLE ONLY public.news
    ADD CONSTRAINT pk_news PRIMARY KEY (id);
ALTER TABLE ONLY public.note
    ADD CONSTRAINT pk_note PRIMARY KEY (id);
ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT pk_organisation PRIMARY KEY (id);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT pk_plan PRIMARY KEY (id);
ALTER TABLE ONLY public.revision
    ADD CONSTRAINT pk_revision PRIMARY KEY (client_file_id, number);
ALTER TABLE ONLY public.sent_news
    ADD CONSTRAINT pk_sent_news PRIMARY KEY (news_id, advisor_id);
ALTER TABLE ONLY public.standings
    ADD CONSTRAINT pk_standings PRIMARY KEY (client_file_id);
ALTER TABLE ONLY public.advisor
    ADD CONSTRAINT uq_advisor_email UNIQUE (email);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT uq_link_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.news
    ADD CONSTRAINT uq_news_client_file_id_key UNIQUE (client_file_id, key);
CREATE INDEX ix_advisor_organisation_id ON public.advisor USING btree (organisation_id);
CREATE INDEX ix_application_client_file_id ON public.application USING btree (client_file_id);
CREATE INDEX ix_application_program ON public.application USING btree (program);
CREATE INDEX ix_audit_list ON public.audit USING btree (organisation_id, at);
CREATE INDEX ix_audit_subject ON public.audit USING btree (subject);
CREATE INDEX ix_client_file_import_id ON public.client_file USING btree (import_id);
CREATE INDEX ix_client_file_list ON public.client_file USING btree (organisation_id, state, updated_at);
CREATE INDEX ix_consent_client_file_id ON public.consent USING btree (client_file_id);
CREATE INDEX ix_import_organisation_id ON public.import USING btree (organisation_id);
CREATE INDEX ix_link_client_file_id ON public.link USING btree (client_file_id);
CREATE INDEX ix_link_organisation_id ON public.link USING btree (organisation_id);
CREATE INDEX ix_news_client_file_id ON public.news USING btree (client_file_id);
CREATE INDEX ix_note_client_file_id ON public.note USING btree (client_file_id);
CREATE INDEX ix_plan_client_file_id ON public.plan USING btree (client_file_id);
ALTER TABLE ONLY public.advisor
    ADD CONSTRAINT fk_advisor_organisation_id FOREIGN KEY (organisation_id) REFERENCES public.organisation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.application
    ADD CONSTRAINT fk_application_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT fk_audit_organisation_id FOREIGN KEY (organisation_id) REFERENCES public.organisation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.client_file
    ADD CONSTRAINT fk_client_file_import_id FOREIGN KEY (import_id) REFERENCES public.import(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.client_file
    ADD CONSTRAINT fk_client_file_organisation_id FOREIGN KEY (organisation_id) REFERENCES public.organisation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.confidential
    ADD CONSTRAINT fk_confidential_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT fk_consent_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.dismissal
    ADD CONSTRAINT fk_dismissal_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.import
    ADD CONSTRAINT fk_import_organisation_id FOREIGN KEY (organisation_id) REFERENCES public.organisation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.link
    ADD CONSTRAINT fk_link_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.link
    ADD CONSTRAINT fk_link_organisation_id FOREIGN KEY (organisation_id) REFERENCES public.organisation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.news
    ADD CONSTRAINT fk_news_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.note
    ADD CONSTRAINT fk_note_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT fk_plan_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.revision
    ADD CONSTRAINT fk_revision_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sent_news
    ADD CONSTRAINT fk_sent_news_advisor_id FOREIGN KEY (advisor_id) REFERENCES public.advisor(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sent_news
    ADD CONSTRAINT fk_sent_news_news_id FOREIGN KEY (news_id) REFERENCES public.news(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.standings
    ADD CONSTRAINT fk_standings_client_file_id FOREIGN KEY (client_file_id) REFERENCES public.client_file(id) ON DELETE CASCADE;
