-- The fields that a team adds to its customer record, and the customers' values of them: one row a value, or one for each
-- option chosen of several. A value is found by its normalised key, or compared by its number: ten-thousandths, or the
-- digits of a date.

CREATE TABLE IF NOT EXISTS custom_fields (
    id {id},
    kind VARCHAR(16) NOT NULL,
    label_en VARCHAR(75) NOT NULL,
    label_zh VARCHAR(75) NOT NULL,
    options MEDIUMTEXT NULL,
    position INT NOT NULL,
    retired_at {instant} NULL,
    version INT NOT NULL
) {options};

CREATE TABLE IF NOT EXISTS custom_values (
    customer_id BIGINT NOT NULL,
    field_id BIGINT NOT NULL,
    place INT NOT NULL,
    value VARCHAR(500) NOT NULL,
    value_key VARCHAR(100) NOT NULL,
    number BIGINT NULL,
    PRIMARY KEY (customer_id, field_id, place),
    FOREIGN KEY (customer_id) REFERENCES customers (id),
    FOREIGN KEY (field_id) REFERENCES custom_fields (id)
) {clustered};
CREATE INDEX {unless there} custom_values_key ON custom_values (field_id, value_key, customer_id);
CREATE INDEX {unless there} custom_values_number ON custom_values (field_id, number, customer_id);
