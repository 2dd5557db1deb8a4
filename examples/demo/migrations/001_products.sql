CREATE TABLE products (
    id      INTEGER PRIMARY KEY,
    name    TEXT    NOT NULL CHECK (name <> ''),
    price   INTEGER NOT NULL CHECK (price >= 0) -- in cents
);

INSERT INTO products (name, price) VALUES
    ('Teapot', 3900),
    ('Strainer', 700),
    ('Green tea, 100 g', 850);
