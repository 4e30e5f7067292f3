-- Custom fields of other kinds of records than the customer. Their values stand with the record, since nobody searches by them; those of
-- customers are rows of their own (custom_values).

ALTER TABLE custom_fields ADD COLUMN entity VARCHAR(16) NOT NULL DEFAULT 'customer';
ALTER TABLE deals ADD COLUMN custom MEDIUMTEXT NULL;
