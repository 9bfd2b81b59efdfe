CREATE TABLE IF NOT EXISTS consultants (
  id TEXT PRIMARY KEY, name TEXT, email TEXT, phone TEXT, branch TEXT
);
CREATE TABLE IF NOT EXISTS candidates (
  id TEXT PRIMARY KEY, name TEXT, email TEXT, phone TEXT, locale TEXT, timezone TEXT, country TEXT,
  consultant TEXT REFERENCES consultants, opted_out INTEGER DEFAULT 0, deleted INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS applications (
  id TEXT PRIMARY KEY, candidate TEXT REFERENCES candidates, job TEXT, client TEXT, status TEXT DEFAULT 'active'
);
CREATE TABLE IF NOT EXISTS interviews (
  id TEXT PRIMARY KEY, application TEXT REFERENCES applications, title TEXT, interviewers TEXT,
  slots TEXT, starts_at TEXT, ends_at TEXT, status TEXT DEFAULT 'scheduled', debriefed INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS notes (
  id TEXT PRIMARY KEY, webhook_id TEXT UNIQUE, kind TEXT, marker TEXT, candidate TEXT, application TEXT,
  interview TEXT, consultant TEXT, title TEXT, lines TEXT, due TEXT, received_at TEXT
);
CREATE INDEX IF NOT EXISTS notes_by_marker ON notes (marker);
CREATE TABLE IF NOT EXISTS deliveries (
  number INTEGER PRIMARY KEY, id TEXT UNIQUE, candidate TEXT, type TEXT, body BLOB, created_at TEXT, due_at TEXT,
  state TEXT DEFAULT 'waiting', tries INTEGER DEFAULT 0
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at, number) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS attempts (
  delivery TEXT REFERENCES deliveries (id), at TEXT, status INTEGER, remark TEXT
);
CREATE TABLE IF NOT EXISTS secrets (number INTEGER PRIMARY KEY, secret TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS endpoint (
  only INTEGER PRIMARY KEY CHECK (only = 1), url TEXT, disabled INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS ids (prefix TEXT PRIMARY KEY, last INTEGER);
