CREATE TABLE companies (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name    text NOT NULL,
  city    text NOT NULL DEFAULT '',
  website text,
  about   text,
  UNIQUE (name, city)
);

CREATE TABLE users (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email    text NOT NULL UNIQUE,
  password text NOT NULL
);
