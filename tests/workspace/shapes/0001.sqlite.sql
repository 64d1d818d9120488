BEGIN TRANSACTION;
CREATE TABLE advisor (
	id CHAR(32) NOT NULL, 
	organisation_id CHAR(32) NOT NULL, 
	email VARCHAR(320) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	digest VARCHAR(10) NOT NULL, 
	active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_advisor PRIMARY KEY (id), 
	CONSTRAINT fk_advisor_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id) ON DELETE CASCADE, 
	CONSTRAINT uq_advisor_email UNIQUE (email)
);
INSERT INTO "advisor" VALUES('d4d0420a971f41e6bd40b6b49b8a70e4','0557b3c0c11346b79bd79089d90d487f','pole@example.org','Ann of Pôle','administrator','fr','weekly',1,'2026-11-23 15:00:02.000000');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE application (
	id CHAR(32) NOT NULL, 
	client_file_id CHAR(32) NOT NULL, 
	program VARCHAR(100) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	asked INTEGER, 
	awarded INTEGER, 
	reason VARCHAR(30), 
	due_on DATE, 
	asked_on DATE, 
	answered_on DATE, 
	comment TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	updated_at DATETIME NOT NULL, 
	updated_by VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_application PRIMARY KEY (id), 
	CONSTRAINT fk_application_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE
);
INSERT INTO "application" VALUES('52babc707dda4e39a431c3e9bb59b722','15a4c6c3de3542d6ba1652d34a1c45b2','beauce-sartigan-microcredit-agricole','to_ask',50000,NULL,NULL,NULL,NULL,NULL,'',1,'2026-11-23 15:00:07.000000','Ann of Pôle');
CREATE TABLE audit (
	id CHAR(32) NOT NULL, 
	organisation_id CHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	action VARCHAR(30) NOT NULL, 
	subject CHAR(32), 
	detail VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id), 
	CONSTRAINT fk_audit_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id) ON DELETE CASCADE
);
INSERT INTO "audit" VALUES('029305f423154efc963f2a36c1783b63','0557b3c0c11346b79bd79089d90d487f','2026-11-23 15:00:02.000000','Ann of Pôle','advisor_added',NULL,'administrator');
INSERT INTO "audit" VALUES('c06abea84cc24700b2f92cd727696bd9','0557b3c0c11346b79bd79089d90d487f','2026-11-23 15:00:03.000000','Ann of Pôle','created','15a4c6c3de3542d6ba1652d34a1c45b2','');
INSERT INTO "audit" VALUES('baa0e5cd2bdf4da88e58d10dcdf2409e','0557b3c0c11346b79bd79089d90d487f','2026-11-23 15:00:04.000000','Ann of Pôle','consent_given','15a4c6c3de3542d6ba1652d34a1c45b2','target_groups');
INSERT INTO "audit" VALUES('17088ec8940f4d39a3a3473b44225356','0557b3c0c11346b79bd79089d90d487f','2026-11-23 15:00:05.000000','Ann of Pôle','saved','15a4c6c3de3542d6ba1652d34a1c45b2','');
INSERT INTO "audit" VALUES('5a132af667dc4996b8fd00762d8286f7','0557b3c0c11346b79bd79089d90d487f','2026-11-23 15:00:06.000000','Ann of Pôle','noted','15a4c6c3de3542d6ba1652d34a1c45b2','');
INSERT INTO "audit" VALUES('bb36f233195045208f41ed54cb7314fd','0557b3c0c11346b79bd79089d90d487f','2026-11-23 15:00:07.000000','Ann of Pôle','application_added','15a4c6c3de3542d6ba1652d34a1c45b2','beauce-sartigan-microcredit-agricole');
INSERT INTO "audit" VALUES('d326a1be7b474fe58875a7289f1a9c7f','0557b3c0c11346b79bd79089d90d487f','2026-11-23 15:00:08.000000','Ann of Pôle','created','d25f5e97d484444893a5f3c3e87fa785','');
INSERT INTO "audit" VALUES('98ba8acc36bc44e4b6e7b56cbda550dd','0557b3c0c11346b79bd79089d90d487f','2026-11-23 15:00:10.000000','Ann of Pôle','archived','d25f5e97d484444893a5f3c3e87fa785','');
CREATE TABLE client_file (
	id CHAR(32) NOT NULL, 
	organisation_id CHAR(32) NOT NULL, 
	import_id CHAR(32), 
	name VARCHAR(200) NOT NULL, 
	words TEXT NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	version INTEGER NOT NULL, 
	profile JSON NOT NULL, 
	goal VARCHAR(20), 
	retain_until DATE, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	updated_by VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_client_file PRIMARY KEY (id), 
	CONSTRAINT fk_client_file_import_id FOREIGN KEY(import_id) REFERENCES import (id) ON DELETE SET NULL, 
	CONSTRAINT fk_client_file_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id) ON DELETE CASCADE
);
INSERT INTO "client_file" VALUES('15a4c6c3de3542d6ba1652d34a1c45b2','0557b3c0c11346b79bd79089d90d487f',NULL,'Coop de l''été; « à Québec »','coop de l ete a quebec','active',2,'{"enterprise": {"employees": 4}, "project": {"total_cost": 300000}, "confirmations": {}}','Rénover',NULL,'2026-11-23 15:00:03.000000','2026-11-23 15:00:05.000000','Ann of Pôle');
INSERT INTO "client_file" VALUES('d25f5e97d484444893a5f3c3e87fa785','0557b3c0c11346b79bd79089d90d487f',NULL,'Ancienne','ancienne','archived',1,'{"enterprise": {}, "project": {}, "confirmations": {}}',NULL,NULL,'2026-11-23 15:00:08.000000','2026-11-23 15:00:09.000000','Ann of Pôle');
CREATE TABLE confidential (
	client_file_id CHAR(32) NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_confidential PRIMARY KEY (client_file_id), 
	CONSTRAINT fk_confidential_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE
);
INSERT INTO "confidential" VALUES('15a4c6c3de3542d6ba1652d34a1c45b2',X'6741414141414272446A69724967755A4778415935454F597657686844625A75796B714A59614F64484A4931626445535866363474787A506A5230773170545238446E587130382D4244645342496A524F524D746B7531576A417772457970386C333052725954423872756938426A4241714F34563967525A43536A7A567076686B66727131366773555A66');
CREATE TABLE consent (
	id CHAR(32) NOT NULL, 
	client_file_id CHAR(32) NOT NULL, 
	kind VARCHAR(30) NOT NULL, 
	given_on DATE NOT NULL, 
	withdrawn_on DATE, 
	"by" VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_consent PRIMARY KEY (id), 
	CONSTRAINT fk_consent_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE
);
INSERT INTO "consent" VALUES('05cf20e6cdf541bbb063c696bf928899','15a4c6c3de3542d6ba1652d34a1c45b2','target_groups','2026-11-20',NULL,'Ann of Pôle');
CREATE TABLE dismissal (
	client_file_id CHAR(32) NOT NULL, 
	program VARCHAR(100) NOT NULL, 
	reason VARCHAR(30) NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_dismissal PRIMARY KEY (client_file_id, program), 
	CONSTRAINT fk_dismissal_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE
);
CREATE TABLE import (
	id CHAR(32) NOT NULL, 
	organisation_id CHAR(32) NOT NULL, 
	file_name VARCHAR(200) NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	at DATETIME NOT NULL, 
	undone_at DATETIME, 
	CONSTRAINT pk_import PRIMARY KEY (id), 
	CONSTRAINT fk_import_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id) ON DELETE CASCADE
);
CREATE TABLE link (
	id CHAR(32) NOT NULL, 
	organisation_id CHAR(32) NOT NULL, 
	client_file_id CHAR(32), 
	kind VARCHAR(10) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	expires_at DATETIME, 
	revoked_at DATETIME, 
	opened_at DATETIME, 
	CONSTRAINT pk_link PRIMARY KEY (id), 
	CONSTRAINT fk_link_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE, 
	CONSTRAINT fk_link_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id) ON DELETE CASCADE, 
	CONSTRAINT uq_link_token_hash UNIQUE (token_hash)
);
CREATE TABLE news (
	id CHAR(32) NOT NULL, 
	client_file_id CHAR(32) NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	program VARCHAR(100) NOT NULL, 
	kind VARCHAR(30) NOT NULL, 
	content JSON NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_news PRIMARY KEY (id), 
	CONSTRAINT fk_news_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE, 
	CONSTRAINT uq_news_client_file_id_key UNIQUE (client_file_id, "key")
);
CREATE TABLE note (
	id CHAR(32) NOT NULL, 
	client_file_id CHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_note PRIMARY KEY (id), 
	CONSTRAINT fk_note_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE
);
INSERT INTO "note" VALUES('b4283b3d0e1b49fa9b94d3d0510ec9ed','15a4c6c3de3542d6ba1652d34a1c45b2','2026-11-23 15:00:06.000000','Ann of Pôle','Rappeler la trésorière.
Avant l''été.');
CREATE TABLE organisation (
	id CHAR(32) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_organisation PRIMARY KEY (id)
);
INSERT INTO "organisation" VALUES('0557b3c0c11346b79bd79089d90d487f','Pôle','2026-11-23 15:00:01.000000');
CREATE TABLE "plan" (
	id CHAR(32) NOT NULL, 
	client_file_id CHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	name VARCHAR(30) NOT NULL, 
	catalogue_version VARCHAR(40) NOT NULL, 
	document JSON NOT NULL, 
	CONSTRAINT pk_plan PRIMARY KEY (id), 
	CONSTRAINT fk_plan_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE
);
CREATE TABLE revision (
	client_file_id CHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR(200) NOT NULL, 
	what VARCHAR(20) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	profile JSON NOT NULL, 
	goal VARCHAR(20), 
	CONSTRAINT pk_revision PRIMARY KEY (client_file_id, number), 
	CONSTRAINT fk_revision_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE
);
INSERT INTO "revision" VALUES('15a4c6c3de3542d6ba1652d34a1c45b2',1,'2026-11-23 15:00:03.000000','Ann of Pôle','created','Coop de l''été; « à Québec »','{"enterprise": {"employees": 3}, "project": {}, "confirmations": {}}','Rénover');
INSERT INTO "revision" VALUES('15a4c6c3de3542d6ba1652d34a1c45b2',2,'2026-11-23 15:00:05.000000','Ann of Pôle','saved','Coop de l''été; « à Québec »','{"enterprise": {"employees": 4}, "project": {"total_cost": 300000}, "confirmations": {}}','Rénover');
INSERT INTO "revision" VALUES('d25f5e97d484444893a5f3c3e87fa785',1,'2026-11-23 15:00:08.000000','Ann of Pôle','created','Ancienne','{"enterprise": {}, "project": {}, "confirmations": {}}',NULL);
CREATE TABLE sent_news (
	news_id CHAR(32) NOT NULL, 
	advisor_id CHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_sent_news PRIMARY KEY (news_id, advisor_id), 
	CONSTRAINT fk_sent_news_advisor_id FOREIGN KEY(advisor_id) REFERENCES advisor (id) ON DELETE CASCADE, 
	CONSTRAINT fk_sent_news_news_id FOREIGN KEY(news_id) REFERENCES news (id) ON DELETE CASCADE
);
CREATE TABLE standings (
	client_file_id CHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	content JSON NOT NULL, 
	CONSTRAINT pk_standings PRIMARY KEY (client_file_id), 
	CONSTRAINT fk_standings_client_file_id FOREIGN KEY(client_file_id) REFERENCES client_file (id) ON DELETE CASCADE
);
CREATE INDEX ix_advisor_organisation_id ON advisor (organisation_id);
CREATE INDEX ix_audit_list ON audit (organisation_id, at);
CREATE INDEX ix_audit_subject ON audit (subject);
CREATE INDEX ix_import_organisation_id ON import (organisation_id);
CREATE INDEX ix_client_file_import_id ON client_file (import_id);
CREATE INDEX ix_client_file_list ON client_file (organisation_id, state, updated_at);
CREATE INDEX ix_application_client_file_id ON application (client_file_id);
CREATE INDEX ix_application_program ON application (program);
CREATE INDEX ix_consent_client_file_id ON consent (client_file_id);
CREATE INDEX ix_link_client_file_id ON link (client_file_id);
CREATE INDEX ix_link_organisation_id ON link (organisation_id);
CREATE INDEX ix_news_client_file_id ON news (client_file_id);
CREATE INDEX ix_note_client_file_id ON note (client_file_id);
CREATE INDEX ix_plan_client_file_id ON "plan" (client_file_id);
COMMIT;
