-- no-transaction
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX CONCURRENTLY companies_name_search ON companies USING gin (name gin_trgm_ops);
