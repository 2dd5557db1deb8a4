ALTER TABLE products ADD COLUMN stock INTEGER NOT NULL DEFAULT 0;

CREATE TABLE deliveries (
    id         INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES products (id),
    amount     INTEGER NOT NULL CHECK (amount > 0)
);

INSERT INTO deliveries (product_id, amount) SELECT id, 10 FROM products;
UPDATE products SET stock = 10;
