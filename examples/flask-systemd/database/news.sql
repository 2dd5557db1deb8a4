CREATE TABLE company_news (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company_id   bigint NOT NULL REFERENCES companies (id),
  title        text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE user_notifications (
  user_id bigint NOT NULL REFERENCES users (id),
  news_id bigint NOT NULL REFERENCES company_news (id),
  read_at timestamptz,
  PRIMARY KEY (user_id, news_id)
);
